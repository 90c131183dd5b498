"""What the benchmark has to show, held against what it found: goals of skill, calibration, rivals, and the alarm for leaks.

Every verdict is computed from a report; none is written by hand. What was not measured is said to be so, never passed over.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from core.snapshot import Panel
from core.targets import TARGETS
from evals.attainable import Attained
from forecasting.bootstrap import Skill
from forecasting.ensemble import COMBINATION
from forecasting.leak_alarm import ENOUGH_NIGHTS, Achieved, leak_alarm
from forecasting.series import kind_of, usable_value
from forecasting.summary import BacktestReport, ForecasterReport

Outcome = Literal["reached", "tie", "unsure", "missed", "not measured"]
OUTCOMES: Mapping[Outcome, str] = {
    "reached": "the point is at or beyond what is wanted and, for a skill, its whole interval is above zero",
    "tie": "within 1% of what is wanted: differences under that are ties (EVALUATION)",
    "unsure": "the point is there, but its interval holds zero",
    "missed": "neither",
    "not measured": "the run left it out, or had too few nights to tell",
}
TIE = 0.01
"""Skill below which two forecasters are alike (EVALUATION, first paragraph)."""


@dataclass(frozen=True)
class Goal:
    """A skill that the combination must have over the best naive rule of a target."""

    target: str
    rule: str
    skill: float


GOALS: tuple[Goal, ...] = (
    Goal("hrv_rmssd_ms", "mean_30", 0.046),
    Goal("nightly_hr_bpm", "mean_7", 0.078),
    Goal("resp_rate_brpm", "personal_mean", 0.025),
    Goal("resting_hr_bpm", "persistence", 0.020),
)
"""What careful work reached on LifeSnaps over the rule that was best in hindsight, in MAE (EVALUATION §7)."""
AUTOMATIC: tuple[str, ...] = ("auto_ets", "auto_arima", "auto_theta")
"""Who must stand behind the combination on every target."""
COVERAGE = (0.78, 0.82)
"""Where the pooled coverage of 80% intervals must lie."""
BEYOND = 0.01
"""How much smaller than the truth's own CRPS a CRPS may be by luck, on `ENOUGH_NIGHTS` nights or more."""


@dataclass(frozen=True)
class Verdict:
    """One thing that had to be shown."""

    of: str
    """The target's label, or whose results."""
    what: str
    wanted: str
    found: str
    outcome: Outcome


def verdicts(report: BacktestReport | None) -> tuple[Verdict, ...]:
    """What the report of real people shows, target by target; without a report, that nothing was measured."""
    return tuple(one for goal in GOALS for one in _of_target(goal, _ours(report, goal.target)))


def _ours(report: BacktestReport | None, target: str) -> ForecasterReport | None:
    found = report.targets.get(target) if report else None
    return found.forecasters.get(COMBINATION) if found else None


def _of_target(goal: Goal, ours: ForecasterReport | None) -> Iterator[Verdict]:
    label = TARGETS[goal.target].label
    mae, crps = (ours.skill_mae, ours.skill_crps) if ours else ({}, {})
    for score, skills in (("MAE", mae), ("CRPS", crps)):
        what = (label, f"skill in {score} over {goal.rule}")
        yield _skill_verdict(what, f"{signed(goal.skill)} or more", skills.get(goal.rule), goal.skill)
    yield from _calibration(label, ours)
    for rival in AUTOMATIC:
        yield _skill_verdict((label, f"ahead of {rival} in CRPS"), "above 0%", crps.get(rival), 0.0)


def _calibration(label: str, ours: ForecasterReport | None) -> Iterator[Verdict]:
    pooled, worst, chance = (ours.coverage_80, ours.coverage_80_worst_decile, ours.worst_decile_by_chance) if ours else (math.nan,) * 3
    wanted = " to ".join(share_words(end) for end in COVERAGE)
    yield _share_verdict((label, "80% coverage, pooled"), wanted, pooled, COVERAGE)
    wanted = f"{share_words(chance)} or more, as by chance"
    yield _share_verdict((label, "80% coverage, worst tenth of people"), wanted, worst, (chance, 1.0))


def _skill_verdict(what: tuple[str, str], wanted: str, found: Skill | None, least: float) -> Verdict:
    if found is None or math.isnan(found.estimate):
        return Verdict(*what, wanted, "–", "not measured")
    return Verdict(*what, wanted, skill_words(found), _outcome(found, least))


def _outcome(found: Skill, least: float) -> Outcome:
    if found.estimate >= least and found.low > 0.0:
        return "reached"
    if least == 0.0 and abs(found.estimate) <= TIE:
        return "tie"
    if found.estimate >= least:
        return "unsure"
    return "tie" if found.estimate >= least - TIE and found.low > 0.0 else "missed"


def _share_verdict(what: tuple[str, str], wanted: str, found: float, ends: tuple[float, float]) -> Verdict:
    if math.isnan(found):
        return Verdict(*what, wanted, "–", "not measured")
    return Verdict(*what, wanted, share_words(found), "reached" if ends[0] <= found <= ends[1] else "missed")


def kinds_of(panel: Panel, report: BacktestReport) -> dict[str, str]:
    """Target of the report → the kind of series that most of its nights are of."""
    kinds = {}
    for name in report.targets:
        target = TARGETS[name]
        nights = (night for history in panel.histories for night in history.nights if usable_value(night, target) is not None)
        kinds[name] = Counter(kind_of(night, target) for night in nights).most_common(1)[0][0]
    return kinds


def leaks_of_real(report: BacktestReport, kinds: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for everything beyond what was ever honestly reached on real nights (EVALUATION §5, `forecasting.leak_alarm`)."""
    return leak_alarm(
        Achieved(target, kinds[target], name, one.nights, {rule: s.estimate for rule, s in one.skill_crps.items()}, one.accuracy.r2_within)
        for target, found in report.targets.items()
        for name, one in found.forecasters.items()
    )


def leaks_of_synthetic(attained: Mapping[str, Attained], report: BacktestReport) -> tuple[str, ...]:
    """A sentence for every forecaster that was better than the truth which the nights were drawn from."""
    return tuple(
        f"{TARGETS[target].label} (synthetic), {name}, {one.nights} nights: CRPS {one.crps:.4g}, while the truth itself has {best:.4g}"
        for target, best in ((target, found.optima["told"]) for target, found in attained.items())
        for name, one in report.targets[target].forecasters.items()
        if one.nights == report.targets[target].nights >= ENOUGH_NIGHTS and one.crps < (1.0 - BEYOND) * best
    )


def leak_verdict(whose: str, limit: str, report: BacktestReport | None, leaks: Iterable[str]) -> Verdict:
    """Whether the alarm rang on a report."""
    watched = report is not None and any(found.nights >= ENOUGH_NIGHTS for found in report.targets.values())
    count = len(tuple(leaks))
    outcome: Outcome = ("missed" if count else "reached") if watched else "not measured"
    return Verdict(whose, f"results {limit}", "none", str(count or "none") if watched else "–", outcome)


def signed(share: float) -> str:
    """A skill as text: "+4.6%"."""
    return f"{share:+.1%}".replace("-", "−")


def share_words(share: float) -> str:
    """A share as text: "80.3%"; a dash where there is none."""
    return "–" if math.isnan(share) else f"{share:.1%}"


def skill_words(skill: Skill) -> str:
    """A skill and its interval as text: "+4.6% [+2.4, +7.2]"."""
    if math.isnan(skill.estimate):
        return "–"
    return f"{signed(skill.estimate)} [{100 * skill.low:+.1f}, {100 * skill.high:+.1f}]".replace("-", "−")
