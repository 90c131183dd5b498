"""A forecaster that always says the same, its learner, and versions of it: real ones, only small."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from core.errors import BadInput
from forecasting.learners.learner import Learner, TrainingSet
from forecasting.prior import TargetPrior, digest_of
from forecasting.quantiles import Floats, student, student_row
from forecasting.registry.serving import Loaded
from forecasting.registry.versions import Draft, ModelVersion, Verdict
from forecasting.series import Series

START = date(2024, 1, 1)


@dataclass(frozen=True)
class _Constant:
    """Says the same of every night."""

    level: float
    name: str = "constant"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior, since: int = 0) -> Floats:
        rows = len(series.values) + 1
        return student(np.full(rows, self.level), np.full(rows, prior.within_sd), 6.0)

    def files(self) -> dict[str, bytes]:
        return {"constant.json": json.dumps({"level": self.level}).encode()}

    def report(self) -> Mapping[str, float | str | bool]:
        return {"level": self.level}


class _ConstantLearner:
    """Learns the mean of everybody's nights."""

    name = "constant"

    def train(self, data: TrainingSet) -> dict[str, _Constant]:
        return {key: _Constant(float(np.nanmean(np.concatenate([one.values for _, one in data.of(key)])))) for key in data.keys}

    def load(self, files: Mapping[str, bytes]) -> _Constant:
        try:
            return _Constant(float(json.loads(files["constant.json"])["level"]))
        except (KeyError, ValueError, TypeError) as error:
            raise BadInput("wanted constant.json with a level") from error


@pytest.fixture
def constant() -> Callable[[float], _Constant]:
    """Level on the modelling scale → trained forecaster."""
    return _Constant


@pytest.fixture
def learners() -> dict[str, Learner]:
    """The learners by name: one."""
    return {"constant": _ConstantLearner()}


@pytest.fixture
def draft() -> Callable[..., Draft]:
    """(number of the last night from 2024-01-01, fields) → a version as training hands it over, on ada's nights, trained that evening."""

    def make(through: int = 30, people: tuple[str, ...] = ("ada",), crps: float = 5.0, **fields: object) -> Draft:
        plain: dict[str, object] = {
            "name": "constant",
            "target": "hrv_rmssd_ms",
            "kind": "default",
            "trained_at": datetime.combine(START + timedelta(days=through), datetime.min.time(), UTC) + timedelta(hours=21),
            "trained_through": START + timedelta(days=through),
            "people": frozenset(map(digest_of, people)),
            "gate": Verdict(passed=True, reasons=("better than ewma",)),
            "metrics": {"crps": crps},
            "settings": {},
            "code_version": "1",
        }
        return Draft(**(plain | fields))

    return make


@pytest.fixture
def row(draft: Callable[..., Draft]) -> Callable[..., ModelVersion]:
    """(version, fields of a draft or a row) → a registered version that stands in no store."""

    def make(version: int, through: int = 30, **fields: object) -> ModelVersion:
        own = {"digest": "0" * 64, "folder": f"v{version}", "alias": None, "run_id": "", "retired_at": None}
        own |= {name: fields.pop(name) for name in list(fields) if name in own}
        return ModelVersion(**vars(draft(through, **fields)), version=version, **own)

    return make


@pytest.fixture
def load(row: Callable[..., ModelVersion], constant: Callable[[float], _Constant]) -> Callable[..., Loaded]:
    """(version, fields) → a version that says its own number of every night."""
    return lambda version, through=30, **fields: Loaded(row(version, through, **fields), constant(float(version)))


@pytest.fixture
def standard() -> Floats:
    """Quantiles (21,) of the standard t with 6 degrees of freedom."""
    return student_row(6.0)
