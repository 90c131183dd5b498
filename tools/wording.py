"""How free text and numbers leave a tool: text as one short line, numbers with no more digits than they deserve."""

from __future__ import annotations

from core.targets import TARGETS

MAX_TEXT = 300


def line(text: str | None, limit: int = MAX_TEXT) -> str | None:
    """The text on one line, without control characters, cut to `limit`; None stays None. It is data, whatever it says."""
    if text is None:
        return None
    printable = "".join(character if character.isprintable() else " " for character in text)
    words = " ".join(printable.split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def rounded(value: float, target: str) -> float:
    """A value of a target with at most one digit more than it is shown with."""
    return round(float(value), TARGETS[target].decimals + 1)


def rounded_z(value: float, digits: int = 1) -> float:
    """A value in standard deviations; never minus zero, which reads as a direction."""
    return round(float(value), digits) + 0.0


def significant(value: float | None, digits: int = 3) -> float | None:
    """A value of any unit with so many significant digits; None stays None."""
    return None if value is None else float(f"{value:.{digits}g}") + 0.0


def rounded_pair(values: tuple[float, float], target: str) -> list[float]:
    """An interval of a target, rounded the same way."""
    return [rounded(values[0], target), rounded(values[1], target)]
