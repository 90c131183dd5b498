"""Who may name whom, imports for type checking included; import-linter judges the ones that run."""

import ast
from collections.abc import Iterator

import pytest

BENEATH = {
    "core": set(),
    "ingestion": {"core"},
    "voice": {"core"},
    "memory": {"core"},
    "forecasting": {"core"},
    "intelligence": {"core", "forecasting"},
    "tools": {"core", "ingestion", "voice", "memory", "forecasting", "intelligence"},
    "agent": {"core", "ingestion", "voice", "memory", "forecasting", "intelligence", "tools"},
    "pipelines": {"core", "ingestion", "voice", "memory", "forecasting", "intelligence", "tools", "agent"},
    "evals": {"core", "ingestion", "voice", "memory", "forecasting", "intelligence", "tools", "agent"},
    "app": {"core", "ingestion", "voice", "memory", "forecasting", "intelligence", "tools", "agent", "pipelines", "evals"},
}


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_the_table_knows_every_package(packages: tuple[str, ...]):
    assert set(BENEATH) == set(packages)


@pytest.mark.parametrize("package", BENEATH)
def test_a_room_names_only_what_lies_beneath_it(package: str, modules: dict[str, ast.Module]):
    beyond = {
        f"{path} names {name}"
        for path, tree in modules.items()
        if path.startswith(f"{package}/")
        for name in _imported(tree)
        if name in BENEATH and name != package and name not in BENEATH[package]
    }
    assert beyond == set()


def test_nothing_that_ships_names_the_tests(modules: dict[str, ast.Module]):
    assert [path for path, tree in modules.items() if "tests" in set(_imported(tree))] == []
