"""One synthetic person's nights through the real forecasting path in strict order, with their journal and without.

The models' path is causal row by row, so one path of a person holds every evening's forecast; effects, evidence, the analyst's own call,
opinions and scores are computed evening by evening with the functions that a live evening calls, from what was scored by then. A test
holds the result against `agent.day.evening`, night by night.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast
from zoneinfo import ZoneInfo

import numpy as np

from agent.analyst_day import judged
from agent.analyst_reading import Reading
from agent.judgement import Judgement, OwnCall
from agent.opinions import Opinions, opinions_of
from agent.settle import score_target
from core.entries import LedgerEntry
from core.nights import evening_of
from core.precedence import one_per_date
from core.records import Day, Fact, JournalAnswer, Night, Sleep, Workout
from core.snapshot import PersonHistory, Snapshot
from core.targets import TARGETS
from evals.journal_worlds import KIND
from forecasting.effects import Effect, GradedEvidence, learned_effects, relative_dose
from forecasting.ensemble import EnsemblePath, basis_of, run_ensemble
from forecasting.features.build import feature_table
from forecasting.models import MIN_USABLE, ModelsForecast, TargetForecast
from forecasting.population import shipped_population
from forecasting.prior import PopulationPrior
from forecasting.quantiles import MEDIAN, keyed, to_unit
from forecasting.series import series_of
from ingestion.synthetic import SyntheticPerson
from ingestion.synthetic.traits import TRIO
from tools.context import ToolContext
from tools.read_journal import read_journal
from tools.run_models import run_models

if TYPE_CHECKING:
    from core.sandbox import Sandbox
    from intelligence.brief import DailyBrief

_DIGITS = 4
"""Decimals of a sealed quantile, as `agent.compose` rounds them."""


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True)
class Known:
    """What is the same in every telling of a person: their nights, and what the models say of each."""

    person: SyntheticPerson
    nights: Mapping[date, Night]
    population: PopulationPrior
    paths: Mapping[str, EnsemblePath]
    """Target → the path up to the night after the last."""

    def models(self, night: date) -> ModelsForecast:
        """The models' forecast of a night, as its evening would have made it; of cards' words only what composing reads."""
        residuals = {name: {day: error for day, error in errors.items() if day < night} for name, errors in self._errors.items()}
        return ModelsForecast(night, {name: _forecast(path, night) for name, path in self.paths.items()}, {}, residuals, self.population)

    @cached_property
    def _errors(self) -> dict[str, dict[date, float]]:
        return {name: _residuals(path) for name, path in self.paths.items()}


def known_of(person: SyntheticPerson) -> Known:
    """A person's nights and the models' path through them, from what ships; the journal has no part in it (DESIGN §5, one door)."""
    facts = person.facts()
    nights = one_per_date(_of(facts, Night))
    after = person.end + timedelta(days=1)
    history = PersonHistory(person.person_id, ZoneInfo(person.home), nights, _of(facts, Day), _of(facts, Workout), _of(facts, Sleep))
    features, population = feature_table(history, after), shipped_population()
    paths = {}
    for name in TRIO:
        series = replace(series_of(nights, TARGETS[name], after), features=features)
        basis = basis_of(population, series)
        paths[name] = run_ensemble(series, basis.prior, basis.members)
    return Known(person, {night.night: night for night in nights}, population, paths)


def _of(facts: Sequence[Fact], kind: type[F]) -> tuple[F, ...]:
    return tuple(fact for fact in facts if isinstance(fact, kind))


def _forecast(path: EnsemblePath, night: date) -> TargetForecast:
    series, place = path.series, (night - path.series.start).days
    quantiles, usable = tuple(to_unit(series.target, path.quantiles[place]).tolist()), int(np.isfinite(series.values[:place]).sum())
    middle = quantiles[MEDIAN]
    return TargetForecast(
        target=series.target,
        night=night,
        usable_nights=usable,
        quantiles=quantiles,
        sigma=float(path.sigma[place]),
        forecasters=(),
        personal_mean=middle,
        normal_range=(middle, middle),
        percentile=50.0,
        out_of_range=False,
        last_value=None,
        nights_since_last=1,
    )


def _residuals(path: EnsemblePath) -> dict[date, float]:
    """Errors of the nights that a forecast would have been made for, as `forecasting.models` tells them."""
    known = np.isfinite(path.series.values)
    told = np.flatnonzero(known & (np.cumsum(known) > MIN_USABLE)).tolist()
    errors = path.residuals().tolist()
    return {path.series.start + timedelta(days=place): errors[place] for place in told}


@dataclass(frozen=True)
class ScoredNight:
    """One night of one target."""

    told: bool
    """The journal said yes on its evening."""
    crps: float
    """Of the sealed forecast, in the target's unit."""
    covered: bool
    """By its 80% interval."""
    effect: Effect
    """As it was known that evening."""
    wanted: float
    """The shift of the models' median, in σ, that would have met the mean which the night was drawn around."""


