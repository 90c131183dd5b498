"""What WHOOP tells of a span of time, as facts with the person's own dates and units. Nothing is fetched, stored or repaired here.

A night is a main sleep with its recovery; its state says why it cannot be used, and what WHOOP does not tell now is None: neither zero
nor what it told before. A cycle that runs on gives the totals so far, known when they arrive; an ended one its whole day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from core.records import Day, Fact, Measure, Night, ScoreState, Sleep, Workout
from ingestion.alignment import day_of, wake_date
from ingestion.whoop_api import wire
from ingestion.whoop_api.api import SOURCE

F = TypeVar("F", bound=Fact)
EPOCH = f"{SOURCE}/1"
WAIT_FOR_SCORE = timedelta(days=14)
"""How long a night without a recovery still waits for one. WHOOP scores within hours of an upload, and a strap keeps a few days of data
that were not uploaded; after two weeks nothing is on its way, and the night stands with what its sleep alone tells."""
NO_DATA = "sleep_no_data_minutes"
MUCH_NO_DATA = 0.1
"""Share of the time in bed without data from which it is told; the project's own choice."""
KILOJOULES = 4.184
"""In a kilocalorie."""
_MINUTE = 60_000


@dataclass(frozen=True)
class Arrival:
    """Whose facts these are, and from when they count as known."""

    person_id: str
    connected_at: datetime
    now: datetime
    read: tuple[datetime, datetime] | None = None
    """The time of which everything that was there has been told before."""

    def make(self, record: Callable[..., F], key: str, happened: datetime | None, **values: object) -> F:
        """The fact: history is known at its natural moment, everything else on arrival.

        History is what happened before the connection, unless it comes to light later: then nobody could know it before. None has no
        natural moment.
        """
        late = happened is not None and self.read is not None and self.read[0] <= happened < self.read[1]
        natural = happened is not None and happened < self.connected_at and not late
        known_at = happened if natural else self.now
        return record(person_id=self.person_id, source=SOURCE, source_epoch=EPOCH, key=key, known_at=known_at, **values)


@dataclass(frozen=True)
class Told:
    """Everything that WHOOP tells of a span of time, each object once."""

    cycles: Sequence[wire.Cycle]
    sleeps: Sequence[wire.Sleep]
    recoveries: Sequence[wire.Recovery]
    workouts: Sequence[wire.Workout]

    @cached_property
    def _recovery_of_sleep(self) -> Mapping[UUID, wire.Recovery]:
        return {recovery.sleep_id: recovery for recovery in self.recoveries}

    @cached_property
    def _main_sleeps(self) -> Mapping[int, list[wire.Sleep]]:
        """Cycle → the sleeps that could be its main one: that of its recovery alone, else all that are no naps."""
        found: dict[int, list[wire.Sleep]] = {}
        for sleep in self.sleeps:
            if not sleep.nap:
                found.setdefault(sleep.cycle_id, []).append(sleep)
        for cycle, sleeps in found.items():
            recovered = [sleep for sleep in sleeps if sleep.id in self._recovery_of_sleep]
            found[cycle] = recovered or sleeps
        return found

    def facts(self, arrival: Arrival) -> Iterator[Fact]:
        """Nights, all sleeps, days and workouts."""
        for sleep in self.sleeps:
            yield _sleep(sleep, arrival)
            if sleep in self._main_sleeps.get(sleep.cycle_id, ()):
                yield from _night(sleep, self._recovery_of_sleep.get(sleep.id), arrival)
        days = {cycle.id: _day(cycle, self._main_sleep(cycle), arrival) for cycle in self.cycles}
        yield from days.values()
        for workout in self.workouts:
            cycle = self.cycle_at(workout.start)
            yield _workout(workout, days[cycle.id].day if cycle else day_of(workout.start, workout.zone), arrival)

    def cycle_at(self, instant: datetime) -> wire.Cycle | None:
        """The cycle that an instant falls into, the latest of several."""
        around = [cycle for cycle in self.cycles if cycle.start <= instant and (cycle.end is None or instant < cycle.end)]
        return max(around, key=lambda cycle: cycle.start, default=None)

    def _main_sleep(self, cycle: wire.Cycle) -> wire.Sleep | None:
        return max(self._main_sleeps.get(cycle.id, ()), key=lambda sleep: sleep.end - sleep.start, default=None)


