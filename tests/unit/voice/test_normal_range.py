"""What is usual for a person's own voice: worked by hand, covered as promised, and blind to what came later."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from core.errors import UnknownName
from core.records import BY_HAND, Entry, Measure, part_of
from core.store import Store
from voice.measures import VoiceMeasures
from voice.measuring.catalog import MEASURES, kind_of
from voice.normal_range import COVERED, LEAST_ENTRIES, epoch_of, share_below, standing, standings, usual_range

START = date(2026, 3, 1)
PLAIN = "plain"


def at(number: int, hour: int = 20) -> datetime:
    return datetime.combine(START, time(hour), UTC) + timedelta(days=number)


@pytest.fixture
def entry():
    """(number of the day, pitch in Hz, fields of the entry, source epoch of the measure) → an entry and what was measured of it."""

    def tell(number, pitch, epoch=PLAIN, name="pitch_hz", **fields):
        key = fields.pop("key", f"e{number}")
        known = fields.pop("known_at", at(number))
        common = {"person_id": "p1", "source": BY_HAND, "known_at": known, "day": START + timedelta(days=number)}
        plain = {"told_at": at(number), "text": "told", "transcriber": "by hand", "reader": "rules", "source_epoch": "told"}
        unit, kind = MEASURES[name].unit, kind_of(name)
        measure = Measure(key=part_of(key, kind), kind=kind, value=pitch, unit=unit, source_epoch=epoch, **common)
        return [Entry(key=key, **(plain | common | fields)), measure]

    return tell


@pytest.fixture
def snapshot(tmp_path):
    """(lists of facts, instant) → snapshot of a store that holds them."""

    def take(*told, as_of=None):
        store = Store(tmp_path / "facts.duckdb")
        store.add([fact for facts in told for fact in facts], recorded_at=at(500))
        return store.snapshot("p1", as_of or at(400))

    return take


# ---------------------------------------------------------------- the range


def test_the_range_is_a_prediction_interval_around_the_median():
    """Of 160 … 178 in steps of 2, ten values: median 169, absolute deviations 1 1 3 3 5 5 7 7 9 9, their median 5.

    5 · 1.4826 · 10 / 9.2 = 8.058; t at 0.95 with 3.33 degrees of freedom is 2.258; √(1 + 1.5708 / 10) = 1.0757: 19.57 either way.
    """
    found = usual_range([float(value) for value in range(160, 180, 2)])
    assert found.centre == 169.0
    assert found.entries == 10
    assert (found.high - found.low) / 2 == pytest.approx(19.57, abs=0.06)
    assert found.high - found.centre == pytest.approx(found.centre - found.low)


def test_before_eight_entries_nothing_is_usual():
    assert LEAST_ENTRIES == 8
    assert usual_range([160.0, 162, 164, 166, 168, 170, 172]) is None
    assert usual_range([160.0, 162, 164, 166, 168, 170, 172, 174]) is not None


def test_where_most_are_the_same_no_range_is_told():
    assert usual_range([5.0] * 20) is None
    assert usual_range([5.0] * 11 + [7.0] * 9) is None


def test_a_share_is_never_usual_below_zero():
    low = standing("pause_share", 0.1, [0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.2, 0.3]).usual.low
    assert low == 0.0
    assert standing("alpha_ratio_db", -20.0, [-20.0, -21, -22, -23, -24, -25, -26, -27]).usual.low < -27


def test_one_evening_with_a_cold_moves_the_range_little():
    usual = [160.0, 162, 164, 166, 168, 170, 172, 174, 176, 178, 180]
    well, ill = usual_range(usual), usual_range([*usual[:-1], 90.0])
    assert ill.low == pytest.approx(well.low, abs=6)
    assert ill.high == pytest.approx(well.high, abs=6)


@pytest.mark.parametrize("count", [8, 12, 20, 40])
def test_nine_of_ten_entries_to_come_lie_in_the_range(count):
    """1,500 people with normal values: 90%, and a little more where few entries tell the spread."""
    values = np.random.default_rng(count).normal(170.0, 6.0, (1500, count + 1))
    ranges = [usual_range(row[:-1].tolist()) for row in values]
    covered = np.mean([one.low <= row[-1] <= one.high for one, row in zip(ranges, values, strict=True)])
    assert COVERED - 0.015 <= covered <= COVERED + 0.05


# ---------------------------------------------------------------- shares


def test_the_share_of_lower_entries_is_an_interval_that_few_entries_leave_wide():
    """Above all of 9: from the 5% quantile of Beta(9.5, 0.5), whose density x^8.5 / √(1 − x) is integrated here with x = 1 − u²."""
    low, high = share_below(200.0, [160.0 + number for number in range(9)])
    u = np.linspace(0.0, 1.0, 100_001)
    density = (1.0 - u**2) ** 8.5
    assert density[u >= np.sqrt(1.0 - low)].sum() / density.sum() == pytest.approx(0.05, abs=0.001)
    assert high == 1.0
    assert share_below(100.0, [160.0 + number for number in range(9)]) == pytest.approx((0.0, 1.0 - low))


def test_in_the_middle_of_many_the_share_is_about_a_half_and_of_more_entries_it_is_told_better():
    narrow, wide = (share_below(170.0, list(np.linspace(160, 180, count))) for count in (200, 10))
    assert narrow[0] < 0.5 < narrow[1]
    assert narrow[1] - narrow[0] < 0.13
    assert wide[1] - wide[0] > 0.4


def test_the_interval_of_the_share_holds_the_true_share_nine_times_in_ten():
    draws = np.random.default_rng(5).random((1000, 21))
    hits = [low <= row[-1] <= high for row in draws for low, high in [share_below(row[-1], row[:-1].tolist())]]
    assert np.mean(hits) == pytest.approx(0.9, abs=0.03)


# ---------------------------------------------------------------- words


def test_what_is_higher_than_usual_is_said_in_words():
    earlier = [163.0, 165, 167, 168, 169, 169, 170, 171, 173, 175]
    found = standing("pitch_hz", 190.0, earlier)
    assert found.verdict == "higher than usual"
    assert found.words() == (
        f"pitch 190 Hz, usual {found.usual.low:.0f}–{found.usual.high:.0f} from 10 entries, higher than usual (above 83–100% of your own)"
    )
    assert standing("pitch_hz", 140.0, earlier).verdict == "lower than usual"
    assert standing("pitch_hz", 170.0, earlier).verdict == "as usual"


def test_shares_are_told_in_percent_and_levels_with_a_true_minus():
    assert standing("pause_share", 0.254, [0.1] * 3).words() == "pauses 25 %, compared from 8 entries on, 3 so far"
    assert standing("alpha_ratio_db", -21.26, []).words() == "brightness −21.3 dB, compared from 8 entries on, 0 so far"


def test_where_all_are_the_same_the_value_alone_is_told():
    found = standing("pause_share", 0.1, [0.0] * 12)
    assert (found.verdict, found.words()) == (None, "pauses 10 %")


# ---------------------------------------------------------------- which entries count


def test_an_entry_is_held_against_the_persons_earlier_ones(snapshot, entry):
    known = snapshot(*(entry(number, 160.0 + number) for number in range(11)))
    found = standings(known, "e9")[0]
    assert (found.name, found.value, found.before) == ("pitch_hz", 169.0, 9)
    assert found.usual == usual_range([160.0 + number for number in range(9)], lowest=0.0)


def test_what_is_told_later_or_becomes_known_later_moves_nothing(snapshot, entry):
    before = [entry(number, 160.0 + 3 * number) for number in range(9)]
    today = entry(9, 190.0)
    late = entry(4, 400.0, key="late", known_at=at(12))
    later = [entry(number, 500.0) for number in range(10, 30)]
    alone = standings(snapshot(*before, today, as_of=at(9)), "e9")
    assert standings(snapshot(late, *later), "e9") == alone
    assert alone[0].before == 9


def test_recordings_with_flags_are_told_and_compared_with_nothing(snapshot, entry):
    flagged = [entry(number, 300.0, voice_flags="noise", key=f"f{number}") for number in range(8)]
    clean = [entry(number, 160.0 + number) for number in range(8, 17)]
    known = snapshot(*flagged, *clean)
    assert standings(known, "e16")[0].before == 8
    told = standings(known, "f7")[0]
    assert (told.value, told.before, told.usual, told.verdict, told.flags) == (300.0, 0, None, None, ("noise",))
    assert told.words() == "pitch 300 Hz, compared with nothing: noise"


def test_only_the_same_analysis_and_device_are_compared(snapshot, entry):
    plain = [entry(number, 160.0 + number) for number in range(9)]
    smile = [entry(number, 170.0 + number, epoch="opensmile eGeMAPSv02") for number in range(9, 14)]
    known = snapshot(*plain, *smile)
    assert standings(known, "e13")[0].before == 4
    assert standings(known, "e8")[0].before == 8


def test_two_measures_of_one_entry_are_each_held_against_their_own_kind(snapshot, entry):
    told = [entry(number, 160.0 + number) + entry(number, 4.0 + number / 10, name="syllables_per_second")[1:] for number in range(10)]
    found = {one.name: one for one in standings(snapshot(*told), "e9")}
    assert list(found) == ["pitch_hz", "syllables_per_second"]
    assert found["syllables_per_second"].usual.centre == pytest.approx(4.4)


def test_an_entry_that_is_not_there_is_refused(snapshot, entry):
    with pytest.raises(UnknownName, match=r"no entry 'e7' of p1; `morrow journal show`"):
        standings(snapshot(entry(1, 160.0)), "e7")


def test_the_epoch_of_measures_tells_analysis_device_and_flags():
    clean, noisy = VoiceMeasures(PLAIN, {"pitch_hz": 160.0}), VoiceMeasures(PLAIN, {"pitch_hz": 160.0}, ("noise",))
    assert epoch_of(clean) == "plain"
    assert epoch_of(clean, "desk microphone") == "plain @ desk microphone"
    assert epoch_of(noisy) == "plain, flagged"
    assert epoch_of(noisy, "desk microphone") == "plain @ desk microphone, flagged"


def test_the_epoch_alone_keeps_a_flagged_recording_out(snapshot, entry):
    told = [entry(number, 160.0 + number, epoch=f"{PLAIN}, flagged") for number in range(10)]
    assert standings(snapshot(*told), "e9")[0].flags == ("flagged",)