def journal_nights(
    known: Known, journal: Mapping[date, JournalAnswer], first: date, *, each: Callable[[Evening], object] = lambda _evening: None
) -> dict[str, dict[date, ScoredNight]]:
    """Target → night → how it was forecast, for the nights from `first` on that have a value.

    Args:
        known: the person.
        journal: day → what was told that evening; an empty one for how it would be without.
        first: the first night that is forecast.
        each: told every evening before it is scored.
    """
    scores: list[LedgerEntry] = []
    found: dict[str, dict[date, ScoredNight]] = {name: {} for name in known.paths}
    for count in range((known.person.end - first).days + 1):
        night = first + timedelta(days=count)
        evening = Evening(known, night, tuple(answer for day, answer in journal.items() if day < night), tuple(scores))
        each(evening)
        outcome = known.nights.get(night)
        if outcome is None:
            continue
        scored = {name: score_target(_sealed(evening.models, name, one), getattr(outcome, name)) for name, one in evening.opinions.items()}
        scores.append(_entry(known.person.person_id, night, scored, outcome, len(scores)))
        for name, score in scored.items():
            found[name][night] = _scored_night(evening, name, score)
    return found


@dataclass(frozen=True)
class Evening:
    """One evening of a person: what was known, and what was made of it by the functions of a live evening."""

    known: Known
    night: date
    journal: tuple[JournalAnswer, ...]
    scores: tuple[LedgerEntry, ...]

    @cached_property
    def models(self) -> ModelsForecast:
        """The models' forecast."""
        return self.known.models(self.night)

    @cached_property
    def effects(self) -> Mapping[tuple[str, str], Effect]:
        """What events are known to do to this person by then."""
        return learned_effects(self.journal, self.models.residuals)

    @cached_property
    def evidence(self) -> list[GradedEvidence]:
        """What the evening's journal says, graded as the offline analyst does."""
        tonight = (answer for answer in self.journal if answer.day == self.night - timedelta(days=1))
        return [
            GradedEvidence(one.kind, one.answer, round(one.confidence, 2), "", "", relative_dose(one.kind, one.amount, one.unit))
            for one in tonight
        ]

    @cached_property
    def opinions(self) -> dict[str, Opinions]:
        """Target → the opinions, and the forecast that they make."""
        calls, snapshot = self._own_calls(), self._snapshot
        forecasts = {name: one for name in self.known.paths if (one := self.models.forecast(name)) is not None}
        return {name: opinions_of(one, self.evidence, self.effects, calls.get(name), snapshot) for name, one in forecasts.items()}

    @cached_property
    def _snapshot(self) -> Snapshot:
        """As far as tools and opinions read it here: the journal and the scores."""
        at = evening_of(self.night, ZoneInfo(self.known.person.home))
        return Snapshot(
            person_id=self.known.person.person_id,
            as_of=at,
            track="replay",
            run_id="journal",
            person=None,
            nights=(),
            days=(),
            workouts=(),
            sleeps=(),
            journal=self.journal,
            measures=(),
            forecasts=(),
            outcomes=(),
            scores=self.scores,
            memories=(),
            facts_digest="",
        )

    def _own_calls(self) -> Mapping[str, OwnCall]:
        """The offline analyst's own calls, from what its two tools tell; neither asks for the sandbox or the report."""
        nothing = cast("Sandbox", None), cast("DailyBrief", None)
        context = ToolContext(self._snapshot, self.night, self.models, self.effects, None, *nothing)
        results = {"read_journal": read_journal(context), "run_models": run_models(context)}
        return Judgement.model_validate(judged(Reading(results, {name: name for name in results}))).calls


def _sealed(models: ModelsForecast, name: str, said: Opinions) -> dict[str, object]:
    """The part of forecast JSON that is scored, rounded as `agent.compose` rounds it."""
    forecast = cast("TargetForecast", models.targets[name])
    return {
        "quantiles": _rounded(said.final),
        "models_only": {"quantiles": _rounded(forecast.quantiles)},
        "evidence_only": {"quantiles": _rounded(said.adjusted.quantiles)},
        "agent_call": {"quantiles": _rounded(said.own)},
        "forecasters": [],
    }


def _rounded(quantiles: Sequence[float]) -> dict[str, float]:
    return keyed([round(float(value), _DIGITS) for value in quantiles])


def _entry(person_id: str, night: date, scored: Mapping[str, object], outcome: Night, place: int) -> LedgerEntry:
    """The score as the ledger would hold it."""
    payload: dict[str, object] = {"night": night.isoformat(), "targets": dict(scored)}
    return LedgerEntry(place, "score", person_id, night, 1, 1, outcome.known_at, outcome.known_at, "", payload, "", "")


def _scored_night(evening: Evening, name: str, score: Mapping[str, object]) -> ScoredNight:
    forecast = cast("TargetForecast", evening.models.targets[name])
    drawn_around = evening.known.person.truth(evening.night)[name].mean
    return ScoredNight(
        told=any(item.answer == "yes" for item in evening.evidence),
        crps=cast("dict[str, float]", score["crps"])["final"],
        covered=bool(score["covered_80"]),
        effect=evening.effects[KIND, name],
        wanted=(drawn_around - forecast.target.to_scale(forecast.median)) / forecast.sigma,
    )
