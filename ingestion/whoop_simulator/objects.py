"""One synthetic fact as the JSON object that WHOOP has for it: names, units and identifiers; not when it can be seen.

Values are those of the fact, none is rounded: minutes become milliseconds, kilocalories become kilojoules (× 4.184), and HRV stays
in milliseconds.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from core.records import Day, Night, Sleep, Workout

Json = dict[str, object]
Activity = Literal["sleep", "nap", "workout"]
KILOJOULES = 4.184
"""In a kilocalorie."""
RATES = ("respiratory_rate", "sleep_performance_percentage", "sleep_consistency_percentage", "sleep_efficiency_percentage")
"""What a scored sleep may lack."""
_NAMESPACE = uuid5(NAMESPACE_URL, "morrow:whoop-simulator")
_V1_KINDS: dict[Activity, int] = {"sleep": 1, "nap": 2, "workout": 3}


def user_id(person_id: str) -> int:
    """The account number of a person; the same wherever they are simulated."""
    return 10_000_000 + zlib.crc32(person_id.encode()) % 90_000_000


def cycle_id(user: int, day: date) -> int:
    """The number of a cycle, by its wake date; beyond 32 bits, as int64 may be."""
    return user * 1_000_000 + day.toordinal()


def activity_id(person_id: str, kind: Activity, day: date) -> UUID:
    """The id of the sleep, nap or workout of a date: at most one of each happens on one."""
    return uuid5(_NAMESPACE, f"{person_id}|{kind}|{day.isoformat()}")


def v1_id(user: int, kind: Activity, day: date) -> int:
    """The number that an activity had in version 1."""
    return cycle_id(user, day) * 10 + _V1_KINDS[kind]


def day_of_cycle(cycle: int) -> date:
    """The wake date in the number of a cycle."""
    return date.fromordinal(max(cycle % 1_000_000, 1))


def of_v1_id(number: int) -> tuple[int, Activity, date] | None:
    """User, kind and date in a number of version 1; None where there is none in it."""
    kind = next((name for name, digit in _V1_KINDS.items() if digit == number % 10), None)
    return (number // 10_000_000, kind, day_of_cycle(number // 10)) if kind else None


def stamp(instant: datetime) -> str:
    """An instant as WHOOP writes it."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def offset(minutes: int) -> str:
    """Local time minus UTC as `±hh:mm`, or `Z` for none."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if minutes else "Z"


def cycle_score(day: Day, share: float = 1.0) -> Json:
    """Totals of a cycle, or what they come to after that share of it; strain is not linear in time, energy is."""
    strain, energy, mean, most = (value or 0.0 for value in (day.strain, day.energy_kcal, day.average_hr_bpm, day.max_hr_bpm))
    if share >= 1.0:
        return {"strain": strain, "kilojoule": energy * KILOJOULES, "average_heart_rate": int(mean), "max_heart_rate": int(most)}
    return {
        "strain": round(strain * share**0.5, 4),
        "kilojoule": round(energy * KILOJOULES * share, 3),
        "average_heart_rate": round(mean * (0.85 + 0.15 * share)),
        "max_heart_rate": round(most * (0.6 + 0.4 * share)),
    }


def night_score(night: Night, *, from_strain: int, from_nap: int) -> Json:
    """Score of a main sleep.

    Args:
        night: the fact.
        from_strain: milliseconds of its need that come from strain.
        from_nap: milliseconds that naps took off; zero or less. The parts add up to the need that the fact knows.
    """
    asleep, awake = night.sleep_minutes or 0.0, night.awake_minutes or 0.0
    debt = _milli(night.sleep_debt_minutes)
    rates = (night.resp_rate_brpm, night.sleep_performance_pct, night.sleep_consistency_pct, night.sleep_efficiency_pct)
    return {
        "stage_summary": {
            "total_in_bed_time_milli": _milli(night.in_bed_minutes),
            "total_awake_time_milli": _milli(awake),
            "total_no_data_time_milli": 0,
            "total_light_sleep_time_milli": _milli(night.light_minutes),
            "total_slow_wave_sleep_time_milli": _milli(night.deep_minutes),
            "total_rem_sleep_time_milli": _milli(night.rem_minutes),
            "sleep_cycle_count": round(asleep / 95),
            "disturbance_count": round(awake / 4),
        },
        "sleep_needed": {
            "baseline_milli": _milli(night.sleep_need_minutes) - debt - from_strain - from_nap,
            "need_from_sleep_debt_milli": debt,
            "need_from_recent_strain_milli": from_strain,
            "need_from_recent_nap_milli": from_nap,
        },
        **{name: rate for name, rate in zip(RATES, rates, strict=True) if rate is not None},
    }


def nap_score(nap: Sleep, night_need: int) -> Json:
    """Score of a nap: light sleep, no respiratory rate of its own, and the need of the night before it."""
    in_bed, asleep = _milli((nap.end - nap.start) / timedelta(minutes=1)), _milli(nap.sleep_minutes)
    return {
        "stage_summary": {
            "total_in_bed_time_milli": in_bed,
            "total_awake_time_milli": in_bed - asleep,
            "total_no_data_time_milli": 0,
            "total_light_sleep_time_milli": asleep,
            "total_slow_wave_sleep_time_milli": 0,
            "total_rem_sleep_time_milli": 0,
            "sleep_cycle_count": 0,
            "disturbance_count": 1,
        },
        "sleep_needed": {
            "baseline_milli": night_need,
            "need_from_sleep_debt_milli": 0,
            "need_from_recent_strain_milli": 0,
            "need_from_recent_nap_milli": 0,
        },
        "sleep_efficiency_percentage": 100 * asleep / in_bed,
    }


def recovery_score(night: Night, *, calibrating: bool) -> Json:
    """Score of a recovery."""
    values = {
        "recovery_score": night.recovery_pct,
        "resting_heart_rate": night.resting_hr_bpm,
        "hrv_rmssd_milli": night.hrv_rmssd_ms,
        "spo2_percentage": night.spo2_pct,
        "skin_temp_celsius": night.skin_temp_c,
    }
    return {"user_calibrating": calibrating, **{name: value for name, value in values.items() if value is not None}}


def first_guess(score: Mapping[str, object], factor: float) -> Json:
    """A score before it was put right: the floats of its top level times a factor near 1, percentages not above 100."""
    return {name: _guess(name, value, factor) for name, value in score.items()}


def _guess(name: str, value: object, factor: float) -> object:
    if not isinstance(value, float):
        return value
    guess = round(value * factor, 6)
    return min(guess, 100.0) if name.endswith(("_percentage", "recovery_score")) else guess


def workout_score(workout: Workout) -> Json:
    """Score of a workout."""
    zones = [workout.zone1_minutes, workout.zone2_minutes, workout.zone3_minutes, workout.zone4_minutes, workout.zone5_minutes]
    told = [_milli(minutes) for minutes in zones]
    rest = _milli((workout.end - workout.start) / timedelta(minutes=1)) - sum(told)
    names = ("zero", "one", "two", "three", "four", "five")
    return {
        "strain": workout.strain,
        "average_heart_rate": int(workout.average_hr_bpm or 0),
        "max_heart_rate": int(workout.max_hr_bpm or 0),
        "kilojoule": (workout.energy_kcal or 0.0) * KILOJOULES,
        "percent_recorded": 100.0,
        "zone_durations": {f"zone_{name}_milli": length for name, length in zip(names, [max(rest, 0), *told], strict=True)},
    }


def sport_name(sport: str) -> str:
    """A sport in the spelling of version 2: `functional-fitness`."""
    return "-".join(sport.casefold().split())


def _milli(minutes: float | None) -> int:
    return round((minutes or 0.0) * 60_000)
