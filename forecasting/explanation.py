"""Why a forecast is what it is: every model's median, and the combination's, as the personal mean plus named parts.

The parts say what the models made of what they saw. They are associations that were learned, not causes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.targets import Target
from forecasting.input_words import CALIBRATION, REST, Known, heading, known_features
from forecasting.member_terms import Setting
from forecasting.models import ForecasterRow, TargetForecast
from forecasting.quantiles import MEDIAN

LEAST = 1e-9
"""Parts below this, on the modelling scale, are rounding."""
Shares = Mapping[str, float]
"""Name → part, on the modelling scale."""


@dataclass(frozen=True)
class Term:
    """One part of a median's departure from the personal mean."""

    name: str
    """Of a feature of the catalog, a lag, a rule, or one of `forecasting.input_words`."""
    share: float
    """On the modelling scale."""
    in_unit: float
    """In the target's unit. On a log scale parts multiply: there the departure in the unit is divided in proportion to the shares."""
    known: Known | None = None
    """Of a feature: its value this evening, and what is usual."""


@dataclass(frozen=True)
class MemberExplanation:
    """One model's median, explained."""

    name: str
    version: str
    weight: float
    median: float
    """In the target's unit."""
    terms: tuple[Term, ...]
    """Largest first; they add up to median − personal mean."""


@dataclass(frozen=True)
class Explanation:
    """The forecast of one target, explained."""

    forecast: TargetForecast
    terms: tuple[Term, ...]
    """Of the combination, largest first: the members' parts by weight, and what calibration adds; they add up to median − personal
    mean."""
    members: tuple[MemberExplanation, ...]
    """Everybody who speaks of the night, the weightiest first."""

    @property
    def target(self) -> Target:
        """What is forecast."""
        return self.forecast.target

    @property
    def departure(self) -> float:
        """Median − personal mean, in the target's unit."""
        return self.forecast.median - self.forecast.personal_mean

    @property
    def told(self) -> tuple[Term, ...]:
        """The combination's terms under their headings (`input_words.heading`), largest first."""
        found: dict[str, list[Term]] = {}
        for term in self.terms:
            found.setdefault(heading(term.name), []).append(term)
        return _ordered([_under(name, terms) for name, terms in found.items()])


def _under(name: str, terms: Sequence[Term]) -> Term:
    """Several terms as one."""
    known = terms[0].known if terms[0].name == name else None
    return Term(name, math.fsum(term.share for term in terms), math.fsum(term.in_unit for term in terms), known)


def explain(setting: Setting) -> Explanation:
    """The explanation of one target's forecast of the coming night."""
    forecast = setting.forecast
    known = known_features(setting.series.features, forecast.night)
    shares = _member_shares(setting)
    members = [_member(forecast, row, shares[row.name], known) for row in forecast.forecasters]
    terms = _terms(_combined(forecast, shares), forecast, forecast.median, known)
    return Explanation(forecast, terms, tuple(sorted(members, key=lambda member: -member.weight)))


def _member_shares(setting: Setting) -> dict[str, Shares]:
    """Member → its parts in the coming night, with a rest where they do not add up: where the plausible range cut its median off."""
    found = {}
    for row in setting.forecast.forecasters:
        shares = {name: float(part[-1]) for name, part in setting.parts.get(row.name, {}).items()}
        found[row.name] = _whole(shares, _departure(setting.forecast, _median(row)), REST)
    return found


def _combined(forecast: TargetForecast, members: Mapping[str, Shares]) -> Shares:
    """The combination's parts."""
    found: dict[str, float] = {}
    for row in forecast.forecasters:
        for name, share in members[row.name].items():
            found[name] = found.get(name, 0.0) + row.weight * share
    return _whole(found, _departure(forecast, forecast.median), CALIBRATION)


def _whole(shares: Shares, departure: float, rest: str) -> Shares:
    """The shares with whatever is left of the departure under the name of the rest."""
    left = departure - math.fsum(shares.values())
    return dict(shares) if abs(left) < LEAST else {**shares, rest: left}


def _member(forecast: TargetForecast, row: ForecasterRow, shares: Shares, known: Mapping[str, Known]) -> MemberExplanation:
    return MemberExplanation(row.name, row.version, row.weight, _median(row), _terms(shares, forecast, _median(row), known))


def _terms(shares: Shares, forecast: TargetForecast, median: float, known: Mapping[str, Known]) -> tuple[Term, ...]:
    factor = unit_per_scale(forecast.target, forecast.personal_mean, median)
    return _ordered([Term(name, share, factor * share, known.get(name)) for name, share in shares.items() if abs(share) >= LEAST])


def _ordered(terms: Sequence[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: (-abs(term.share), term.name)))


def _median(row: ForecasterRow) -> float:
    return row.quantiles[MEDIAN]


def _departure(forecast: TargetForecast, median: float) -> float:
    """How far a median lies from the personal mean, on the modelling scale."""
    return forecast.target.to_scale(median) - forecast.target.to_scale(forecast.personal_mean)


def unit_per_scale(target: Target, one: float, other: float) -> float:
    """What one step on the modelling scale is worth between two values, in the target's unit.

    On a log scale their logarithmic mean, which lies between them: times the difference of the logarithms it is their difference.
    """
    if target.scale == "linear":
        return 1.0
    apart = target.to_scale(other) - target.to_scale(one)
    return one * math.expm1(apart) / apart if apart else one
