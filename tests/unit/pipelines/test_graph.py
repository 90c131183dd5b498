"""The graph of assets, as it is meant to be."""

from __future__ import annotations

from pipelines.definitions import defs
from pipelines.partitions import DAYS


def test_facts_lead_to_quality_to_models_to_forecast_to_scores() -> None:
    graph = defs.resolve_asset_graph()
    parents = {
        key.to_user_string(): {parent.to_user_string() for parent in graph.get(key).parent_keys} for key in graph.get_all_asset_keys()
    }
    assert parents == {"facts": set(), "quality": {"facts"}, "models": {"quality"}, "forecast": {"models"}, "scores": {"forecast"}}


def test_every_asset_is_partitioned_by_day_tried_again_and_described() -> None:
    graph = defs.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.partitions_def == DAYS
        assert node.description
        assert node.assets_def.node_def.retry_policy.max_retries == 3


def test_each_asset_has_its_check() -> None:
    graph = defs.resolve_asset_graph()
    checks = {(key.asset_key.to_user_string(), key.name) for key in graph.asset_check_keys}
    assert checks == {
        ("facts", "freshness"),
        ("quality", "ranges"),
        ("models", "artifacts_verify"),
        ("forecast", "ledger_verifies"),
        ("scores", "coverage"),
    }


def test_the_job_runs_in_one_process_and_takes_assets_and_checks_along() -> None:
    job = defs.resolve_job_def("daily")
    assert job.executor_def.name == "in_process"
    assert len(job.graph.node_dict) == 10
