"""A command that only talks must not wake the heavy libraries."""

import json
import subprocess
import sys

HEAVY = {
    "chromadb", "dagster", "darts", "duckdb", "fastapi", "langchain_core", "langgraph", "mlflow", "numba", "numpy",
    "openai", "opensmile", "pandas", "scipy", "sklearn", "statsforecast", "torch", "whisper", "xgboost",
}  # fmt: skip

_PROGRAM = """
import json, sys
sys.argv = ["morrow", *sys.argv[1:]]
from app.cli import main
try:
    code = main()
except SystemExit as end:
    code = end.code
print(json.dumps({"code": code or 0, "modules": sorted({name.partition(".")[0] for name in sys.modules})}), file=sys.stderr)
"""


def test_help_loads_no_heavy_library():
    run = subprocess.run([sys.executable, "-c", _PROGRAM, "--help"], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stderr.splitlines()[-1])
    assert said["code"] == 0
    assert "morrow" in run.stdout.lower()
    assert HEAVY & set(said["modules"]) == set()
