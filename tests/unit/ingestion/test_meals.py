"""Files of food loggers as nutrients of meals and days: layouts as the loggers write them, values worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.errors import BadInput
from core.nutrients import MOST, NUTRIENTS
from core.records import Measure, Night, RejectedRow
from core.store import Store
from forecasting.features.build import feature_table
from ingestion.catalog import SOURCES
from ingestion.importing import recognise
from ingestion.meals import Meals
from ingestion.synthetic import generate

CRONOMETER = """Day,Time,Food,Energy (kcal),Alcohol (g),Caffeine (mg),Water (g),Carbs (g),Net Carbs (g),Fat (g),Protein (g),Sodium (mg)
2026-03-02,8:05 AM,Oats,380,0,0,10,60,50,7,13,5
2026-03-02,8:05 AM,Coffee,2,0,95,230,0,0,0,0.3,5
2026-03-02,11:40 PM,Wine,125,14,0,130,4,4,0,0.1,7
2026-03-03,12:30 AM,Crisps,160,0,0,1,15,14,10,2,170
"""
MYFITNESSPAL = """Date,Meal,Calories,Fat (g),Saturated Fat,Cholesterol,Sodium (mg),Carbohydrates (g),Fiber,Sugar,Protein (g),Note
2026-03-02,Breakfast,350,10.5,3,0,420,40,6,9,22,
2026-03-02,Dinner,700,30,9,80,900,70,8,12,41,
"""
LOSE_IT = """Date,Name,Icon,Type,Quantity,Units,Calories,Deleted,Fat (g),Protein (g),Carbohydrates (g),Sugars (g),Fiber (g),Sodium (mg)
03/02/2026,Eggs,Egg,Breakfast,2,Each,140,false,10,12,1,0,0,140
03/02/2026,Cake,Cake,Snacks,1,Each,400,true,20,5,50,30,1,200
"""


@pytest.fixture
def eaten(tmp_path: Path):
    """(text, zone) → the items of that file."""

    def read(text: str, zone: str = "Europe/Berlin") -> list[object]:
        path = tmp_path / "food.csv"
        path.write_text(text, encoding="utf-8")
        assert isinstance(recognise(path), Meals)
        return [item for file in Meals().read(path, options={"home_zone": zone}) for item in file.items]

    return read


def values(items: list[object], kind: str) -> dict[object, float]:
    """(day, time in UTC) → value."""
    return {(item.day.day, item.at and f"{item.at:%H:%M}"): item.value for item in items if isinstance(item, Measure) and item.kind == kind}


def test_what_was_eaten_at_one_time_is_one_meal_and_a_bite_after_midnight_belongs_to_the_evening(eaten) -> None:
    items = eaten(CRONOMETER)
    assert values(items, "energy_kcal") == {(2, "07:05"): 382.0, (2, "22:40"): 125.0, (2, "23:30"): 160.0}
    assert values(items, "alcohol_g") == {(2, "07:05"): 0.0, (2, "22:40"): 14.0, (2, "23:30"): 0.0}
    assert values(items, "caffeine_mg")[2, "07:05"] == 95.0
    assert values(items, "carbohydrate_g")[2, "07:05"] == 60.0, "net carbohydrates are another thing"
    assert all(item.known_at == item.at for item in items)


def test_rows_without_a_time_add_up_to_the_days_total_known_when_the_day_is_over(eaten) -> None:
    items = eaten(MYFITNESSPAL)
    assert values(items, "energy_kcal") == {(2, None): 1050.0}
    assert values(items, "fibre_g") == {(2, None): 14.0}
    assert {item.known_at for item in items} == {datetime(2026, 3, 2, 22, 59, tzinfo=UTC)}
    assert values(items, "alcohol_g") == {}, "nobody asked: that is no zero"


def test_dates_with_slashes_are_month_first_and_deleted_rows_are_none(eaten) -> None:
    assert values(eaten(LOSE_IT), "energy_kcal") == {(2, None): 140.0}


@pytest.mark.parametrize(
    ("header", "cell", "kind", "value"),
    [
        ("Energy (kJ)", "2092", "energy_kcal", 500.0),
        ("Water (L)", "0.5", "water_ml", 500.0),
        ("Sodium (g)", "1.2", "sodium_mg", 1200.0),
        ("Protein", "7,5", "protein_g", 7.5),
    ],
)
def test_units_in_headers_are_turned_into_the_nutrients_own(eaten, header, cell, kind, value) -> None:
    base = "" if "Energy" in header else ";Energy (kcal)"
    text = f"Date;Fat (g){base};{header}\n2026-03-02;5{';100' if base else ''};{cell}\n"
    assert values(eaten(text), kind) == {(2, None): pytest.approx(value)}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-03-02,25:10,X,100,0,0,0,1,1,1,1,1", "not a time of day"),
        ("2026-03-02,13:10 PM,X,100,0,0,0,1,1,1,1,1", "not a time of day"),
        ("2026-02-30,12:00,X,100,0,0,0,1,1,1,1,1", "not a date"),
        ("2026-03-02,12:00,X,-5,0,0,0,1,1,1,1,1", "not within what a day can hold"),
        ("2026-03-02,12:00,X,100,0,0,0,1,1,1,much,1", "not a number"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_the_good_ones_stand(eaten, row, reason) -> None:
    items = eaten(CRONOMETER + row + "\n")
    bad = [item for item in items if isinstance(item, RejectedRow)]
    assert [(item.line, reason in item.reason) for item in bad] == [(6, True)]
    assert len(values(items, "energy_kcal")) == 3


def test_files_of_other_sources_are_no_meals_and_an_unknown_zone_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "steps.csv"
    other.write_text("Date,Steps,Calories\n2026-03-02,5,2000\n", encoding="utf-8")
    assert not any(source.recognises(other) for source in SOURCES)
    food = tmp_path / "food.csv"
    food.write_text(MYFITNESSPAL, encoding="utf-8")
    with pytest.raises(BadInput, match="home_zone"):
        list(Meals().read(food, options={"home_zone": "Mars/Base"}))


def test_the_meals_of_a_file_reach_the_nutrition_features(eaten, tmp_path: Path) -> None:
    store, as_of = Store(tmp_path / "morrow.duckdb"), datetime(2026, 3, 2, 23, 45, tzinfo=UTC)
    slept = [
        replace(fact, utc_offset_minutes=60)
        for fact in generate("me", 6, date(2026, 2, 20), date(2026, 3, 2)).facts()
        if isinstance(fact, Night)
    ]
    store.add([*slept, *(item for item in eaten(CRONOMETER) if isinstance(item, Measure))], recorded_at=as_of)
    table = feature_table(store.snapshot("me", as_of), date(2026, 3, 3), as_of=as_of)
    last = dict(zip(table.names, table.values[-1].tolist(), strict=True))
    assert last["intake_energy"] == pytest.approx(667.0)
    assert last["intake_alcohol"] == pytest.approx(14.0)
    assert last["last_meal_time"] == pytest.approx(24.5), "half past midnight of the evening's day"


def test_every_nutrient_has_a_bound() -> None:
    assert set(MOST) == set(NUTRIENTS)
