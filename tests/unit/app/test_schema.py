"""The published JSON Schema of forecast JSON."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema
import pytest

from app.schema import Forecast, Level, forecast_schema, made_schema
from forecasting.quantiles import LEVELS

VALIDATOR = jsonschema.Draft202012Validator


def test_the_published_schema_is_what_the_types_make():
    remedy = "write it again: json.dumps(app.schema.made_schema(), indent=2, ensure_ascii=False) into app/schemas/forecast.schema.json"
    assert forecast_schema() == made_schema(), remedy


def test_the_published_schema_is_itself_valid_and_of_draft_2020_12():
    schema = forecast_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    VALIDATOR.check_schema(schema)


def test_a_forecast_validates(forecast_json):
    VALIDATOR(forecast_schema()).validate(forecast_json)


def test_a_preview_validates_without_seal_revision_and_id(forecast_json):
    VALIDATOR(forecast_schema()).validate({**forecast_json, "seal": None, "revision": None, "forecast_id": None})


def test_keys_that_are_added_later_do_no_harm(forecast_json):
    VALIDATOR(forecast_schema()).validate({**forecast_json, "added_in_a_later_release": 1})


@pytest.mark.parametrize("key", ["targets", "agent", "payload_sha256", "seal", "rationale", "grounding", "schema_version", "late"])
def test_a_forecast_without_a_promised_key_does_not_validate(forecast_json, key):
    forecast_json.pop(key)
    assert not VALIDATOR(forecast_schema()).is_valid(forecast_json)


def test_a_missing_or_strange_quantile_level_does_not_validate(forecast_json):
    for change in ("missing", "strange"):
        broken = copy.deepcopy(forecast_json)
        quantiles = broken["targets"]["hrv_rmssd_ms"]["quantiles"]
        value = quantiles.pop("0.5")
        if change == "strange":
            quantiles["0.50"] = value
        assert not VALIDATOR(forecast_schema()).is_valid(broken)


def test_the_levels_of_the_schema_are_those_of_the_forecasts():
    assert list(Level.__args__) == [f"{level:g}" for level in LEVELS]


def test_the_schema_ships_beside_its_types():
    import app.schema

    path = Path(app.schema.__file__).with_name("schemas") / "forecast.schema.json"
    assert json.loads(path.read_text(encoding="utf-8"))["$id"] == "urn:morrow:forecast:1"


def test_a_forecast_that_was_sealed_before_models_could_be_refused_is_still_read(forecast_json):
    forecast_json["data_quality"].pop("refused_models")
    VALIDATOR(forecast_schema()).validate(forecast_json)
    assert Forecast.model_validate(forecast_json).data_quality.refused_models == []
