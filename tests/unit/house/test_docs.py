"""The manual says what the code does: commands, settings, targets, modules, and no link into the void."""

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from core.settings import Settings

Table = Callable[[str, str], list[list[str]]]


def _commands(group: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every command that can be typed, with the first sentence of its help."""
    for name, command in group.commands.items():
        if getattr(command, "hidden", False):
            continue
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", " ".join((command.help or "").split("\n\n")[0].split())


def _default(field: Any) -> str:
    value = field.default
    return "–" if value in (None, "") else f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


@pytest.fixture(scope="module")
def command_line() -> dict[str, str]:
    apps = [value for value in vars(importlib.import_module("app.cli.entry")).values() if isinstance(value, typer.Typer)]
    return dict(_commands(typer.main.get_command(apps[0])))


def test_the_readme_lists_every_command_in_its_own_words(table: Table, command_line: dict[str, str]):
    assert table("README.md", "Commands") == [[f"`morrow {name}`", told] for name, told in command_line.items()]


def test_every_command_says_what_it_does(command_line: dict[str, str]):
    assert [name for name, told in command_line.items() if not told] == []


def test_the_readme_lists_every_setting_with_its_default(table: Table):
    listed = [tuple(row) for row in table("README.md", "Settings")]
    assert listed == [(f"`MORROW_{name.upper()}`", _default(field), field.description) for name, field in Settings.model_fields.items()]


def test_the_readme_lists_every_target(table: Table, root: Path):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    described = re.findall(r"^(\w+):.*## (.+)$", makefile, re.MULTILINE)
    assert table("README.md", "Make targets") == [[f"`make {name}`", told] for name, told in described]


def test_the_readme_explains_every_exit_code(table: Table):
    assert [row[0] for row in table("README.md", "Exit codes")] == ["0", "1", "2", "3"]


def test_the_ownership_map_names_every_module_and_none_that_is_gone(
    table: Table, modules: dict[str, ast.Module], packages: tuple[str, ...]
):
    mapped = {row[0].strip("`"): row[1] for package in packages for row in table("CONTRIBUTING.md", f"`{package}`")}
    standing = {path for path in modules if not path.endswith("__init__.py")}
    assert {"missing from the map": sorted(standing - set(mapped)), "gone": sorted(set(mapped) - standing)} == {
        "missing from the map": [],
        "gone": [],
    }
    assert [path for path, sentence in mapped.items() if not sentence.endswith(".")] == []


def test_every_decision_is_listed_and_tells_problem_choice_and_consequences(table: Table, root: Path):
    folder = root / "docs" / "decisions"
    pages = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md") if path.name != "README.md"}
    listed = {match[1] for row in table("docs/decisions/README.md", "Decisions") if (match := re.search(r"\((.+)\)", row[0]))}
    assert listed == set(pages)
    parts = ("**Problem.**", "**Choice.**", "**Consequences.**")
    assert [name for name, text in pages.items() if not all(part in text for part in parts)] == []


def test_no_link_of_the_manual_leads_nowhere(root: Path):
    documents = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    dead = [
        f"{document.relative_to(root)}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8"))
        if not target.startswith("http") and not (document.parent / target).exists()
    ]
    assert dead == []


def test_the_changelog_knows_the_version(root: Path, pyproject: dict[str, Any]):
    assert re.search(
        rf"^## {re.escape(pyproject['project']['version'])}\b", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
