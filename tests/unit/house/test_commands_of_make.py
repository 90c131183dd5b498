"""The targets that people and scripts rely on."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.cli.quiet import QUIET

TARGETS = {"help", "setup", "forecast", "test", "check", "prove", "bench", "benchmark", "serve", "clean"}


@pytest.fixture(scope="module")
def makefile(root: Path) -> str:
    return (root / "Makefile").read_text(encoding="utf-8")


def test_every_target_says_what_it_does(makefile: str):
    described = dict(re.findall(r"^(\w+):.*## (.+)$", makefile, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert set(described) == set(phony[1].split()) == TARGETS


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_help_lists_every_target(root: Path):
    run = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True, check=True)
    assert {line.split()[0] for line in run.stdout.splitlines() if line.startswith("  ")} == TARGETS


def test_ci_makes_a_fresh_environment_then_checks_then_tests(root: Path):
    lines = (root / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "set -euo pipefail" in lines
    assert [line for line in lines if line.startswith("make ")] == ["make setup", "make check", "make test"]


def test_commands_and_tests_are_as_quiet_as_the_makefile(makefile: str, root: Path):
    quiet = dict(re.findall(r"^export (\w+) := (\S+)$", makefile, re.MULTILINE))
    told = dict(re.findall(r'^    (\w+)="([^"]+)",$', (root / "tests" / "conftest.py").read_text(encoding="utf-8"), re.MULTILINE))
    assert told == quiet == QUIET
