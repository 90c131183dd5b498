"""The catalog of nutrients: the kinds of `Measure` that tell of meals, each in the unit that ends its name.

One measure per meal and nutrient, on the waking day of the meal and with `at`, the time of the meal; one per day without `at` where only
a day's total is known. Whoever knows that there was none writes 0: what is not written is not known.
"""

from __future__ import annotations

ENERGY, PROTEIN, CARBOHYDRATE, FAT = "energy_kcal", "protein_g", "carbohydrate_g", "fat_g"
FIBRE, SUGAR, SODIUM, WATER = "fibre_g", "sugar_g", "sodium_mg", "water_ml"
ALCOHOL, CAFFEINE = "alcohol_g", "caffeine_mg"
NUTRIENTS = (ENERGY, PROTEIN, CARBOHYDRATE, FAT, FIBRE, SUGAR, SODIUM, WATER, ALCOHOL, CAFFEINE)
"""All of them; energy measures with `at` are the meals."""
MOST = {
    ENERGY: 20_000.0,
    PROTEIN: 2_000.0,
    CARBOHYDRATE: 3_000.0,
    FAT: 2_000.0,
    FIBRE: 500.0,
    SUGAR: 3_000.0,
    SODIUM: 100_000.0,
    WATER: 30_000.0,
    ALCOHOL: 1_000.0,
    CAFFEINE: 10_000.0,
}
"""More than this nobody takes in a day: a value beyond it is a slip of unit or finger."""


def unit_of(kind: str) -> str:
    """The unit of a nutrient, which ends its name."""
    return kind.rsplit("_", 1)[1]
