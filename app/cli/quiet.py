"""Every dependency kept quiet and offline, before any of them is imported."""

from __future__ import annotations

import os

QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "OPENBLAS_NUM_THREADS": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_OFFLINE": "1",
}
"""What each library reads, once, at its import. Tracing would send prompts away, so a person's own setting does not stand against it.
Small matrices want one thread: its sums have one order, and nobody waits for anybody."""


def keep_quiet() -> None:
    """Sets the environment of this process and its children."""
    os.environ.update(QUIET)