def state_of_night(sleep: wire.Sleep, recovery: wire.Recovery | None, now: datetime) -> ScoreState:
    """Whether the night is scored, and if not, why. A recovery that has not come is waited for, for a time."""
    if sleep.score_state == "UNSCORABLE":
        return "unscorable"
    if sleep.score_state == "PENDING_SCORE" or sleep.score is None:
        return "pending"
    if recovery is None:
        return "pending" if now - sleep.end < WAIT_FOR_SCORE else "scored"
    if recovery.score_state == "UNSCORABLE":
        return "unscorable"
    if recovery.score_state == "PENDING_SCORE" or recovery.score is None:
        return "pending"
    return "calibrating" if recovery.score.user_calibrating else "scored"


def body_facts(body: wire.BodyMeasurement, day: date, arrival: Arrival) -> Iterator[Measure]:
    """What the person told WHOOP of their body, known on arrival: WHOOP does not say since when it is so."""
    told = (
        ("height_m", body.height_meter, "m"),
        ("weight_kg", body.weight_kilogram, "kg"),
        ("max_heart_rate_bpm", float(body.max_heart_rate), "bpm"),
    )
    for kind, value, unit in told:
        yield arrival.make(Measure, kind, None, day=day, kind=kind, value=value, unit=unit)


def _night(sleep: wire.Sleep, recovery: wire.Recovery | None, arrival: Arrival) -> Iterator[Fact]:
    """The night, and how much of it was not measured where that is much."""
    slept = sleep.score if sleep.score_state == "SCORED" else None
    night = sleep.end.astimezone(sleep.zone).date()
    yield arrival.make(
        Night,
        str(sleep.id),
        sleep.end,
        night=night,
        sleep_start=sleep.start,
        sleep_end=sleep.end,
        utc_offset_minutes=sleep.offset_minutes,
        score_state=state_of_night(sleep, recovery, arrival.now),
        hrv_method="rmssd",
        hrv_window="last_sws",
        rhr_method="vendor",
        **_recovery_values(recovery),
        **(_sleep_values(slept) if slept else {}),
    )
    if slept and slept.stage_summary.total_no_data_time_milli >= MUCH_NO_DATA * slept.stage_summary.total_in_bed_time_milli > 0:
        missing = slept.stage_summary.total_no_data_time_milli / _MINUTE
        key = str(sleep.id)
        yield arrival.make(Measure, key, sleep.end, day=night, kind=NO_DATA, value=missing, unit="min", at=sleep.start)


def _recovery_values(recovery: wire.Recovery | None) -> dict[str, float | None]:
    score = recovery.score if recovery and recovery.score_state == "SCORED" else None
    if score is None:
        return {}
    return {
        "hrv_rmssd_ms": score.hrv_rmssd_milli,
        "resting_hr_bpm": score.resting_heart_rate,
        "recovery_pct": score.recovery_score,
        "spo2_pct": score.spo2_percentage,
        "skin_temp_c": score.skin_temp_celsius,
    }


