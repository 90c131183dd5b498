"""Why a forecast is what it is, for people and as JSON: parts as bars around the own mean, models, and what matters most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.card_targets import label_of, number
from app.paragraphs import section
from app.words import day_words
from core.targets import Target
from forecasting.input_words import unit_of, words_of
from forecasting.member_terms import NIGHTS
from forecasting.what_if import ASSOCIATION

if TYPE_CHECKING:
    from app.explanations import Explained
    from forecasting.explanation import Explanation, Term
    from forecasting.models import TargetForecast
    from forecasting.ranking import Ranked

MOST_PARTS, MOST_MODELS, MOST_RANKED = 7, 4, 4
LEAST = 0.005
"""Weights and shares that would be shown as 0%."""
BAR_CELLS = 10
"""On each side of the own mean."""
LEFT, RIGHT, MIDDLE = "◀", "▶", "│"
WIDE = 84
"""Columns from which bars have room."""


def explain_card(found: Explained, width: int) -> Iterator[RenderableType]:
    """The parts of the card, in the order in which they are printed."""
    yield Text()
    yield Padding(Text(f"Morrow · why the night to {day_words(found.night)} is forecast so", style="bold"), (0, 1))
    yield Padding(Text(f"What each input adds to your own mean, by the models alone: {ASSOCIATION}", style="dim"), (0, 1))
    for explanation, ranking in found.targets.values():
        yield Text()
        yield from _target(explanation, ranking, width)
    yield from section("No forecast", (f"{label_of(name)}: {reason}" for name, reason in found.abstained.items()))
    yield Text()


def _target(found: Explanation, ranking: Sequence[Ranked], width: int) -> Iterator[RenderableType]:
    yield Padding(_head(found.forecast), (0, 1))
    yield Padding(_parts(found, width), (0, 2))
    models = [
        f"{one.name} {number(found.target.name, one.median)} ({one.weight:.0%})"
        for one in found.members[:MOST_MODELS]
        if one.weight >= LEAST
    ]
    yield Padding(Text(f"models by weight: {', '.join(models)}", style="dim"), (0, 3))
    leading = [f"{words_of(one.name, found.target)} {one.share:.0%}" for one in ranking[:MOST_RANKED] if one.share >= LEAST]
    yield Padding(Text(f"what moves it most, over {NIGHTS} nights: {', '.join(leading)}", style="dim"), (0, 3))


def _head(forecast: TargetForecast) -> Text:
    """The median beside the own mean, flagged where it is out of the usual range."""
    name = forecast.target.name
    low, high = (number(name, end) for end in forecast.normal_range)
    text = Text.assemble((label_of(name), "bold"), f" {number(name, forecast.median)} {forecast.target.unit}")
    text.append(f" · your mean {number(name, forecast.personal_mean)}")
    if not forecast.out_of_range:
        return text.append(f" · within your usual {low} – {high}", style="dim")
    side = "below" if forecast.median < forecast.normal_range[0] else "above"
    return text.append(f" · ⚑ out of range: {side} your usual {low} – {high}", style="bold yellow")


def _parts(found: Explanation, width: int) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=False, show_header=False)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    if width >= WIDE:
        table.add_column(no_wrap=True)
    told = found.told
    shown = [term for term in told[:MOST_PARTS] if shown_part(found.target, term.in_unit).strip("+−0.")]
    largest = max((abs(term.in_unit) for term in shown), default=1.0)
    rows = [(_words(found.target, term), term.in_unit) for term in shown]
    rest = found.departure - sum(term.in_unit for term in shown)
    for words, part in [*rows, (Text("everything else", style="dim"), rest)]:
        cells = [words, Text(shown_part(found.target, part)), Text(part_bar(part / largest, BAR_CELLS), style="cyan")]
        table.add_row(*(cells if width >= WIDE else cells[:2]))
    return table


def _words(target: Target, term: Term) -> Text:
    """The input in words, with its value and what is usual."""
    text = Text(words_of(term.name, target))
    if term.known is not None and term.known.value is not None:
        usual = "" if term.known.usual is None else f", usually {term.known.usual:.3g}"
        text.append(f" · {term.known.value:.3g} {unit_of(term.name)}{usual}", style="dim")
    return text


def shown_part(target: Target, part: float) -> str:
    """A part in the target's unit, signed, with one digit more than the target is shown with."""
    said = f"{part:+.{target.decimals + 1}f}"
    return said.replace("-", "−") if said.strip("+-0.") else f"{0:.{target.decimals + 1}f}"


def part_bar(share: float, cells: int) -> str:
    """A bar from the middle to the side that the part moves the forecast to; `share` is of the largest part, −1 … 1."""
    length = min(cells, round(abs(share) * cells))
    bar = "" if not length else "━" * (length - 1) + RIGHT if share > 0 else LEFT + "━" * (length - 1)
    return f"{bar if share < 0 else '':>{cells}}{MIDDLE}{bar if share > 0 else '':<{cells}}"


def explain_json(found: Explained) -> dict[str, object]:
    """As `morrow explain --json` prints it."""
    told = {name: _target_json(explanation, ranking) for name, (explanation, ranking) in found.targets.items()}
    return {
        "person_id": found.person_id,
        "night": found.night.isoformat(),
        "as_of": found.as_of.isoformat(),
        "reading": ASSOCIATION,
        "targets": {**told, **{name: {"abstained": reason} for name, reason in found.abstained.items()}},
    }


def _target_json(found: Explanation, ranking: Sequence[Ranked]) -> dict[str, object]:
    forecast = found.forecast
    members = [
        {
            "name": one.name,
            "version": one.version,
            "weight": one.weight,
            "median": one.median,
            "terms": _terms_json(found.target, one.terms),
        }
        for one in found.members
    ]
    return {
        "median": forecast.median,
        "personal_mean": forecast.personal_mean,
        "departure": found.departure,
        "normal_range": list(forecast.normal_range),
        "percentile": forecast.percentile,
        "out_of_range": forecast.out_of_range,
        "terms": _terms_json(found.target, found.terms),
        "members": members,
        "ranking": [{"name": one.name, "in_unit": one.in_unit, "share": one.share} for one in ranking],
    }


def _terms_json(target: Target, terms: Sequence[Term]) -> list[dict[str, object]]:
    return [
        {
            "name": term.name,
            "words": words_of(term.name, target),
            "in_unit": term.in_unit,
            "on_modelling_scale": term.share,
            "value": term.known.value if term.known else None,
            "usual": term.known.usual if term.known else None,
            "unit": unit_of(term.name),
        }
        for term in terms
    ]
