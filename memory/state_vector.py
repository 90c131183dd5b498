"""The state of an evening as numbers, looking back only; and how alike two evenings are.

A state is a flat tuple: the features in the order of `FEATURES`, then a mask of the same length, 1 where the feature is
known. What is missing stands as 0 with mask 0. Vitals, sleep and strain are z-scores against the person's own mean and
spread as they stood then, so evenings of different years, and of different devices, can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.events import EVENT_KINDS
from core.quality import why_unusable
from core.records import Day, JournalAnswer, Night
from core.snapshot import Snapshot
from core.targets import PRIMARY, TARGETS

MIN_VALUES = 7
"""Values needed before a mean and a spread are trusted enough for z-scores."""
Z_LIMIT = 4.0
"""A z-score beyond this says no more than 'far out'."""
WEEK = 7
_LAST_MAX_AGE = {"strain": 1}
_DEFAULT_LAST_MAX_AGE = 3
_VITAL_PARTS = ("last", "mean_7", "slope_7")
_OTHER_PARTS = ("last", "mean_7")
_OTHERS = ("sleep_minutes", "strain")

FEATURES: tuple[str, ...] = (
    *(f"{name}.{part}" for name in PRIMARY for part in _VITAL_PARTS),
    *(f"{name}.{part}" for name in _OTHERS for part in _OTHER_PARTS),
    "weekday.sin",
    "weekday.cos",
    *(f"event.{kind}" for kind in EVENT_KINDS),
)
"""Names of the features; `slope_7` is the change across a week in the person's own standard deviations."""
EVENT_FEATURES = np.array([name.startswith("event.") for name in FEATURES])
_EVENT_WEIGHT, _LIGHT_WEIGHT = 3.0, 0.5
_WEIGHTS = np.where(
    EVENT_FEATURES, _EVENT_WEIGHT, [_LIGHT_WEIGHT if name.split(".")[0] in (*_OTHERS, "weekday") else 1.0 for name in FEATURES]
)
_BOTH_NO_SHARE = 0.05
"""Two evenings without alcohol are hardly alike for that; two with it are."""
_DIFFERENCE_LIMIT = 3.0


@dataclass(frozen=True)
class StatePath:
    """The states of consecutive evenings; row t is that of the evening before night `first` + t days."""

    first: date
    values: np.ndarray
    """Shape (n, features); 0 where missing."""
    mask: np.ndarray
    """Shape (n, features); 1 where known."""

    def at(self, night: date) -> tuple[float, ...]:
        """The flat state of the evening before that night."""
        row = (night - self.first).days
        return tuple(float(value) for value in self.flat()[row])

    def flat(self) -> np.ndarray:
        """Values and mask side by side: shape (n, 2 × features), rounded to four digits."""
        return np.round(np.hstack([self.values, self.mask]), 4)


def state_of(snapshot: Snapshot, night: date) -> tuple[float, ...]:
    """The flat state of the evening before that night, from what the snapshot knows."""
    return state_path(snapshot.nights, snapshot.days, snapshot.journal, night).at(night)


def state_path(nights: Sequence[Night], days: Sequence[Day], journal: Sequence[JournalAnswer], until: date) -> StatePath:
    """The states of all evenings up to the one before night `until`; each uses only nights and days dated before its night."""
    first = min([night.night for night in nights if night.night < until], default=until)
    length = (until - first).days + 1
    columns = _vital_columns([night for night in nights if night.night < until], first, length)
    columns |= _z_columns("strain", _calendar(((day.day, day.strain) for day in days if day.day < until), first, length))
    columns |= _weekday_columns(first, length) | _event_columns(journal, first, length)
    table = np.column_stack([columns[name] for name in FEATURES])
    known = np.isfinite(table)
    return StatePath(first, np.where(known, table, 0.0), known.astype(float))


def similarity(state: Sequence[float], others: np.ndarray) -> np.ndarray:
    """How alike each row of `others` (n, 2 × features) is to a flat state: shape (n,), 1 for the same, towards 0 for unlike.

    The weighted mean square difference over features known on both sides (each difference clipped, so that one wild value
    does not decide), turned into exp(−d²/2), times the share of this state's
    known weight (vitals and events that happened) that could be compared at all.
    """
    size = len(FEATURES)
    mine = np.asarray(state, dtype=float)
    shared = others[:, size:] * mine[size:]
    difference = np.clip(others[:, :size] - mine[:size], -_DIFFERENCE_LIMIT, _DIFFERENCE_LIMIT)
    both_no = EVENT_FEATURES & (mine[:size] <= 0.0) & (others[:, :size] <= 0.0)
    weights = shared * np.where(both_no, _BOTH_NO_SHARE * _WEIGHTS, _WEIGHTS)
    total = weights.sum(axis=1)
    squares = np.divide((weights * difference**2).sum(axis=1), total, out=np.zeros(len(others)), where=total > 0.0)
    comparable = np.where((mine[size:] > 0.0) & (~EVENT_FEATURES | (mine[:size] > 0.0)), _WEIGHTS, 0.0)
    reach = (shared * comparable).sum(axis=1) / max(float(comparable.sum()), 1e-9)
    return np.asarray(reach * np.exp(-squares / 2.0))


