"""The offline analyst's sentences: rules over tool results, in words worth reading. Every numeral is copied from a result.

Nothing is computed for the text: a difference is said only where a tool gives it, counts of its own are written as words.
"""

from __future__ import annotations

from agent.analyst_reading import Json, Reading, listed, number, pair, part, rows, shown, with_unit, word
from agent.safety import concern_of
from core.events import EVENT_KINDS
from core.targets import PRIMARY, TARGETS

_FEW = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
_SPREAD = "of your usual night-to-night spread"


def label(target: str) -> str:
    """Words for a target."""
    return TARGETS[target].label


def rationale(reading: Reading) -> str:
    """The analyst's reasons for the night, as plain sentences; parts that were not read are left out."""
    parts = (
        last_night(reading),
        week(reading),
        outlook(reading),
        journal(reading),
        voice(reading),
        similar(reading),
        reliability(reading),
        caveats(reading),
    )
    return (
        " ".join(sentence for sentence in parts if sentence) or "Nothing could be read this evening; the models' forecast stands as it is."
    )


def last_night(reading: Reading) -> str:
    """Where the last night stands against the personal normal range."""
    places = [(name, place) for name in PRIMARY if (place := _place(reading, name))]
    if not places:
        return ""
    nights = {word(reading.reported(name), "last_night") for name, _ in places}
    when = f"In the last measured night ({nights.pop()})" if len(nights) == 1 and "" not in nights else "When last measured"
    return f"{when} your {'; '.join(f'{label(name)} {place}' for name, place in places)}."


def _place(reading: Reading, target: str) -> str:
    told = reading.reported(target)
    last, normal = number(told, "last_value"), pair(told, "normal_range")
    if last is None:
        return ""
    if normal is None:
        return f"was {with_unit(last, target)}"
    side = "below" if last < normal[0] else "above" if last > normal[1] else "within"
    return f"was {with_unit(last, target)}, {side} your normal range of {shown(normal[0], target)} to {with_unit(normal[1], target)}"


def week(reading: Reading) -> str:
    """Where the past week stands against the person's own mean."""
    moved, level = [], []
    for name in PRIMARY:
        trend, mean = number(reading.reported(name), "trend_7"), number(reading.reported(name), "personal_mean")
        if trend is None or mean is None:
            continue
        if float(shown(trend, name)) == 0:
            level.append(label(name))
        else:
            side = "above" if trend > 0 else "below"
            moved.append(f"{label(name)} ran {with_unit(trend, name)} {side} your own mean of {shown(mean, name)}")
    said = "; ".join(moved)
    if level:
        stayed = f"{listed(level)} stayed level with your own mean"
        said = f"{said}; {stayed}" if said else stayed
    return f"Over the past week {said}." if said else ""


def outlook(reading: Reading) -> str:
    """What the models expect."""
    modelled = reading.modelled()
    said = [_expected(reading, name, modelled[name]) for name in PRIMARY if name in modelled]
    if not said:
        return ""
    return f"For the coming night the models expect {'; '.join(said)}.{_leading(modelled)}"


def _expected(reading: Reading, target: str, forecast: Json) -> str:
    median, band = number(forecast, "median"), pair(forecast, "interval_80")
    said = f"{label(target)} near {with_unit(median or 0.0, target)}"
    if band is None:
        return said
    name = "80% range" if 80 in reading.levels() else "likely range"
    return f"{said} ({name} {shown(band[0], target)} to {shown(band[1], target)})"


def _leading(modelled: dict[str, Json]) -> str:
    """Which rule weighs most in the first forecast, if one clearly does."""
    name = next((name for name in PRIMARY if name in modelled), None)
    weighed = [(number(row, "weight") or 0.0, word(row, "name")) for row in rows(modelled[name], "forecasters")] if name else []
    if not weighed or name is None:
        return ""
    weight, leader = max(weighed)
    return f" Of the single rules, {leader} carries most weight for {label(name)}." if leader and weight > 1.5 / len(weighed) else ""


