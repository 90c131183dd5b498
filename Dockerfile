# One image for every service (docker-compose.yml): the same locked versions as on a laptop, run by an ordinary user.
#
# torch is the ordinary build unless local wheels are offered: docker build --build-arg PIP_FIND_LINKS=<page of CPU wheels> .
FROM python:3.11-slim-bookworm

# Quiet and offline: no telemetry, no look-ups, no model downloads. The same list stands in the Makefile.
# TOKENIZERS_… is no secret:
# hadolint ignore=DL3064
ENV MLFLOW_DISABLE_TELEMETRY=true \
    DAGSTER_DISABLE_TELEMETRY=1 \
    HF_HUB_OFFLINE=1 \
    TRANSFORMERS_OFFLINE=1 \
    ANONYMIZED_TELEMETRY=False \
    LANGSMITH_TRACING=false \
    LANGCHAIN_TRACING_V2=false \
    TOKENIZERS_PARALLELISM=false \
    ORT_DISABLE_TELEMETRY=1 \
    OPENBLAS_NUM_THREADS=1

# The data, the anchor that must lie outside them, and MLflow's files: three volumes, owned by the one who runs.
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin morrow \
    && install --directory --owner=morrow --group=morrow --mode=0700 /data /data/dagster /anchor /models

# Dependencies before sources: a changed module does not bring two gigabytes anew.
WORKDIR /srv/morrow
COPY pyproject.toml constraints.txt overrides.txt README.md LICENSE ./
COPY .ci/setup .ci/setup
ARG PIP_FIND_LINKS=""
RUN UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1 .ci/setup ""

COPY core core
COPY ingestion ingestion
COPY voice voice
COPY memory memory
COPY forecasting forecasting
COPY intelligence intelligence
COPY tools tools
COPY agent agent
COPY pipelines pipelines
COPY evals evals
COPY app app
RUN .venv/bin/python -m compileall -q core ingestion voice memory forecasting intelligence tools agent pipelines evals app
COPY --chown=morrow:morrow pipelines/dagster.yaml /data/dagster/dagster.yaml

ENV PATH=/srv/morrow/.venv/bin:$PATH \
    MORROW_HOME=/data \
    MORROW_ANCHOR=/anchor/anchor.jsonl \
    DAGSTER_HOME=/data/dagster

USER 10001
CMD ["morrow", "serve"]
