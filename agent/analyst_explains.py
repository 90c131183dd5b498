"""The offline analyst's sentences about parts of a forecast and about suppositions; every numeral is copied from a result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.analyst_reading import Json, Reading, listed, number, pair, part, rows, shown, with_unit, word
from core.targets import PRIMARY, TARGETS

MOST_PARTS = 3
NOT_UNDERSTOOD = (
    "Tell me one thing to suppose: a bedtime (an hour earlier), the hours you slept, the strain of a workout to come, "
    "or alcohol, a late meal, caffeine, hard training or feeling ill this evening."
)
NIGHT_NOT_KNOWN = "Only last night's sleep can be supposed otherwise, and nothing is known of it."
_LAST_NIGHT = ("bedtime_shift_minutes", "sleep_minutes")


def parts(reading: Reading) -> str:
    """What the forecast's departure from the own mean is made of, and whether it lies out of the usual range."""
    told = reading.of("explain_forecast")
    target, median, mean = word(told, "target"), number(told, "median"), number(told, "personal_mean")
    if target not in TARGETS or median is None or mean is None:
        return ""
    said = f"The models' {_fine(median, target)} for {TARGETS[target].label} departs from your own mean of {_fine(mean, target)}"
    sides = [_moved(rows(told, "contributions"), target, words, sign) for words, sign in (("what raises it", 1), ("what lowers it", -1))]
    moved = "; ".join(side for side in sides if side)
    said += f": {moved}. That is {word(told, 'reading')}." if moved else " by no single input."
    normal = pair(told, "normal_range")
    if told.get("out_of_range") is True and normal is not None:
        said += f" It lies outside your normal range of {shown(normal[0], target)} to {with_unit(normal[1], target)}."
    return said


def _moved(found: Sequence[Json], target: str, words: str, sign: int) -> str:
    """The largest inputs on one side."""
    adds = [(number(row, "adds") or 0.0, word(row, "label")) for row in found]
    told = [f"{label} by {_fine(value, target)}" for value, label in adds if value * sign > 0][:MOST_PARTS]
    return f"{words} is {listed(told)}" if told else ""


def supposed(reading: Reading) -> str:
    """What would be under the changes, with its range, its grounds, and what nothing is known of."""
    told = reading.of("what_if")
    changes = {word(row, "name"): word(row, "words") for row in rows(told, "supposed")}
    if not changes:
        return ""
    targets = {name: part(told, "targets", name) for name in PRIMARY if part(told, "targets", name)}
    numbers = [_difference(name, one) for name, one in targets.items() if number(one, "difference") is not None]
    said = []
    if numbers:
        said.append(
            f"Supposing {listed(list(changes.values()))}, the models would expect {'; '.join(numbers)}. That is {word(told, 'reading')}."
        )
    said += [sentence for name, words in changes.items() for sentence in _grounds(name, words, targets)]
    if of_last_night(changes):
        said.append("Only last night's sleep can be supposed, for no model knows the one to come.")
    if any(one.get("bounded") is True for one in targets.values()):
        said.append("The effect is bounded, since too few such evenings of yours are known.")
    return " ".join(said)


def of_last_night(changes: Iterable[str]) -> bool:
    """True where a change is one of last night's sleep."""
    return any(name in _LAST_NIGHT for name in changes)


def _difference(target: str, told: Json) -> str:
    label, median, before = TARGETS[target].label, number(told, "supposed", "median"), number(told, "as_it_is", "median")
    change, ends = number(told, "difference") or 0.0, pair(told, "difference_80") or (0.0, 0.0)
    side = "higher" if change > 0 else "lower"
    by = f"{_fine(change, target)} {side}" if change else "much the same"
    return (
        f"{label} near {with_unit(median or 0.0, target)} instead of {shown(before or 0.0, target)} ({by}, likely {_between(ends, target)})"
    )


def _between(ends: tuple[float, float], target: str) -> str:
    low, high = (f"{abs(end):.{TARGETS[target].decimals + 1}f}" for end in ends)
    if ends[0] >= 0:
        return f"{low} to {high} higher"
    return f"{high} to {low} lower" if ends[1] <= 0 else f"from {low} lower to {high} higher"


def _grounds(change: str, words: str, targets: dict[str, Json]) -> list[str]:
    """What a change rests on, and of which targets nothing is known."""
    found = {name: row for name, told in targets.items() for row in rows(told, "grounds") if word(row, "name") == change}
    unknown = [TARGETS[name].label for name, row in found.items() if row.get("known") == "unknown"]
    said = [f"No model here has learned anything from {words} for {listed(unknown)}, so there is no number for that."] if unknown else []
    if found and all(row.get("known") == "as_it_is" for row in found.values()):
        return [f"The forecast supposes {words} already."]
    learned = [row for row in found.values() if row.get("known") == "learned"]
    counted = next((count for row in learned if (count := number(row, "confirmed_events"))), None)
    if counted:
        said.append(f"Of {words}, that is learned from {int(counted)} {'evening' if counted == 1 else 'evenings'} of your own.")
    elif learned:
        said.append(f"Of {words}, that is what the trained models have learned.")
    elif any(row.get("known") == "others" for row in found.values()):
        said.append(f"Of {words}, that is what other people's nights suggest, none of your own yet.")
    return said


def _fine(value: float, target: str) -> str:
    """The amount with one digit more than it is usually shown with, for parts are small; with its unit."""
    unit = TARGETS[target].unit
    amount = f"{abs(value):.{TARGETS[target].decimals + 1}f}"
    return f"{amount}{unit}" if unit == "%" else f"{amount} {unit}"
