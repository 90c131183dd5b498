"""The allow-lists of the SQL gate: what a query may be made of; whatever is not named here is refused.

Two spellings are needed. sqlglot gives the functions it knows a class of their own (`TimeToStr` for `strftime`), and the
others, also those written as methods (`kind.upper()`), an `Anonymous` node with the name as written.

Left out on purpose, besides all that reads or changes anything: whatever asks the machine's clock or chance, because
the answer would differ between an evening and its replay.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLOCK_OR_CHANCE = _words("""
    CurrentDate CurrentDatetime CurrentTime CurrentTimestamp CurrentTimestampLTZ Localtime Localtimestamp Rand Randn TableSample
    Uuid ago current_localtime current_localtimestamp gen_random_uuid get_current_time get_current_timestamp now random setseed
    today transaction_timestamp uuid uuidv4 uuidv7
""")
"""Classes and names that get a refusal of their own, with the remedy."""

CLAUSES = _words("""
    Add Alias All And Any AtTimeZone Between BitwiseAnd BitwiseLeftShift BitwiseNot BitwiseOr BitwiseRightShift Boolean Bracket
    CTE Collate Column ColumnDef Comprehension Cube DPipe DataType DataTypeParam Distinct Div Dot EQ Escape Except Filter From GT
    GTE Glob Group GroupingSets Having HavingMax ILike Identifier IgnoreNulls In IntDiv Intersect Interval IntervalSpan Is
    JSONPath JSONPathFilter JSONPathKey JSONPathRecursive JSONPathRoot JSONPathScript JSONPathSelector JSONPathSlice
    JSONPathSubscript JSONPathUnion JSONPathWildcard Join Kwarg LT LTE Lambda Lateral Like Limit LimitOptions Literal Mod Mul NEQ
    Neg Not Null NullSafeEQ NullSafeNEQ Offset Or Order Ordered Paren Pivot PivotAlias PivotAny
    PositionalColumn PropertyEQ Qualify RawString RespectNulls Rollup Select SimilarTo Slice Star Sub Subquery Table TableAlias
    Tuple Union UnpivotColumns Values Var Where Window WindowSpec With WithinGroup Xor
""")
"""Nodes that are not functions: clauses, operators, names, literals."""

FUNCTIONS = _words("""
    Abs Acos Acosh And AnyValue ApproxDistinct ApproxQuantile ApproxTopK ArgMax ArgMin Array ArrayAgg ArrayAppend ArrayConcat
    ArrayContains ArrayContainsAll ArrayDistinct ArrayFilter ArrayIntersect ArrayMax ArrayMin ArrayOverlaps ArrayPosition
    ArrayPrepend ArrayReverse ArraySize ArraySlice ArraySort ArrayToString Ascii Asin Asinh Atan Atan2 Atanh Avg BitwiseAndAgg
    BitwiseOrAgg BitwiseXor BitwiseXorAgg Case Cast Cbrt Ceil Chr Coalesce Columns Concat ConcatWs Contains Corr Cos Cosh CosineDistance Cot
    Count CountIf CovarPop CovarSamp CumeDist DateAdd DateBin DateDiff DateFromParts DateSub DateTrunc Day DayOfMonth DayOfWeek
    DayOfWeekIso DayOfYear Dayname Degrees DenseRank EndsWith EuclideanDistance Exists Exp Explode Extract Factorial First
    FirstValue Flatten Floor Format GenerateSeries Greatest GroupConcat Grouping GroupingId Hour If IsInf IsNan JSONArray
    JSONExtract JSONExtractScalar JSONKeys JSONObject JSONType JarowinklerSimilarity Kurtosis Lag Last LastDay LastValue Lead
    Least Left Length Levenshtein Ln Log LogicalAnd LogicalOr Lower Map MapFromEntries MapKeys Max Median Min Minute Mod Mode
    Month Monthname NthValue Ntile Nullif Or Pad ParseJSON PercentRank PercentileCont PercentileDisc Pi Pow Quantile Quarter
    Radians Rank Reduce RegexpCount RegexpExtract RegexpExtractAll RegexpFullMatch RegexpILike RegexpLike RegexpReplace
    RegexpSplit RegrAvgx RegrAvgy RegrCount RegrIntercept RegrR2 RegrSlope RegrSxx RegrSxy RegrSyy Repeat Replace Reverse Right
    Round RowNumber Second Sign Sin Sinh Skewness Split SplitPart Sqrt StartsWith Stddev StddevPop StddevSamp StrPosition
    StrToDate StrToTime Struct StructExtract Substring Sum Tan Tanh TimeFromParts TimeToStr TimeToUnix TimestampFromParts
    TimestampTrunc ToDays ToMap Transform Translate Trim Trunc Try TryCast TsOrDsToDate Typeof Unicode UnixToTime Unnest Upper Variance
    VariancePop Week WeekOfYear Xor Year