def _sleep_values(score: wire.SleepScore) -> dict[str, float | None]:
    stages, needed = score.stage_summary, score.sleep_needed
    need = needed.baseline_milli + needed.need_from_sleep_debt_milli + needed.need_from_recent_strain_milli
    return {
        "resp_rate_brpm": score.respiratory_rate,
        "sleep_minutes": _asleep(stages),
        "in_bed_minutes": stages.total_in_bed_time_milli / _MINUTE,
        "awake_minutes": stages.total_awake_time_milli / _MINUTE,
        "light_minutes": stages.total_light_sleep_time_milli / _MINUTE,
        "deep_minutes": stages.total_slow_wave_sleep_time_milli / _MINUTE,
        "rem_minutes": stages.total_rem_sleep_time_milli / _MINUTE,
        "sleep_efficiency_pct": score.sleep_efficiency_percentage,
        "sleep_performance_pct": score.sleep_performance_percentage,
        "sleep_consistency_pct": score.sleep_consistency_percentage,
        "sleep_need_minutes": (need + needed.need_from_recent_nap_milli) / _MINUTE,  # what naps took off is negative
        "sleep_debt_minutes": needed.need_from_sleep_debt_milli / _MINUTE,
    }


def _asleep(stages: wire.StageSummary) -> float:
    parts = (stages.total_light_sleep_time_milli, stages.total_slow_wave_sleep_time_milli, stages.total_rem_sleep_time_milli)
    return sum(parts) / _MINUTE


def _sleep(sleep: wire.Sleep, arrival: Arrival) -> Sleep:
    score = sleep.score if sleep.score_state == "SCORED" else None
    return arrival.make(
        Sleep,
        str(sleep.id),
        sleep.end,
        day=sleep.end.astimezone(sleep.zone).date(),
        start=sleep.start,
        end=sleep.end,
        nap=sleep.nap,
        sleep_minutes=_asleep(score.stage_summary) if score else None,
        resp_rate_brpm=score.respiratory_rate if score else None,
    )


def _day(cycle: wire.Cycle, main: wire.Sleep | None, arrival: Arrival) -> Day:
    score = cycle.score if cycle.score_state == "SCORED" else None
    zone = main.zone if main else cycle.zone
    day = wake_date(zone, wake=main.end if main else None, cycle_end=cycle.end, cycle_start=cycle.start)
    return arrival.make(
        Day,
        str(cycle.id),
        cycle.end,
        day=day,
        cycle_start=cycle.start,
        cycle_end=cycle.end,
        strain=score.strain if score else None,
        energy_kcal=_kilocalories(score.kilojoule) if score else None,
        average_hr_bpm=float(score.average_heart_rate) if score else None,
        max_hr_bpm=float(score.max_heart_rate) if score else None,
    )


def _workout(workout: wire.Workout, day: date, arrival: Arrival) -> Workout:
    score = workout.score if workout.score_state == "SCORED" else None
    return arrival.make(
        Workout,
        str(workout.id),
        workout.end,
        day=day,
        start=workout.start,
        end=workout.end,
        sport=_sport(workout.sport_name),
        **(_workout_values(score) if score else {}),
    )


def _workout_values(score: wire.WorkoutScore) -> dict[str, float | None]:
    zones = score.zone_durations
    spent = (
        zones.zone_zero_milli,
        zones.zone_one_milli,
        zones.zone_two_milli,
        zones.zone_three_milli,
        zones.zone_four_milli,
        zones.zone_five_milli,
    )
    return {
        "strain": score.strain,
        "energy_kcal": _kilocalories(score.kilojoule),
        "average_hr_bpm": float(score.average_heart_rate),
        "max_hr_bpm": float(score.max_heart_rate),
        "distance_m": score.distance_meter,
        "altitude_gain_m": score.altitude_gain_meter,
        **{f"zone{number}_minutes": length / _MINUTE for number, length in enumerate(spent)},
    }


def _kilocalories(kilojoules: float) -> float:
    """Rounded to a calorie, so that kilojoules made of whole kilocalories become these again."""
    return round(kilojoules / KILOJOULES, 3)


def _sport(name: str) -> str:
    """The name as an export spells it: `functional-fitness` is `Functional Fitness` there."""
    return " ".join(re.split(r"[\s_-]+", name.strip())).title()
