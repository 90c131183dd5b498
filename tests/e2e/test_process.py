"""The command as a process of its own: exit codes as a shell sees them, and what `--help` does not load."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = [
    *("pandas", "numpy", "torch", "duckdb", "chromadb", "darts", "mlflow", "dagster", "langgraph", "langchain_core", "openai"),
    *("fastapi", "uvicorn", "sklearn", "scipy", "statsforecast", "xgboost", "whisper", "opensmile", "pydantic", "httpx", "sqlglot"),
]


@pytest.fixture
def process(home):
    """Runs the installed command."""
    command = Path(sys.executable).with_name("morrow")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([command, *arguments], capture_output=True, text=True, timeout=60, check=False)

    return run


def test_exit_codes_reach_the_shell(process):
    done, wrong = process("people", "--json"), process("forecast", "--no-such-option")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert wrong.returncode == 2
    assert wrong.stdout == ""
    assert "Traceback" not in wrong.stderr
    assert process("forecast").returncode == 3
    assert process("import", "synthetic:seed=1,nights=2,end=2026-01-02", "--json").returncode == 0
    refused = process("morning")
    assert refused.returncode == 3
    assert "has come true yet" in refused.stderr


def test_help_loads_nothing_heavy_and_teaches_the_first_steps():
    code = f"""
import sys
from app.cli import main
sys.argv = ["morrow", "--help"]
try:
    main()
except SystemExit as end:
    print("CODE", end.code)
print("LOADED", [name for name in {HEAVY!r} if name in sys.modules])
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert "LOADED []" in ended.stdout
    assert "CODE 0" in ended.stdout
    for words in ("morrow import", "morrow demo", "morrow forecast", "morrow morning"):
        assert words in ended.stdout


def test_a_closed_pipe_is_no_error(process):
    """`morrow schema | head -1` ends quietly."""
    command = Path(sys.executable).with_name("morrow")
    script = f"'{command}' schema forecast | head -1"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert ended.stdout == "{\n"
    assert ended.stderr == ""
