# Run `make` or `make help` for the list. Everything happens in $(VENV), made from the locked versions.

VENV ?= .venv
export VENV PYTHON

# Quiet and offline: no telemetry, no look-ups, no model downloads.
export MLFLOW_DISABLE_TELEMETRY := true
export DAGSTER_DISABLE_TELEMETRY := 1
export HF_HUB_OFFLINE := 1
export TRANSFORMERS_OFFLINE := 1
export ANONYMIZED_TELEMETRY := False
export LANGSMITH_TRACING := false
export LANGCHAIN_TRACING_V2 := false
export TOKENIZERS_PARALLELISM := false
export ORT_DISABLE_TELEMETRY := 1
# One thread of linear algebra: sums in one order, and no crowd on small matrices.
export OPENBLAS_NUM_THREADS := 1

READY := $(VENV)/.ready
RUN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup forecast test check prove bench benchmark serve clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do printf '  %-10s %s\n' "$$name" "$$text"; done

# A Python that is named may be another than the one that made the environment.
ifneq ($(and $(PYTHON),$(filter setup,$(MAKECMDGOALS))),)
.PHONY: $(READY)
endif

setup: $(READY) ## Make the environment; does nothing when nothing changed

$(READY): pyproject.toml constraints.txt overrides.txt .ci/setup
	@.ci/setup

forecast: $(READY) ## Tonight's sealed forecast: yours if you have data, else a demonstration person's
	@$(RUN)/morrow forecast --or-demo

# WORKERS=2 and more: as many processes, a file's tests together. Quicker, but tests of time limits want a core to themselves.
WORKERS ?= 0
PYTEST := $(RUN)/python -m pytest -n $(WORKERS) --dist loadfile

test: $(READY) ## Run the tests
	$(PYTEST)

check: $(READY) ## Lint, format, types, who imports whom, docs
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/python -m pytest -q tests/unit/house

prove: $(READY) ## Run every test, the long ones too
	$(PYTEST) -m ""

bench: $(READY) ## Measure time and memory of the commands
	$(RUN)/python -m evals.bench

# The LifeSnaps daily table, where it lies beside the project; without it only simulated people are scored.
DATA ?= $(wildcard ../shared/data/lifesnaps_daily_dev.csv.gz)

benchmark: $(READY) ## Score everything beside automatic rivals on real and simulated people; writes docs/benchmark.md
	@$(RUN)/morrow benchmark $(DATA)

serve: $(READY) ## Serve the HTTP API on this machine
	$(RUN)/morrow serve

clean: ## Remove the environment and caches; never your data
	rm -rf $(VENV) .venv-ci .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
