"""The benchmark as a page of Markdown: what had to be shown, how it was measured, every number, and what they do not say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.targets import TARGETS
from evals.attainable import Attained
from evals.benchmark import Benchmark, Made, Real, Synthetic
from evals.benchmark_verdicts import GOALS, OUTCOMES, share_words, skill_words
from evals.optimum import OPTIMA
from forecasting.bootstrap import DRAWS, Skill
from forecasting.catalog import BASELINES, FORECASTERS, RIVALS
from forecasting.crossfit import FOLDS, MIN_LEARNERS_PEOPLE
from forecasting.ensemble import COMBINATION
from forecasting.mixtures import EQUAL_WEIGHTS, STACK
from forecasting.models import MIN_USABLE
from forecasting.summary import ForecasterReport, TargetReport
from forecasting.yardsticks import DECILE_NIGHTS

REFERENCES: tuple[str, ...] = (*BASELINES, *RIVALS)
"""Whom everybody is held against, in the order of columns."""
CHANCE = (
    "*As by chance* is the 5% quantile of what a perfectly calibrated forecaster would show on the same counts of nights, simulated. "
    "Intervals of skills are 95%, over people."
)
_MEASURED = f"""\
- **Strictly one step ahead.** Each night is forecast from what was known at 21:00 local on the evening before. The LifeSnaps file has no
  clock times: its nights count as known at 08:00 and its days at 23:59, so a day's totals, which may reach into the night, serve no
  forecast of that night. A night counts once {MIN_USABLE} usable ones of the person stand before it, so the cold start is included.
- **Never on oneself.** People are dealt into {FOLDS} folds. Priors, trained forecasters and the weights of the combination that judge a
  person come from the other folds, and a trained forecaster earns its weight on people that it did not see. Trained forecasters need
  {MIN_LEARNERS_PEOPLE} people with enough nights. Rivals know one person's own nights only: before they can be
  fitted, automatic ones say the shrunk personal mean, and own_trees says nothing.
- **CRPS** is twice the mean pinball loss over the 19 levels 0.05 … 0.95, **MAE** is of the medians; both in the target's unit, averaged
  within a person and then over people. HRV is modelled on the log scale and scored in ms. Who forecasts fewer nights stands last, with
  their number.
- **Skill** is 1 − score / score of the reference, on the same nights. In brackets its 95% interval, in points: {DRAWS:,} bootstrap draws
  of whole people. Intervals are not corrected for looking at many.
- **Coverage** of 80% intervals over all nights; **worst tenth**: mean over the tenth of people (of {DECILE_NIGHTS} nights or more) who
  are covered least. In brackets what a perfectly calibrated forecaster would fall below in one of twenty benchmarks with these counts of
  nights. **Width** of 80% intervals, mean over people, and of the tenth of people whose are widest.
- **CPU s** per forecast, of a night forecast in a whole path; training is not in it. The combination's is that of all its members and of
  combining them. Mixtures are not timed by themselves.
- **Share of attainable skill**: (CRPS of a reference − CRPS of the forecaster) / (CRPS of the reference − CRPS of the optimum); 1 for the
  best that could be said. Three optima: *told* every event, *tonight untold* all but the coming night's, *never told* by numbers alone.
  All know the person from the first night. Trained forecasters leave the evening's journal to the evidence that the agent weighs, so
  *told* is not within their reach."""
_SILENT = """\
- LifeSnaps is one study with one device, of some dozens of adults over four months; a WHOOP strap measures otherwise. Its `resting_hr` is
  smoothed by the vendor, so what is gained on it says little of an unsmoothed one.
