"""The raw signal of a sleep, a point a minute: invented around the resting heart rate, the same at every call."""

from __future__ import annotations

import math
import random
from collections.abc import Collection
from datetime import datetime, timedelta

from ingestion.whoop_simulator.objects import Json, stamp

TYPES = ("hr", "skin_temp", "board_temp", "battery_temp", "sleep_classification", "charging_status")
"""Kinds of signal that can be asked for."""
_FIELDS = {"sleep_classification": "is_sleeping", "charging_status": "is_charging"}


def stream_of(sleep: Json, resting_hr: float, types: Collection[str]) -> Json:
    """The signal of a sleep as WHOOP answers it, with the kinds that were asked for."""
    start, end = (datetime.fromisoformat(str(sleep[name])) for name in ("start", "end"))
    rng = random.Random(f"{sleep['id']}|stream")  # noqa: S311  # simulated, not secret
    minutes = (end - start) // timedelta(minutes=1)
    points = [_point(stamp(start + timedelta(minutes=minute)), minute / minutes, resting_hr, rng, types) for minute in range(minutes)]
    return {"stream": points, "algorithm_version": "simulated-1"}


def _point(at: str, share: float, resting_hr: float, rng: random.Random, types: Collection[str]) -> Json:
    """Heart rate falls and rises again over the night, the skin warms up."""
    warm = 33.0 + math.sin(math.pi * share) + rng.gauss(0.0, 0.05)
    values = {
        "hr": round(resting_hr + 6 - 5 * math.sin(math.pi * share) + rng.gauss(0.0, 1.5)),
        "skin_temp": round(warm, 2),
        "board_temp": round(warm + 0.8, 2),
        "battery_temp": round(warm + 0.4, 2),
        "sleep_classification": rng.random() > 0.07,
        "charging_status": False,
    }
    return {"timestamp": at, **{_FIELDS.get(name, name): value for name, value in values.items() if name in types}}