def journal(reading: Reading) -> str:
    """What the journal adds and how sure that is."""
    if not reading.of("read_journal"):
        return "The journal could not be read."
    answers = reading.tonight()
    if not answers:
        return "The journal holds nothing for this evening, so nothing is added to the models."
    said = [_event(reading, answer) for _, answer in reading.happened()]
    denied = [EVENT_KINDS[word(answer, "kind")].label for _, answer in answers if answer["answer"] == "no"]
    if denied:
        said.append(f"The journal says no to {listed(denied)}.")
    return " ".join(said)


def _event(reading: Reading, answer: Json) -> str:
    kind, quote, confidence = word(answer, "kind"), _quotable(word(answer, "quote")), number(answer, "confidence")
    words = f' ("{quote}")' if quote else ""
    doubt = f", read with {confidence:.2g} confidence" if confidence is not None and confidence < 1 else ""
    return f"The journal says yes to {EVENT_KINDS[kind].label}{_amount(answer)}{words}{doubt}; {_learned(reading, kind)}."


def _amount(answer: Json) -> str:
    amount, unit = number(answer, "amount"), word(answer, "unit")
    if amount is None or not unit:
        return ""
    return f", {amount:g} {unit.removesuffix('s') if amount == 1 else unit}"


MOST_MEASURES = 2
"""Of a voice: more would read as if they told something of the night."""


def voice(reading: Reading) -> str:
    """Where the voice of the evening's last entry stands apart from the person's own; it is no evidence."""
    measures = rows(reading.of("transcribe_journal"), "voice", "measures")
    apart = [
        said for one in measures if word(one, "standing").endswith(("lower than usual", "higher than usual")) and (said := _apart(one))
    ]
    if not apart:
        return ""
    return f"Your voice this evening: {listed(apart[:MOST_MEASURES])}; one evening in ten lies outside by itself."


def _apart(measure: Json) -> str:
    value, usual, entries = number(measure, "value"), pair(measure, "usual_range"), number(measure, "earlier_entries")
    if value is None or usual is None or entries is None or word(measure, "unit") == "share":
        return ""
    unit = word(measure, "unit").replace("1/s", "per second")
    ends = f"usual {usual[0]:g} to {usual[1]:g} from {entries:.0f} entries"
    return f"{word(measure, 'label')} {value:g} {unit}, {word(measure, 'standing')} ({ends})"


def _quotable(quote: str) -> str:
    """The person's words, where they are short, in one line, and no cry for help: that is answered by fixed words, not repeated."""
    plain = " ".join(quote.split())
    repeated = plain == quote and len(quote) <= 160 and not set(quote) & set('"“”«»') and concern_of(quote) is None
    return quote if repeated else ""


def _learned(reading: Reading, kind: str) -> str:
    """What is known of the kind's effects, strongest first."""
    effects = [(number(reading.effect(kind, name), "shift_sigma"), name) for name in reading.modelled() if name in PRIMARY]
    known = sorted(((shift, name) for shift, name in effects if shift is not None and abs(shift) >= 0.05), key=lambda item: -abs(item[0]))
    if not known:
        return "no effect of it on the coming night is known"
    moves = [f"{'lowers' if shift < 0 else 'raises'} {label(name)} by {abs(shift):.2f}" for shift, name in known]
    count = max(int(number(reading.effect(kind, name), "confirmed_events") or 0) for _, name in known)
    if count == 0:
        ground = "as other people's nights suggest, none of your own yet; so it moves the forecast only a little"
    else:
        evenings = "evening" if count == 1 else "evenings"
        ground = f"learned from {count} {evenings} of your own" + ("; so it still moves the forecast only a little" if count < 8 else "")
    return f"that {listed(moves)} {_SPREAD}, {ground}"


def similar(reading: Reading) -> str:
    """What the most similar days brought."""
    days = [day for day in rows(reading.of("recall_similar_days"), "days") if part(day, "values")]
    target = next((name for name in PRIMARY for day in days if number(day, "values", name) is not None), None)
    if target is None:
        return ""
    told = [day for day in days if number(day, "values", target) is not None][:3]
    first, rest = told[0], told[1:]
    said = f"Of past days, the night of {word(first, 'night')} resembles this one most: {label(target)} came at {_came(first, target)}"
    forecast = number(first, "forecast", target)
    if forecast is not None:
        said += f" where {with_unit(forecast, target)} had been forecast"
    if rest:
        said += f"; the next {'one' if len(rest) == 1 else _FEW[len(rest)]}, {listed([word(day, 'night') for day in rest])}, brought "
        said += listed([_came(day, target) for day in rest])
    return said + "."


