"""The seam of the room: what a learner is, and what it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

from forecasting.forecaster import Forecaster
from forecasting.learners.correction import Correction
from forecasting.prior import TargetPrior
from forecasting.quantiles import Floats
from forecasting.series import Series

Files = Mapping[str, bytes]
"""A trained forecaster as it is kept: file name → content. JSON, safetensors or XGBoost's own format, never a pickle."""
Settings = Mapping[str, float | int | str | bool]
Choice = tuple[float, float] | tuple[int, int] | tuple[str, ...]
"""What tuning may choose a setting from: a range, searched on the log scale where both ends are floats; or words."""
Progress = Callable[[str, float], None]
"""Told what is being done, and the share of it that is done (0 … 1)."""


def silent(_what: str, _share: float) -> None:
    """Tells nobody."""


@runtime_checkable
class Trained(Forecaster, Protocol):
    """A forecaster that was trained; it knows one target and kind of series."""

    def path(self, series: Series, prior: TargetPrior, since: int = 0) -> Floats:
        """Quantiles (n+1, 21), as of every forecaster; rows before `since` are not asked for, and may hold anything."""
        ...

    def files(self) -> Files:
        """Everything that `Learner.load` needs to make it again, bit for bit."""
        ...

    def report(self) -> Mapping[str, float | str | bool]:
        """How training went, for people and for the registry: sizes, settings, epochs, whether it stopped early."""
        ...

    def curves(self) -> Mapping[str, Sequence[float]]:
        """Name → one value per pass, of training that goes in passes."""
        ...

    def correction(self, series: Series, prior: TargetPrior) -> Correction:
        """The rule it corrects, and the terms that it adds."""
        ...

    def contributions(self, series: Series, prior: TargetPrior, nights: int = 1) -> Mapping[str, Floats]:
        """Name of an input → (nights,) what it adds to the rule's median in the last nights, on the modelling scale.

        They add up to the whole correction; what belongs to no input stands under `correction.CONSTANT`.
        """
        ...


@dataclass(frozen=True)
class TrainingSet:
    """The people to learn from. What is not in here cannot be learned: whoever builds it cuts the future off."""

    people: Mapping[str, Sequence[Series]]
    """Person → series with their features, at most one per target and kind."""
    priors: Mapping[str, TargetPrior]
    """Target/kind → population prior fitted on these same people, or on others: where scales and first levels come from."""
    seed: int = 0
    progress: Progress = silent

    def of(self, key: str) -> list[tuple[str, Series]]:
        """(person, series) of that target and kind, in order of person."""
        return [(person, one) for person in sorted(self.people) for one in self.people[person] if key_of(one) == key]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every target and kind that has both series and a prior, in order."""
        return tuple(sorted({key_of(one) for series in self.people.values() for one in series} & set(self.priors)))


class Learner(Protocol):
    """Something that makes trained forecasters out of people's nights."""

    @property
    def name(self) -> str:
        """Of the forecasters that it makes, in the catalog and in forecast JSON."""
        ...

    @property
    def version(self) -> str:
        """Changes when the same nights and settings would give another forecaster, or files could not be loaded any more."""
        ...

    @property
    def recipe(self) -> Settings:
        """Every setting by name: two trainings with the same ones follow the same recipe."""
        ...

    @property
    def space(self) -> Mapping[str, Choice]:
        """The settings worth tuning, and among what."""
        ...

    def configured(self, settings: Settings) -> Self:
        """The same learner with those settings changed.

        Raises:
            BadInput: for an unknown setting, or a value out of its bounds.
        """
        ...

    def train(self, data: TrainingSet) -> Mapping[str, Trained]:
        """Target/kind → what was trained for it; too little to learn from leaves a target out.

        Seeded: the same data give the same forecaster.
        """
        ...

    def load(self, files: Files) -> Trained:
        """The trained forecaster that these files hold.

        Raises:
            BadInput: if they are not what `files()` gave.
        """
        ...


def key_of(series: Series) -> str:
    """Target and kind of a series, as priors and trained forecasters are filed."""
    return f"{series.target.name}/{series.kind}"
