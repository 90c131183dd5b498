"""What evenings do to nights, for people: a sentence per target, and the nights that it was learned from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.card_targets import number
from app.plain import plain
from core.targets import TARGETS

if TYPE_CHECKING:
    from intelligence.effects_view import EffectsView, EveningTold, KindEffects, Shift, TargetEffect

SHORT = {"hrv_rmssd_ms": "HRV", "resting_hr_bpm": "resting heart rate", "resp_rate_brpm": "breathing rate"}
HEADS = {"hrv_rmssd_ms": "HRV", "resting_hr_bpm": "resting HR", "resp_rate_brpm": "breathing"}
IN_PERCENT = frozenset({"hrv_rmssd_ms"})
"""Targets whose shift people know in percent; the others in their unit."""
GOES_WITH_DOSE = 0.8
"""Slope from which it is said that the effect goes with the amount: even odds are 0.5."""
LEAST_PRIOR = 0.005
"""Of σ: less is nothing that was thought."""
ASSOCIATION = "Association, not cause: what your nights were beyond what the models expected. Ranges hold the effect with 80%."
MOST_QUOTE = 60


def effects_card(view: EffectsView) -> Iterator[RenderableType]:
    """The parts of the card, in order."""
    yield Text()
    yield Padding(Text("Morrow · what your evenings do to your nights", style="bold"), (0, 1))
    yield Padding(Text(ASSOCIATION, style="dim"), (0, 1))
    if not view.kinds:
        yield Padding(
            Text("Nothing was told yet of which an effect could be known. Tell of an evening: morrow journal add --text …"), (1, 1)
        )
    for kind in view.kinds:
        yield from _kind(kind, view.confirmed_from)
    yield Text()


def _kind(kind: KindEffects, confirmed_from: int) -> Iterator[RenderableType]:
    yield Text()
    yield Padding(Text.assemble((_capitalised(kind.label), "bold"), (f" · {_evenings(kind.told)} told", "dim")), (0, 1))
    for name, effect in kind.targets.items():
        if effect.standing != "unknown":
            words = Text(sentence(kind.label, name, effect), style="" if effect.standing == "learned" else "dim")
            yield Padding(words.append(_before(name, effect), style="dim"), (0, 3))
    few = [effect.confirmed for effect in kind.targets.values() if effect.confirmed < confirmed_from]
    if kind.told and few:
        yield Padding(Text(f"until {confirmed_from} evenings are scored it moves a forecast only a little", style="dim"), (0, 3))
    if any(effect.confirmed and effect.dose_slope >= GOES_WITH_DOSE for effect in kind.targets.values()):
        yield Padding(Text("it goes with the amount: said here of a usual one", style="dim"), (0, 3))
    if kind.evenings:
        yield Padding(_nights(kind), (0, 3))


def sentence(label: str, name: str, effect: TargetEffect) -> str:
    """One target in plain words, like: Alcohol lowers your HRV by 9% (−14 to −3), from 11 evenings."""
    whole = _capitalised(label)
    about = f"your {SHORT.get(name, TARGETS[name].label)}"
    if effect.standing == "others":
        return f"{whole}: none of your nights shows it yet; others' suggest {_signed(name, effect)} on {about} ({_range(name, effect)})"
    evenings = f"from {_evenings(effect.confirmed)}"
    if effect.standing == "open":
        return f"{whole} shows no clear effect on {about}: {_signed(name, effect)} ({_range(name, effect)}), {evenings}"
    verb = "lowers" if effect.sigma.mean < 0 else "raises"
    return f"{whole} {verb} {about} by {_size(name, effect)} ({_range(name, effect)}), {evenings}"


def _before(name: str, effect: TargetEffect) -> str:
    """What was thought before any night of theirs was known, where something was."""
    if effect.standing == "others" or abs(effect.prior_sigma.mean) < LEAST_PRIOR:
        return ""
    digits, unit = _digits(name, effect)
    prior = effect.prior_percent if name in IN_PERCENT else effect.prior_in_unit
    return f"; others' nights suggest {_with_sign(prior.mean, digits)}{unit}"


def _digits(name: str, effect: TargetEffect) -> tuple[int, str]:
    return (0, "%") if name in IN_PERCENT else (TARGETS[name].decimals + 1, f" {effect.unit}")


def _shown(name: str, effect: TargetEffect) -> tuple[Shift, int, str]:
    """The shift as people know it, its digits and its unit."""
    return effect.percent if name in IN_PERCENT else effect.in_unit, *_digits(name, effect)


def _size(name: str, effect: TargetEffect) -> str:
    shift, digits, unit = _shown(name, effect)
    return f"{abs(shift.mean):.{digits}f}{unit}"


def _signed(name: str, effect: TargetEffect) -> str:
    shift, digits, unit = _shown(name, effect)
    return f"{_with_sign(shift.mean, digits)}{unit}"


def _range(name: str, effect: TargetEffect) -> str:
    shift, digits, _ = _shown(name, effect)
    return f"{_with_sign(shift.low, digits)} to {_with_sign(shift.high, digits)}"


def _with_sign(value: float, digits: int) -> str:
    text = f"{value:+.{digits}f}"
    return text.replace("-", "−") if text.strip("+-0.") else f"{0:.{digits}f}"


def _nights(kind: KindEffects) -> Table:
    """The last evenings and what came; in brackets how far off the models' expectation, in standard deviations."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("the last evenings", no_wrap=True)
    for name in kind.targets:
        table.add_column(HEADS.get(name, name), justify="right", no_wrap=True)
    table.add_column("", style="dim")
    for evening in kind.evenings:
        cells = (_day(evening.day), *(_came(evening, name) for name in kind.targets), _told(evening))
        table.add_row(*(Text(cell) for cell in cells))  # never read as markup: quotes are the person's
    return table


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _came(evening: EveningTold, name: str) -> str:
    after = evening.nights[name]
    if after.value is None:
        return "–"
    surprise = "" if after.surprise_sigma is None else f" ({_with_sign(after.surprise_sigma, 1)}σ)"
    return f"{number(name, after.value)}{surprise}"


def _told(evening: EveningTold) -> str:
    amount = "" if evening.amount is None else f"{evening.amount:g} {plain(evening.unit or '', 20)}".strip()
    quote = f"“{plain(evening.quote, MOST_QUOTE)}”" if evening.quote else ""
    return " · ".join(part for part in (amount, quote) if part)


def _evenings(count: int) -> str:
    return f"{count} evening" if count == 1 else f"{count} evenings"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