def _came(day: Json, target: str) -> str:
    return with_unit(number(day, "values", target) or 0.0, target)


FEW_SCORED = 5
"""Below so many scored nights a share or a skill would say more about luck than about the forecasts."""


def reliability(reading: Reading) -> str:
    """How reliable the forecasts have been."""
    board = reading.of("score_board")
    scored = number(board, "scored_nights")
    if not board:
        return ""
    if not scored:
        return "None of these forecasts has come true yet, so there is no track record to lean on."
    counted = f"So far {int(scored)} {'night is' if scored == 1 else 'nights are'} scored"
    if scored < FEW_SCORED:
        return f"{counted}, too few to tell how good the forecasts are."
    targets = [(name, part(board, "targets", name)) for name in PRIMARY if part(board, "targets", name)]
    said = [held for name, told in targets if (held := _held(reading, name, told))]
    return f"{counted}{': ' + '; '.join(said) if said else ''}. {_head_to_head(targets)}".strip()


def _held(reading: Reading, target: str, told: Json) -> str:
    coverage, skill = number(told, "coverage_80"), number(told, "skill_over_mean")
    said = []
    if coverage is not None:
        name = "80% range" if 80 in reading.levels() else "likely range"
        said.append(f"the {name} of {label(target)} held the outcome {100 * coverage:.0f}% of the time")
    if skill is not None and abs(skill) >= 0.01:
        said.append(f"the forecast was {100 * abs(skill):.0f}% {'better' if skill > 0 else 'worse'} than always saying your mean")
    return ", and ".join(said)


def _head_to_head(targets: list[tuple[str, Json]]) -> str:
    """The models' score beside my own calls'."""
    for name, told in targets:
        models, mine = number(told, "opinions", "models"), number(told, "opinions", "agent")
        if models is not None and mine is not None:
            verdict = "ahead of" if mine < models else "no better than"
            return (
                f"For {label(name)} my own calls have been {verdict} the models alone ({mine:.2f} against {models:.2f}; lower is better)."
            )
    return ""


def caveats(reading: Reading) -> str:
    """What stands against trusting the numbers: abstentions, gaps, findings of data quality."""
    said = [f"There is no forecast of {label(name)}: {why.rstrip('.')}." for name, why in reading.abstained().items()]
    for name in PRIMARY:
        gap, since = number(reading.reported(name), "nights_since_last"), word(reading.reported(name), "last_night")
        if gap is not None and gap > 2 and since:
            said.append(f"No value of {label(name)} is known since the night of {since}, so its range is wider.")
            break
    details = [word(finding, "detail") for finding in rows(reading.of("read_report"), "quality")]
    said += [f"Data quality: {detail.rstrip('.')}." for detail in details[:1] if detail]
    return " ".join(said)


def change_mind(reading: Reading) -> list[str]:
    """What would change the analyst's mind."""
    said = []
    modelled = reading.modelled()
    first = next((name for name in PRIMARY if name in modelled), None)
    for _, answer in reading.happened()[:2]:
        if first:
            back = with_unit(number(modelled[first], "median") or 0.0, first)
            said.append(
                f"If the answer about {EVENT_KINDS[word(answer, 'kind')].label} were wrong, {label(first)} would go back towards {back}."
            )
    for question in rows(reading.of("read_report"), "questions")[:2]:
        targets = question.get("targets")
        moved = [label(name) for name in targets if name in TARGETS] if isinstance(targets, list) else []
        said.append(f'A yes to "{word(question, "question")}" would move {listed(moved) or "the forecast"} most.')
    return said or ["A journal answer about alcohol, illness or a hard day would move the forecast; a quiet evening leaves it as it is."]
