"""The table of versions in a real store, with real folders beside it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from core.errors import BadInput
from core.store import Store
from forecasting.registry.artifact import read_artifact
from forecasting.registry.versions import Draft, ModelVersion, Verdict, Versions

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
FAILED = Verdict(passed=False, reasons=("worse than ewma", "intervals too narrow"))


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(Store(tmp_path / "morrow.duckdb"))


@pytest.fixture
def add(versions: Versions, draft: Callable[..., Draft]) -> Callable[..., ModelVersion]:
    """(level, fields of a draft) → a registered version with an artifact of that level."""
    return lambda level=1.0, **fields: versions.add(draft(**fields), {"constant.json": f'{{"level": {level}}}'.encode()})


def _folders(versions: Versions) -> set[str]:
    return {path.name for path in versions.folder.iterdir() if path.is_dir()}


def test_a_version_comes_back_as_it_was_added(versions: Versions, draft: Callable[..., Draft]):
    given = draft(
        people=("ada", "ben"),
        gate=FAILED,
        metrics={"crps": 5.25, "r2": math.inf},
        settings={"penalty": 3.0, "scaled": True, "loss": "pinball"},
        trained_at=datetime(2024, 2, 1, 21, 0, 0, 123456, timezone(timedelta(hours=2))),
    )
    added = versions.add(given, {"constant.json": b'{"level": 4.0}'})
    (read,) = versions.registered()
    assert math.isnan(read.metrics["r2"])  # JSON holds no infinity: what could not be told is NaN
    assert dataclasses.replace(read, metrics=added.metrics) == added
    assert {name: getattr(added, name) for name in vars(given)} == vars(given)
    assert (added.version, added.alias, added.run_id, added.retired_at) == (1, None, "", None)
    assert read_artifact(versions.folder / read.folder, read.digest, read.label) == {"constant.json": b'{"level": 4.0}'}
    assert read.label == "hrv_rmssd_ms/default constant v1"


def test_numbers_count_within_name_target_and_kind(add: Callable[..., ModelVersion]):
    assert [add(1.0).version, add(2.0).version] == [1, 2]
    assert add(1.0, name="ridge").version == 1
    assert add(1.0, target="resp_rate_brpm").version == 1
    assert add(1.0, kind="other").version == 1
    assert add(3.0).version == 3


def test_a_number_is_never_given_twice_even_after_its_version_was_retired(versions: Versions, add: Callable[..., ModelVersion]):
    add(1.0)
    versions.prune(now=NOW, keep=0)
    assert add(2.0).version == 2


def test_versions_are_asked_for_by_target_kind_and_name(versions: Versions, add: Callable[..., ModelVersion]):
    add(1.0)
    add(2.0, name="ridge")
    add(3.0, target="resting_hr_bpm", kind="unsmoothed")
    assert [row.name for row in versions.registered(target="hrv_rmssd_ms", kind="default")] == ["constant", "ridge"]
    assert [row.key for row in versions.registered(name="constant")] == ["hrv_rmssd_ms/default", "resting_hr_bpm/unsmoothed"]
    assert versions.registered(target="resp_rate_brpm") == ()


def test_there_is_one_champion_and_one_challenger_in_a_line(versions: Versions, add: Callable[..., ModelVersion]):
    first, second, third = add(1.0), add(2.0), add(3.0)
    other = versions.set_alias(add(1.0, name="ridge"), "champion")
    versions.set_alias(first, "champion")
    versions.set_alias(second, "challenger")
    assert versions.set_alias(second, "champion").alias == "champion"
    versions.set_alias(third, "challenger")
    standing = {(row.name, row.version): row.alias for row in versions.registered()}
    assert standing == {
        ("constant", 1): None,
        ("constant", 2): "champion",
        ("constant", 3): "challenger",
        ("ridge", other.version): "champion",
    }


def test_a_challenger_may_step_back_but_a_champion_only_makes_room(versions: Versions, add: Callable[..., ModelVersion]):
    champion, challenger = versions.set_alias(add(1.0), "champion"), versions.set_alias(add(2.0), "challenger")
    assert versions.set_alias(challenger, None).alias is None
    for alias in (None, "challenger"):
        with pytest.raises(BadInput, match="v1 is the champion until another takes its place"):
            versions.set_alias(champion, alias)


def test_what_failed_its_gate_gets_no_alias(versions: Versions, add: Callable[..., ModelVersion]):
    with pytest.raises(BadInput, match="worse than ewma; intervals too narrow"):
        versions.set_alias(add(1.0, gate=FAILED), "champion")


def test_what_is_retired_or_unknown_gets_no_alias(versions: Versions, add: Callable[..., ModelVersion], row: Callable[..., ModelVersion]):
    old = add(1.0)
    versions.prune(now=NOW, keep=0)
    with pytest.raises(BadInput, match="is retired"):
        versions.set_alias(old, "champion")
    with pytest.raises(BadInput, match=r"no version .* v9 is registered"):
        versions.set_alias(row(9), "champion")


def test_the_run_of_mlflow_is_kept_with_the_version(versions: Versions, add: Callable[..., ModelVersion]):
    versions.set_run(add(1.0), "abc")
    add(2.0)
    assert [row.run_id for row in versions.registered()] == ["abc", ""]


def test_the_best_by_crps_stay_over_all_names_of_a_target(versions: Versions, add: Callable[..., ModelVersion]):
    for level, (name, crps) in enumerate([("a", 5.3), ("a", 5.1), ("b", 5.2), ("b", 5.4), ("b", math.nan)]):
        add(float(level), name=name, crps=crps)
    add(9.0, target="resp_rate_brpm", crps=99.0)
    retired = versions.prune(now=NOW, keep=2)
    assert {(row.name, row.version) for row in retired} == {("a", 1), ("b", 2), ("b", 3)}
    assert {(row.target, row.name, row.metrics["crps"]) for row in versions.registered()} == {
        ("hrv_rmssd_ms", "a", 5.1),
        ("hrv_rmssd_ms", "b", 5.2),
        ("resp_rate_brpm", "constant", 99.0),
    }


def test_ten_stay_when_nothing_is_said(versions: Versions, add: Callable[..., ModelVersion]):
    for number in range(12):
        add(float(number), crps=float(number))
    assert [row.metrics["crps"] for row in versions.prune(now=NOW)] == [10.0, 11.0]


def test_a_champion_and_a_challenger_stay_however_bad_and_count(versions: Versions, add: Callable[..., ModelVersion]):
    versions.set_alias(add(1.0, crps=9.0), "champion")
    versions.set_alias(add(2.0, crps=8.0), "challenger")
    add(3.0, crps=5.0)
    add(4.0, crps=4.0)
    versions.prune(now=NOW, keep=3)
    assert [row.version for row in versions.registered()] == [1, 2, 4]
    versions.prune(now=NOW, keep=0)
    assert [row.version for row in versions.registered()] == [1, 2]


def test_what_was_trained_later_than_now_takes_nobodys_place(versions: Versions, add: Callable[..., ModelVersion]):
    add(1.0, crps=5.0)
    add(2.0, crps=4.0, trained_at=NOW + timedelta(seconds=1))
    assert versions.prune(now=NOW, keep=1) == ()
    assert [row.version for row in versions.prune(now=NOW + timedelta(days=1), keep=1)] == [1]


def test_what_failed_its_gate_goes_but_its_reasons_stay(versions: Versions, add: Callable[..., ModelVersion]):
    add(1.0, gate=FAILED, crps=1.0)
    versions.prune(now=NOW)
    assert versions.registered() == ()
    (old,) = versions.registered(retired=True)
    assert (old.gate, old.retired_at) == (FAILED, NOW)


def test_folders_go_with_their_versions_and_only_then(versions: Versions, add: Callable[..., ModelVersion]):
    kept, gone = add(1.0, crps=4.0), add(2.0, crps=5.0)
    shared = add(1.0, crps=6.0)  # the same model came out once more
    assert shared.folder == kept.folder
    assert versions.prune(now=NOW, keep=1)
    assert _folders(versions) == {kept.folder}
    assert not (versions.folder / gone.folder).exists()


def test_a_folder_left_by_a_killed_pruning_goes_with_the_next(versions: Versions, add: Callable[..., ModelVersion]):
    gone = add(1.0)
    content = (versions.folder / gone.folder / "constant.json").read_bytes()
    versions.prune(now=NOW, keep=0)
    (versions.folder / gone.folder).mkdir()
    (versions.folder / gone.folder / "constant.json").write_bytes(content)
    assert versions.prune(now=NOW, keep=0) == ()
    assert _folders(versions) == set()


def test_a_version_whose_files_may_not_be_kept_leaves_no_row(versions: Versions, draft: Callable[..., Draft]):
    with pytest.raises(BadInput, match=r"model\.pkl"):
        versions.add(draft(), {"model.pkl": b"\x80\x04N."})
    assert versions.registered(retired=True) == ()


def test_names_that_are_no_folder_names_make_none_outside(versions: Versions, add: Callable[..., ModelVersion]):
    added = add(1.0, name="../../a b")
    assert (versions.folder / added.folder).resolve().parent == versions.folder.resolve()
