"""From a synthetic person's facts to the objects of their account, each with the moments at which it appears and changes.

A cycle runs from falling asleep to falling asleep, but the service learns of its end only when it sees the next sleep: once that sleep
is over and the strap has synced it. Until then the cycle runs on, without an end and with totals that grow. Where the strap was off in
a night, the cycle turns nine hours after the person fell asleep.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.records import Day, Night, Sleep, Workout
from ingestion.synthetic import SyntheticPerson
from ingestion.whoop_simulator.habits import Habits
from ingestion.whoop_simulator.items import Item, Kind, Running, Version
from ingestion.whoop_simulator.objects import (
    RATES,
    Json,
    activity_id,
    cycle_id,
    cycle_score,
    first_guess,
    nap_score,
    night_score,
    offset,
    recovery_score,
    sport_name,
    stamp,
    user_id,
    v1_id,
    workout_score,
)

_TURN_WITHOUT_SLEEP = timedelta(hours=9)
_NAP_RELIEF = 600_000
"""Milliseconds that the nap of the day before takes off the need of a night."""
_SHORTEST_DAY = timedelta(hours=2)
"""A sleep that begins earlier after the one before is none: on a flight over the date line a synthetic night may be left out."""


@dataclass(frozen=True)
class Turn:
    """One cycle with what is known of it, and the moments at which it is seen to begin and is scored."""

    day: Day
    night: Night | None
    start: datetime
    minutes: int
    """Local time minus UTC."""
    number: int
    """Nights of the person up to this one, itself included."""
    seen: datetime
    scored: datetime


@dataclass(frozen=True)
class _Life:
    """What all objects of one person need."""

    person: SyntheticPerson
    habits: Habits
    user: int
    napped: frozenset[date]
    """Days with a nap."""

    def stream(self, habit: str, day: date) -> random.Random:
        seed = f"{self.person.person_id}|{self.person.seed}|{habit}|{day.toordinal()}"
        return random.Random(seed)  # noqa: S311  # simulated, not secret

    def happens(self, habit: str, share: float, day: date) -> bool:
        return share > 0 and self.stream(habit, day).random() < share

    def minutes(self, habit: str, between: tuple[int, int], day: date) -> timedelta:
        return timedelta(minutes=self.stream(habit, day).uniform(*between))

    def hours(self, habit: str, between: tuple[int, int], day: date) -> timedelta:
        return timedelta(hours=self.stream(habit, day).uniform(*between))


def items_of(person: SyntheticPerson, habits: Habits) -> dict[Kind, list[Item]]:
    """All objects of the account, each kind ascending by start. The last cycle may run on: a longer life brings its end."""
    facts = person.facts()
    napped = frozenset(nap.day for nap in facts if isinstance(nap, Sleep) and nap.nap)
    life = _Life(person, habits, user_id(person.person_id), napped)
    turns = list(_turns(life, facts))
    by_day = {turn.day.day: turn for turn in turns}
    naps = [nap for nap in facts if isinstance(nap, Sleep) and nap.nap and nap.day in by_day]
    workouts = [workout for workout in facts if isinstance(workout, Workout) and workout.day in by_day]
    nights = [(turn, turn.night) for turn in turns if turn.night]
    sleeps = [_sleep(life, turn, night) for turn, night in nights] + [_nap(life, by_day[nap.day], nap) for nap in naps]
    return {
        "cycle": [_cycle(life, turn, following) for turn, following in zip(turns, [*turns[1:], None], strict=True)],
        "sleep": sorted(sleeps, key=lambda item: item.start),
        "recovery": [_recovery(life, turn, night) for turn, night in nights],
        "workout": [_workout(life, by_day[workout.day], workout) for workout in workouts],
    }


def _turns(life: _Life, facts: Iterable[object]) -> Iterator[Turn]:
    """The cycles in order. The last date of a life has no day totals yet, and so no cycle here."""
    told = list(facts)
    nights = {fact.night: fact for fact in told if isinstance(fact, Night)}
    minutes = next((n.utc_offset_minutes for n in nights.values()), None) or 0
    number, awake_since = 0, None
    for day in (fact for fact in told if isinstance(fact, Day)):
        night = nights.get(day.day)
        start = day.cycle_start or day.known_at
        if awake_since is not None and start < awake_since + _SHORTEST_DAY:
            continue
        if night:
            number, minutes, awake_since = number + 1, night.utc_offset_minutes or 0, night.sleep_end
        seen = _seen(life, night, start)
        scored = seen + life.minutes("pending", life.habits.pending_minutes, day.day)
        yield Turn(day, night, start, minutes, number, seen, scored)


def _seen(life: _Life, night: Night | None, start: datetime) -> datetime:
    if night is None or night.sleep_end is None:
        return start + _TURN_WITHOUT_SLEEP
    habits, day = life.habits, night.night
    late = life.hours("late hours", habits.late_hours, day) if life.happens("late", habits.late_share, day) else timedelta(0)
    return night.sleep_end + late + life.minutes("upload", habits.upload_minutes, day)


def _cycle(life: _Life, turn: Turn, following: Turn | None) -> Item:
    identity = cycle_id(life.user, turn.day.day)
    end = turn.day.cycle_end or turn.day.known_at
    if following and turn.night and turn.night.sleep_end and end < turn.night.sleep_end + _SHORTEST_DAY:
        end = following.start  # the night between was left out
    closed = following.seen if following and following.start == end else end + _TURN_WITHOUT_SLEEP
    head: Json = {"id": identity, "user_id": life.user, "created_at": stamp(turn.seen), "start": stamp(turn.start)}
    head["timezone_offset"] = offset(turn.minutes)
    pending: Json = {**head, "updated_at": stamp(turn.seen), "score_state": "PENDING_SCORE"}
    versions = [Version(turn.seen, pending)]
    if life.habits.running_minutes:
        running = Running(turn.day, turn.scored, closed, timedelta(minutes=life.habits.running_minutes))
        versions.append(Version(turn.scored, {**head, "score_state": "SCORED"}, None, running))
    final: Json = {**head, "end": stamp(end), "updated_at": stamp(closed), "score_state": "SCORED", "score": cycle_score(turn.day)}
    return Item("cycle", str(identity), turn.start, (*versions, Version(closed, final, end)))


def _sleep(life: _Life, turn: Turn, night: Night) -> Item:
    day, habits = night.night, life.habits
    identity = str(activity_id(life.person.person_id, "sleep", day))
    start, end = night.sleep_start or turn.start, night.sleep_end or turn.start
    head = _activity(life, turn, identity, start, end, turn.seen)
    head |= {"cycle_id": cycle_id(life.user, day), "nap": False} | ({"v1_id": v1_id(life.user, "sleep", day)} if habits.v1_ids else {})
    from_nap = -_NAP_RELIEF if day - timedelta(days=1) in life.napped else 0
    score = night_score(night, from_strain=life.stream("strain need", day).randrange(0, 900_000), from_nap=from_nap)
    lacking = {rate for rate in RATES if life.happens(rate, habits.missing_rate_share, day)}
    score = {name: value for name, value in score.items() if name not in lacking}
    return Item("sleep", identity, start, _scored(life, turn, night, head, end, score))


def _recovery(life: _Life, turn: Turn, night: Night) -> Item:
    """The recovery has no state of its own before its sleep is scored."""
    day = night.night
    identity = str(activity_id(life.person.person_id, "sleep", day))
    head: Json = {"cycle_id": cycle_id(life.user, day), "sleep_id": identity, "user_id": life.user, "created_at": stamp(turn.scored)}
    score = recovery_score(night, calibrating=turn.number <= life.habits.calibrating_nights)
    end = night.sleep_end or turn.start
    versions = tuple(v for v in _scored(life, turn, night, head, end, score) if v.body is None or v.body["score_state"] != "PENDING_SCORE")
    return Item("recovery", identity, night.sleep_start or turn.start, versions)


def _scored(life: _Life, turn: Turn, night: Night, head: Json, end: datetime, score: Json) -> tuple[Version, ...]:
    """What a main sleep and its recovery go through together."""
    day, habits = night.night, life.habits
    if life.happens("unscorable", habits.unscorable_share, day):
        later = [_state(head, turn.scored, end, "UNSCORABLE")]
    elif life.happens("rescored", habits.rescored_share, day):
        factor = life.stream("guess", day).choice((0.96, 0.97, 1.03, 1.04))
        again = turn.scored + life.hours("rescored hours", habits.rescored_hours, day)
        later = [_state(head, turn.scored, end, "SCORED", first_guess(score, factor)), _state(head, again, end, "SCORED", score)]
    else:
        later = [_state(head, turn.scored, end, "SCORED", score)]
    return _whole(life, "sleep", day, [_state(head, turn.seen, end, "PENDING_SCORE"), *later])


def _nap(life: _Life, turn: Turn, nap: Sleep) -> Item:
    identity = str(activity_id(life.person.person_id, "nap", nap.day))
    seen = max(nap.end + life.minutes("nap upload", life.habits.upload_minutes, nap.day), turn.seen)
    head = _activity(life, turn, identity, nap.start, nap.end, seen)
    head |= {"cycle_id": cycle_id(life.user, nap.day), "nap": True}
    head |= {"v1_id": v1_id(life.user, "nap", nap.day)} if life.habits.v1_ids else {}
    need = round((turn.night.sleep_need_minutes or 0.0) * 60_000) if turn.night else 0
    return Item("sleep", identity, nap.start, _simply(life, "nap", head, nap, seen, nap_score(nap, need)))


def _workout(life: _Life, turn: Turn, workout: Workout) -> Item:
    identity = str(activity_id(life.person.person_id, "workout", workout.day))
    seen = max(workout.end + life.minutes("workout upload", life.habits.upload_minutes, workout.day), turn.seen)
    head = _activity(life, turn, identity, workout.start, workout.end, seen)
    head |= {"sport_name": sport_name(workout.sport)}
    head |= {"v1_id": v1_id(life.user, "workout", workout.day)} if life.habits.v1_ids else {}
    return Item("workout", identity, workout.start, _simply(life, "workout", head, workout, seen, workout_score(workout)))


def _simply(life: _Life, kind: str, head: Json, fact: Sleep | Workout, seen: datetime, score: Json) -> tuple[Version, ...]:
    scored = seen + life.minutes(f"{kind} pending", life.habits.pending_minutes, fact.day)
    versions = [_state(head, seen, fact.end, "PENDING_SCORE"), _state(head, scored, fact.end, "SCORED", score)]
    return _whole(life, kind, fact.day, versions)


def _activity(life: _Life, turn: Turn, identity: str, start: datetime, end: datetime, seen: datetime) -> Json:
    """What sleeps and workouts share."""
    times = {"created_at": stamp(seen), "start": stamp(start), "end": stamp(end), "timezone_offset": offset(turn.minutes)}
    return {"id": identity, "user_id": life.user, **times}


def _state(head: Mapping[str, object], at: datetime, end: datetime, state: str, score: Json | None = None) -> Version:
    body: Json = {**head, "updated_at": stamp(at), "score_state": state}
    return Version(at, body | ({"score": score} if score is not None else {}), end)


def _whole(life: _Life, kind: str, day: date, versions: list[Version]) -> tuple[Version, ...]:
    """Without the versions that last no time, and with a deletion where the owner deletes the object."""
    if life.happens(f"{kind} deleted", life.habits.deleted_share, day):
        gone = versions[-1].at + life.hours("deleted hours", life.habits.deleted_hours, day)
        versions.append(Version(gone, None))
    return tuple(version for version, later in zip(versions, [*versions[1:], None], strict=True) if later is None or version.at < later.at)
