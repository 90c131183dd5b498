"""What is installed: ranges in pyproject.toml, one exact pin for each in constraints.txt, nothing of one machine in either."""

import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

# The stack that stands fixed, whatever else comes and goes.
FIXED = {
    "langgraph", "chromadb", "duckdb", "pandas", "darts", "torch", "xgboost", "xgboost-cpu", "mlflow", "dagster",
    "openai-whisper", "opensmile", "fastapi", "langchain-openai",
}  # fmt: skip


@pytest.fixture(scope="module")
def pins(root: Path) -> dict[str, str]:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


@pytest.fixture(scope="module")
def requirements(pyproject: dict[str, Any]) -> list[Requirement]:
    project = pyproject["project"]
    return [Requirement(line) for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]]


def test_the_fixed_stack_is_there(requirements: list[Requirement]):
    assert {requirement.name for requirement in requirements} >= FIXED


def test_every_requirement_has_a_pin_inside_its_range(requirements: list[Requirement], pins: dict[str, str]):
    outside = [str(requirement) for requirement in requirements if not requirement.specifier.contains(pins[requirement.name])]
    assert outside == []


def test_pins_are_exact_sorted_and_without_hosts_or_local_suffixes(root: Path, pins: dict[str, str]):
    lines = [line for line in (root / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[0-9][a-z0-9.]*", line)] == []
    assert [name for name in pins if name != canonicalize_name(name)] == []
    assert len(lines) == len(pins)


def test_what_is_installed_here_is_what_is_pinned(requirements: list[Requirement], pins: dict[str, str]):
    here = default_environment()
    wanted = {r.name: pins[r.name] for r in requirements if r.marker is None or r.marker.evaluate(dict(here))}
    assert {name: Version(version(name)).public for name in wanted} == wanted


def test_what_is_never_used_stays_out(root: Path):
    lines = [line for line in (root / "overrides.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert lines == [f"{name} ; sys_platform == 'never'" for name in ("triton", "sentence-transformers")]


def test_this_python_is_one_of_those_promised(pyproject: dict[str, Any]):
    assert pyproject["project"]["requires-python"] == ">=3.11,<3.14"
    assert (3, 11) <= sys.version_info[:2] <= (3, 13)


def test_every_package_folder_ships_and_says_what_belongs_there(packages: tuple[str, ...], root: Path):
    folders = {path.parent.name for path in root.glob("*/__init__.py")}
    assert folders == set(packages)
    for package in packages:
        assert (root / package / "__init__.py").read_text(encoding="utf-8").startswith('"""')


def test_every_list_of_packages_is_the_same_list(packages: tuple[str, ...], pyproject: dict[str, Any]):
    tool = pyproject["tool"]
    assert set(tool["mypy"]["files"]) == set(packages)
    assert set(tool["importlinter"]["root_packages"]) == set(packages)
    assert set(tool["ruff"]["lint"]["isort"]["known-first-party"]) == set(packages)
    floors = tool["importlinter"]["contracts"][0]["layers"]
    assert {room.strip() for floor in floors for room in floor.split("|")} == set(packages)


def test_the_sound_library_came_with_its_wheel():
    """Its source-less wheel installs as well, and fails only when a recording is opened."""
    import soundfile

    assert soundfile.__libsndfile_version__
