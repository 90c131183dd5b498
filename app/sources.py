"""Which sources a person's nights come from, which one counts for each date and why, and what each series rests on; no printing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.precedence import SOURCE_PRECEDENCE, one_per_date
from core.records import Night
from core.snapshot import PersonHistory
from core.store import Store
from core.targets import PRIMARY, TARGETS
from forecasting.series import series_of, standing_epoch, usable_value


@dataclass(frozen=True)
class Standing:
    """One source's nights of a person."""

    source: str
    nights: int
    """Dates of which it tells."""
    first: date
    last: date
    counts: int
    """Dates for which it is the one that counts."""
    epochs: tuple[str, ...]
    hrv: tuple[str, ...]
    """Method and window of its heart rate variability."""
    resting_hr: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """Consecutive nights for which one source counts, and the others that tell of some of them."""

    first: date
    last: date
    nights: int
    source: str
    beside: tuple[str, ...]

    @property
    def why(self) -> str:
        """Why it counts, in one sentence."""
        if not self.beside:
            return "no other source tells of these nights"
        return f"it comes before {', '.join(self.beside)} in the order of sources"


@dataclass(frozen=True)
class Rest:
    """What the coming forecast of a target rests on: the series of the newest usable night."""

    target: str
    epoch: tuple[str, ...]
    usable: int
    first: date
    left_out: int
    """Usable nights of that count for their date and are of another epoch: never mixed with these."""


@dataclass(frozen=True)
class PersonSources:
    """Everything of one person."""

    person_id: str
    standing: tuple[Standing, ...]
    """In the order in which they take precedence."""
    spans: tuple[Span, ...]
    rests: tuple[Rest, ...]

    def to_json(self) -> dict[str, object]:
        """As `morrow sources --person ID --json` prints it."""
        return {
            "person_id": self.person_id,
            "precedence": list(SOURCE_PRECEDENCE),
            "sources": [{**vars(one), "first": one.first.isoformat(), "last": one.last.isoformat()} for one in self.standing],
            "counts": [{**vars(one), "first": one.first.isoformat(), "last": one.last.isoformat(), "why": one.why} for one in self.spans],
            "series": [{**vars(one), "first": one.first.isoformat()} for one in self.rests],
        }


def sources_of(store: Store, person_id: str, as_of: datetime) -> PersonSources:
    """What is known of the person's nights at `as_of`, by source."""
    (history,) = store.panel([person_id], as_of).histories
    known = list(_newest(history, as_of))
    counting = one_per_date(known)
    return PersonSources(person_id, _standing(known, counting), _spans(known, counting), _rests(counting))


def _newest(history: PersonHistory, as_of: datetime) -> Sequence[Night]:
    newest = {(night.source, night.key): night for night in history.nights if night.known_at <= as_of}
    return list(newest.values())


def _standing(known: Sequence[Night], counting: Sequence[Night]) -> tuple[Standing, ...]:
    counts = Counter(night.source for night in counting)
    found = [_one(source, [night for night in known if night.source == source], counts[source]) for source in {n.source for n in known}]
    return tuple(sorted(found, key=lambda one: _place(one.source)))


def _one(source: str, nights: Sequence[Night], counts: int) -> Standing:
    dates = {night.night for night in nights}
    hrv = {f"{night.hrv_method} {night.hrv_window}" for night in nights if night.hrv_rmssd_ms or night.hrv_sdnn_ms}
    rhr = {night.rhr_method for night in nights if night.resting_hr_bpm is not None and night.rhr_method}
    epochs = {night.source_epoch for night in nights}
    return Standing(source, len(dates), min(dates), max(dates), counts, *(tuple(sorted(some)) for some in (epochs, hrv, rhr)))


def _place(source: str) -> tuple[int, str]:
    return (SOURCE_PRECEDENCE.index(source) if source in SOURCE_PRECEDENCE else len(SOURCE_PRECEDENCE)), source


def _spans(known: Sequence[Night], counting: Sequence[Night]) -> tuple[Span, ...]:
    """Runs of counting nights of one source, in the order of dates; a date without any night does not end a run."""
    told: dict[date, set[str]] = {}
    for night in known:
        told.setdefault(night.night, set()).add(night.source)
    spans: list[Span] = []
    for night in counting:
        beside = tuple(sorted(told[night.night] - {night.source}, key=_place))
        last = spans[-1] if spans else None
        if last and (last.source, last.beside) == (night.source, beside):
            spans[-1] = Span(last.first, night.night, last.nights + 1, last.source, beside)
        else:
            spans.append(Span(night.night, night.night, 1, night.source, beside))
    return tuple(spans)


def _rests(counting: Sequence[Night]) -> tuple[Rest, ...]:
    rests = []
    for name in PRIMARY:
        target = TARGETS[name]
        usable = [night for night in counting if usable_value(night, target) is not None]
        if usable:
            series = series_of(counting, target, usable[-1].night + timedelta(days=1))
            epoch = tuple(part for part in standing_epoch(usable, target) if part)
            rests.append(Rest(name, epoch, series.usable, series.start, len(usable) - series.usable))
    return tuple(rests)