- Forecasters were chosen and tuned while looking at these same people: numbers on people whom nobody looked at may be lower.
- Goals stem from another selection of the same study (EVALUATION §7), with other nights and other best rules in hindsight.
- Simulated people follow this project's own laws. A share of what is attainable among them is no promise for real people.
- Nothing here is about the agent, the journal as evidence, or a language model: `morrow evals replay` and `morrow score` tell of those.
- A skill is an average over nights and people. It does not say that tomorrow is well foreseen: most of a night's variation stays
  unexplained."""


def to_markdown(found: Benchmark) -> str:
    """The page."""
    parts = [
        "# Benchmark",
        "Written by `morrow benchmark`; a hand changes no number here.",
        _made(found.made),
        "## What had to be shown",
        _verdicts(found),
        _alarm(found),
        "## How it was measured",
        _MEASURED,
        *(_real(found.real) if found.real else ()),
        *(_synthetic(found.synthetic) if found.synthetic else ()),
        "## What the numbers do not say",
        _SILENT,
    ]
    return "\n\n".join(parts) + "\n"


def _made(made: Made) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in made.versions.items())
    lines = [f"- {made.on.isoformat()}, `{made.command}`", f"- {versions}; {made.cores} cores"]
    if made.left_out:
        lines.append(f"- **Not a whole run.** Left out: {', '.join(made.left_out)}.")
    return "\n".join(lines)


def _verdicts(found: Benchmark) -> str:
    rows = [(one.of, one.what, one.wanted, one.found, f"**{one.outcome}**") for one in found.verdicts]
    meanings = "; ".join(f"*{name}*: {meaning}" for name, meaning in OUTCOMES.items())
    return table(("Of", "What the combination has to show", "Wanted", "Found", "Verdict"), rows, words=5) + f"\n\n{CHANCE} {meanings}."


def _alarm(found: Benchmark) -> str:
    if not found.leaks:
        return "Leak alarm: none."
    return "**Leak alarm.** These results are beyond what is honest (EVALUATION §5) until they are explained:\n\n" + "\n".join(
        f"- {one}" for one in found.leaks
    )


def _real(real: Real) -> Iterator[str]:
    yield f"## Real people: `{real.file}`"
    yield f"{real.cpu_seconds:,.0f} CPU seconds in all, training included."
    rules = {goal.target: goal.rule for goal in GOALS}
    for name, report in real.report.targets.items():
        yield from _target(name, report, rules.get(name, BASELINES[0]))


def _synthetic(part: Synthetic) -> Iterator[str]:
    yield f"## Simulated people: {part.people} of {part.nights} nights, seed {part.seed}"
    yield f"{part.cpu_seconds:,.0f} CPU seconds in all, training and the search for the optima included."
    for name, report in part.report.targets.items():
        attained = part.attained[name]
        yield from _target(name, report, attained.best_rule)
        yield _shares(attained)
        yield _every_share(attained, [one for one, theirs in report.forecasters.items() if theirs.nights == report.nights])


def _target(name: str, report: TargetReport, rule: str) -> Iterator[str]:
    target = TARGETS[name]
    yield f"### {target.label[0].upper()}{target.label[1:]}, {target.unit}"
    populations = "; ".join(f"{people} people: {name}" for name, people in report.priors.items())
    yield f"{report.nights:,} nights of {report.people} people. Populations: {populations}."
    ranked = dict(sorted(report.forecasters.items(), key=lambda item: (item[1].nights < report.nights, item[1].crps)))
    yield _scores(ranked, report, rule)
    yield _against(ranked)


def _scores(ranked: Mapping[str, ForecasterReport], report: TargetReport, rule: str) -> str:
    header = ("Forecaster", "What", "CRPS", "MAE", f"Skill (CRPS) over {rule}", "Covers", "Worst tenth", "Width", "Widest tenth", "CPU s")
    return table(header, [_scored(name, one, report, rule) for name, one in ranked.items()], words=2)


def _scored(name: str, one: ForecasterReport, report: TargetReport, rule: str) -> tuple[str, ...]:
    some = "" if one.nights == report.nights else f" ({one.nights:,} nights)"
    skill = one.skill_crps.get(rule)
    return (
        _named(name) + some,
        role_of(name),
        f"{one.crps:.4f}",
        f"{one.mae:.4f}",
        skill_words(skill) if skill and name != rule else "–",
        share_words(one.coverage_80),
        f"{share_words(one.coverage_80_worst_decile)} ({share_words(one.worst_decile_by_chance)})",
        f"{one.width_80:.2f}",
        "–" if math.isnan(one.width_80_worst_decile) else f"{one.width_80_worst_decile:.2f}",
        f"{one.cpu_seconds / one.nights:.6f}" if one.cpu_seconds else "–",
    )


def _against(ranked: Mapping[str, ForecasterReport]) -> str:
    """Skills over every reference: in CRPS of everybody, and in MAE of the combination."""
    references = [name for name in REFERENCES if name in ranked]
    rows = [(_named(name), "CRPS", *_skills(name, one.skill_crps, references)) for name, one in ranked.items()]
    if COMBINATION in ranked:
        rows.insert(0, (_named(COMBINATION), "MAE", *_skills(COMBINATION, ranked[COMBINATION].skill_mae, references)))
    return table(("Skill of", "in", *(f"over {name}" for name in references)), rows, words=2)


def _skills(name: str, skills: Mapping[str, Skill], references: Sequence[str]) -> tuple[str, ...]:
    return tuple(skill_words(skills[reference]) if reference in skills and reference != name else "–" for reference in references)


def _shares(attained: Attained) -> str:
    rows = [(rule, f"{attained.rules[rule]:.4f}", *(_share(attained.shares[told][rule]) for told in OPTIMA)) for rule in BASELINES]
    rows.append(("CRPS of the optimum", "", *(f"{attained.optima[told]:.4f}" for told in OPTIMA)))
    return table((f"Share of attainable skill of {attained.ours}, over", "CRPS", *(_optimum(told) for told in OPTIMA)), rows)


def _every_share(attained: Attained, awake: Sequence[str]) -> str:
    """Shares of those who forecast every night: of fewer nights the optimum is another."""
    ranked = sorted(awake, key=lambda name: -(attained.all_shares[name]["told"] or 0.0))
    rows = [(_named(name), *(_share(attained.all_shares[name][told]) for told in OPTIMA)) for name in ranked]
    return table(
        (f"Share of attainable skill over {attained.best_rule} (best rule in hindsight), of", *(_optimum(told) for told in OPTIMA)), rows
    )


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.2f}".replace("-", "−")


def _optimum(told: str) -> str:
    return told.replace("_", " ")


def _named(name: str) -> str:
    return f"**{name}**" if name == COMBINATION else name


def role_of(name: str) -> str:
    """What a forecaster is to the combination."""
    if name == COMBINATION:
        return "ours"
    if name in (EQUAL_WEIGHTS, STACK):
        return "mixture"
    if name in RIVALS:
        return "rival"
    return "rule" if name in FORECASTERS else "trained"


def table(header: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """A Markdown table; the first columns hold `words`, the others numbers, set to the right."""
    rule = ["---"] * words + ["---:"] * (len(header) - words)
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in (header, rule, *rows))
