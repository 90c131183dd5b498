"""What the house checks look at: the project's files, its modules and the tables of its manual."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).resolve().parents[3]
_CELL = re.compile(r"(?<!\\)\|")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return _ROOT


@pytest.fixture(scope="session")
def pyproject() -> dict[str, Any]:
    return tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def packages(pyproject: dict[str, Any]) -> tuple[str, ...]:
    """The packages that ship."""
    return tuple(pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])


@pytest.fixture(scope="session")
def modules(packages: tuple[str, ...]) -> dict[str, ast.Module]:
    """Every module that ships, parsed, by its path in the project."""
    paths = sorted(path for package in packages for path in (_ROOT / package).rglob("*.py"))
    return {path.relative_to(_ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """Every text file that git tracks or would track, by its path in the project."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=_ROOT, capture_output=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git checkout: which files are the project's is unknown")
    found = {}
    for name in listing.stdout.decode().split("\0"):
        path = _ROOT / name
        if name and path.is_file():
            try:
                found[name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return found


def _rows(document: str, heading: str) -> list[list[str]]:
    section = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", document, re.MULTILINE | re.DOTALL)
    assert section, f"no heading {heading!r}"
    lines = [line.strip() for line in section[2].splitlines() if line.startswith("|")]
    return [[cell.strip().replace("\\|", "|") for cell in _CELL.split(line)[1:-1]] for line in lines[2:]]


@pytest.fixture(scope="session")
def table() -> Callable[[str, str], list[list[str]]]:
    """Reads the table under a heading of a document: its rows without the head, each a list of cells."""
    return lambda document, heading: _rows((_ROOT / document).read_text(encoding="utf-8"), heading)