""")
"""sqlglot's classes of functions, operators spelled as functions included."""

NAMES = _words("""
    abs acos age any_value approx_count_distinct approx_quantile arg_max arg_max_null arg_min arg_min_null array_agg array_append
    array_concat array_contains array_distinct array_filter array_has array_has_all array_has_any array_length array_position
    array_reverse array_reverse_sort array_slice array_sort array_to_string array_transform array_unique array_where array_zip
    asin atan atan2 avg bar bin bit_count bool_and bool_or cardinality cbrt ceil ceiling century concat concat_ws contains cos cot
    count count_star date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth
    dayofweek dayofyear days_in_month decade degrees divide element_at ends_with entropy epoch epoch_ms epoch_ns epoch_us
    equi_width_bins era even exp factorial favg fdiv first flatten floor fmod format fsum gamma gcd geomean geometric_mean
    greatest greatest_common_divisor group_concat hamming histogram histogram_exact hour ifnull instr is_histogram_other_bin
    isfinite isinf isnan isodow isoyear jaccard jaro_similarity jaro_winkler_similarity json_array json_array_length json_extract
    json_extract_string json_group_array json_group_object json_keys json_object json_type julian kahan_sum kurtosis kurtosis_pop
    last last_day lcase lcm least least_common_multiple left len length levenshtein lgamma list list_aggr list_aggregate
    list_any_value list_append list_apply list_approx_count_distinct list_avg list_bool_and list_bool_or list_cat list_concat
    list_contains list_cosine_distance list_cosine_similarity list_count list_distance list_distinct list_dot_product list_element
    list_entropy list_extract list_filter list_first list_grade_up list_has list_has_all list_has_any list_histogram list_indexof
    list_inner_product list_intersect list_kurtosis list_last list_mad list_max list_median list_min list_mode list_pack
    list_position list_prepend list_product list_reduce list_resize list_reverse list_reverse_sort list_select list_sem
    list_skewness list_slice list_sort list_stddev_pop list_stddev_samp list_string_agg list_sum list_transform list_unique
    list_value list_var_pop list_var_samp list_where list_zip ln log log10 log2 lower lpad ltrim mad make_date make_time
    make_timestamp make_timestamptz map map_concat map_contains map_entries map_extract map_extract_value map_from_entries
    map_keys map_values max max_by mean median microsecond millennium millisecond min min_by minute mismatches mod mode month
    monthname multiply nextafter nullif ord parse_formatted_bytes pi position pow power prefix printf product quantile
    quantile_cont quantile_disc quarter radians regexp_escape regexp_extract regexp_extract_all regexp_full_match regexp_matches
    regexp_replace regexp_split_to_array regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy
    regr_syy repeat replace reverse right round round_even roundbankers row rpad rtrim second sem sign signbit sin skewness split
    split_part sqrt starts_with stddev stddev_pop stddev_samp str_split strftime string_agg string_split strip_accents strlen
    strpos strptime struct_extract struct_extract_at struct_insert struct_keys struct_pack struct_values substr substring subtract
    suffix sum sum_no_overflow sumkahan tan time_bucket timezone timezone_hour timezone_minute to_centuries to_days to_decades
    to_hours to_json to_microseconds to_millennia to_milliseconds to_minutes to_months to_quarters to_seconds to_timestamp
    to_weeks to_years translate trim trunc try_strptime typeof ucase unicode upper var_pop var_samp variance wavg week weekday
    weekofyear weighted_avg year yearweek
""")
"""DuckDB's functions by name."""

TABLE_FUNCTIONS = _words("generate_series range unnest")
"""DuckDB's names of what may stand in FROM besides tables."""

TABLE_FUNCTION_CLASSES = _words("Explode GenerateSeries Unnest")
"""sqlglot's classes of the same."""
