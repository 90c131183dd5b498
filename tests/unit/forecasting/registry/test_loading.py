"""From rows and folders to forecasters: what is refused is named, and the next best serves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from core.errors import ArtifactRefused
from core.store import Store
from forecasting.learners.learner import Learner
from forecasting.prior import TargetPrior
from forecasting.quantiles import MEDIAN
from forecasting.registry.loading import Serving, load_version, serve
from forecasting.registry.serving import eligible
from forecasting.registry.versions import Draft, ModelVersion, Versions
from forecasting.series import Series

AS_OF = datetime(2024, 3, 1, 21, tzinfo=UTC)


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(Store(tmp_path / "morrow.duckdb"))


@pytest.fixture
def three(versions: Versions, draft: Callable[..., Draft]) -> list[ModelVersion]:
    """A version that stood before, the champion and its challenger; each says its own number."""
    rows = [versions.add(draft(10 * number), {"constant.json": f'{{"level": {number}.0}}'.encode()}) for number in (1, 2, 3)]
    return [rows[0], versions.set_alias(rows[1], "champion"), versions.set_alias(rows[2], "challenger")]


@pytest.fixture
def served(versions: Versions, learners: dict[str, Learner]) -> Callable[[], Serving]:
    """What serves ada on 2024-03-02, live."""

    def now() -> Serving:
        found = eligible(versions.registered(), "ada", AS_OF.date(), AS_OF, "live")
        return serve(found, "ada", "live", learners, versions.folder)

    return now


def _spoil(versions: Versions, version: ModelVersion) -> None:
    (versions.folder / version.folder / "constant.json").write_bytes(b'{"level": 9.0}')


def test_champion_and_challenger_run_side_by_side_under_two_names(three, served, make_series: Callable[..., Series], prior: TargetPrior):
    serving = served()
    coming = {name: one.path(make_series([4.0] * 40), prior)[-1, MEDIAN] for name, one in serving.forecasters.items()}
    assert coming == {"constant": 2.0, "constant_challenger": 3.0}
    assert {name: one.role for name, one in serving.forecasters.items()} == {"constant": "champion", "constant_challenger": "challenger"}
    assert serving.refused == ()


def test_a_spoiled_champion_is_named_and_the_version_before_it_serves(three, served, versions: Versions, make_series, prior: TargetPrior):
    _spoil(versions, three[1])
    serving = served()
    assert len(serving.refused) == 1
    assert "model hrv_rmssd_ms/default constant v2 is refused: constant.json has been changed" in serving.refused[0]
    assert serving.forecasters["constant"].role == "past"
    assert serving.forecasters["constant"].path(make_series([4.0] * 40), prior)[-1, MEDIAN] == 1.0


def test_when_all_are_spoiled_nothing_serves_and_nothing_fails(three, served, versions: Versions):
    for version in three:
        _spoil(versions, version)
    assert (served().forecasters, len(served().refused)) == ({}, 3)


def test_a_learner_that_is_not_known_any_more_is_named(three, versions: Versions):
    with pytest.raises(ArtifactRefused, match=r"constant v1 is refused: no learner 'constant' is known; known: ridge"):
        load_version(three[0], {"ridge": None}, versions.folder)


def test_whole_files_that_the_learner_cannot_use_are_refused(versions: Versions, draft: Callable[..., Draft], learners):
    added = versions.add(draft(), {"constant.json": b'{"other": 1}'})
    with pytest.raises(ArtifactRefused, match="its learner cannot use it"):
        load_version(added, learners, versions.folder)


def test_a_folder_name_never_leads_out_of_the_models(three, versions: Versions, learners, tmp_path: Path):
    outside = tmp_path / three[0].folder
    (versions.folder / three[0].folder).rename(outside)
    crafted = three[0].__class__(**(vars(three[0]) | {"folder": f"../{outside.name}"}))
    with pytest.raises(ArtifactRefused, match="cannot be read as a folder"):
        load_version(crafted, learners, versions.folder)


def test_what_was_loaded_says_what_was_trained(three, versions: Versions, learners, make_series, prior: TargetPrior):
    loaded = load_version(three[2], learners, versions.folder)
    np.testing.assert_array_equal(loaded.trained.path(make_series([4.0]), prior)[:, MEDIAN], [3.0, 3.0])
