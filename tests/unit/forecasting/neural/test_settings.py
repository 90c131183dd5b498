"""Settings: checked when made, the same after JSON."""

import dataclasses
import math

import pytest

from core.errors import BadInput, UnknownName
from forecasting.learners.neural.settings import FineTuneSettings, LstmSettings


def test_the_defaults_are_two_layers_of_128_over_thirty_days_with_a_fifth_dropped():
    settings = LstmSettings()
    assert (settings.lookback, settings.layers, settings.width, settings.dropout) == (30, 2, 128, 0.2)


@pytest.mark.parametrize("settings", [LstmSettings(width=32, attention=True, rate=0.1), FineTuneSettings(frozen="none", epochs=3)])
def test_settings_come_back_from_json_as_they_were(settings):
    assert type(settings).from_json(settings.to_json()) == settings


def test_every_setting_is_told():
    assert set(LstmSettings().to_json()) == {field.name for field in dataclasses.fields(LstmSettings)}


def test_what_json_leaves_out_has_its_default():
    assert LstmSettings.from_json({"width": 7}) == LstmSettings(width=7)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lookback", 0), ("lookback", 2.5), ("layers", True), ("width", 5000), ("dropout", 1.0), ("dropout", math.nan), ("epochs", "9"),
        ("batch", 1), ("rate", 0.0), ("rate", math.inf), ("patience", 0), ("clip", 0.0), ("validation_share", 0.6), ("threads", 0),
        ("seed", -1), ("bidirectional", 1), ("attention", "yes"), ("head", "mean"), ("schedule", None), ("device", "tpu"),
    ],
)  # fmt: skip
def test_a_setting_out_of_its_bounds_is_named_with_what_is_wanted(name: str, value: object):
    with pytest.raises(BadInput, match=name):
        LstmSettings.from_json({name: value})


def test_an_unknown_setting_is_refused_with_the_known_ones():
    with pytest.raises(UnknownName, match=r"no setting depth; known: lookback, layers"):
        LstmSettings.from_json({"depth": 3})


def test_fine_tuning_keeps_the_shape_and_brings_its_own_training():
    shape = LstmSettings(width=24, lookback=14, attention=True, validation="people", rate=0.05)
    tuned = FineTuneSettings(rate=1e-4, epochs=3).over(shape)
    assert (tuned.width, tuned.lookback, tuned.attention) == (24, 14, True)
    assert (tuned.rate, tuned.epochs, tuned.validation) == (1e-4, 3, "time")