def _calendar(dated: Iterable[tuple[date, float | None]], first: date, length: int) -> np.ndarray:
    """Values by calendar day from `first`: shape (length,), NaN where none."""
    values = np.full(length, np.nan)
    for day, value in dated:
        place = (day - first).days
        if value is not None and 0 <= place < length:
            values[place] = value
    return values


def _series_key(night: Night, name: str) -> tuple[str | None, ...]:
    """What must be the same for two values to stand in one series (DESIGN §2)."""
    if name.startswith("hrv"):
        return night.source_epoch, night.hrv_method, night.hrv_window
    return (night.source_epoch, night.rhr_method) if name.startswith("resting_hr") else (night.source_epoch,)


def _vital_columns(nights: Sequence[Night], first: date, length: int) -> dict[str, np.ndarray]:
    columns: dict[str, np.ndarray] = {}
    for name in (*PRIMARY, "sleep_minutes"):
        series = _series(nights, name, first, length) or [np.full(length, np.nan)]
        newest = np.argmax(np.stack([_last_index(values) for values in series]), axis=0)
        parts = [_z_columns(name, values) for values in series]
        columns |= {key: np.choose(newest, [part[key] for part in parts]) for key in parts[0]}
    return columns


def _series(nights: Sequence[Night], name: str, first: date, length: int) -> list[np.ndarray]:
    """One calendar of plausible values on the modelling scale per series of that quantity; at most 32, the newest ones."""
    target = TARGETS[name]
    groups: dict[tuple[str | None, ...], list[tuple[date, float | None]]] = {}
    for night in nights:
        if why_unusable(night, target) is None:
            groups.setdefault(_series_key(night, name), []).append((night.night, target.to_scale(getattr(night, name))))
    newest_last = sorted(groups.values(), key=lambda group: group[-1][0])
    return [_calendar(group, first, length) for group in newest_last[-32:]]  # np.choose takes no more than 32


def _z_columns(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    """The features of one series: row t is computed from `values[:t]` alone."""
    count, centre, spread = _running_moments(values)
    index = _last_index(values)
    age = np.arange(len(values)) - index
    fresh = (index >= 0) & (age <= _LAST_MAX_AGE.get(name, _DEFAULT_LAST_MAX_AGE))
    last = np.where(fresh, values[np.maximum(index, 0)], np.nan)
    mean, slope = _week(values)
    z = {"last": (last - centre) / spread, "mean_7": (mean - centre) / spread, "slope_7": slope * WEEK / spread}
    parts = _VITAL_PARTS if name in PRIMARY else _OTHER_PARTS
    return {f"{name}.{part}": np.where(count >= MIN_VALUES, np.clip(z[part], -Z_LIMIT, Z_LIMIT), np.nan) for part in parts}


def _last_index(values: np.ndarray) -> np.ndarray:
    """For each row t the place of the newest value before t, -1 if there is none."""
    places = np.where(np.isfinite(values), np.arange(len(values)), -1)
    return np.concatenate([[-1], np.maximum.accumulate(places)[:-1]])


def _running_moments(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count, mean and standard deviation of `values[:t]` for each row t."""
    known = np.isfinite(values)
    origin = values[np.argmax(known)] if known.any() else 0.0  # the first value, never a later one: sums stay those of the past
    shifted = np.where(known, values - origin, 0.0)
    count, total, squares = (np.concatenate([[0.0], np.cumsum(x)[:-1]]) for x in (known.astype(float), shifted, shifted**2))
    mean = total / np.maximum(count, 1.0)
    variance = (squares - count * mean**2) / np.maximum(count - 1.0, 1.0)
    return count, origin + mean, np.sqrt(np.maximum(variance, 1e-6))


def _week(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and least-squares slope per night of the seven nights before each row; NaN with fewer than three and four values."""
    padded = np.concatenate([np.full(WEEK, np.nan), values[:-1]])
    windows = np.lib.stride_tricks.sliding_window_view(padded, WEEK)
    known = np.isfinite(windows).astype(float)
    count = known.sum(axis=1)
    mean = np.where(known > 0.0, windows, 0.0).sum(axis=1) / np.maximum(count, 1.0)
    place = known * np.arange(WEEK)
    offset = known * (np.arange(WEEK) - (place.sum(axis=1) / np.maximum(count, 1.0))[:, None])
    rise = (offset * np.where(known > 0.0, windows - mean[:, None], 0.0)).sum(axis=1)
    slope = rise / np.maximum((offset**2).sum(axis=1), 1e-9)
    return np.where(count >= 3, mean, np.nan), np.where(count >= 4, slope, np.nan)


def _weekday_columns(first: date, length: int) -> dict[str, np.ndarray]:
    angle = 2.0 * np.pi * ((first.weekday() + np.arange(length)) % WEEK) / WEEK
    return {"weekday.sin": np.sin(angle), "weekday.cos": np.cos(angle)}


def _event_columns(journal: Sequence[JournalAnswer], first: date, length: int) -> dict[str, np.ndarray]:
    """1 for yes, -1 for no, NaN where not asked; the answers of the day before the night. Yes wins over a second, contrary answer."""
    columns = {f"event.{kind}": np.full(length, np.nan) for kind in EVENT_KINDS}
    for answer in journal:
        place = (answer.day - first).days + 1
        column = columns.get(f"event.{answer.kind}")
        if column is not None and 0 <= place < length and column[place] != 1.0:
            column[place] = 1.0 if answer.answer == "yes" else -1.0
    return columns
