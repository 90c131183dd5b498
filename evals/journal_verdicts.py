"""What the evaluation of the journal must show, held against what it found; the goals are those of EVALUATION §5."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from evals.journal import CHANGES, Compared, Group, JournalReport, WorldReport
from evals.journal_worlds import HRV

MILD, STRONG = CHANGES
MILD_GAIN, STRONG_GAIN = 0.08, 0.20
"""Skill on nights after alcohol; in the stronger world after a person's first eight."""
QUIET_LOSS, UNMOVED_LOSS = 0.005, 0.015
"""What nights without alcohol may lose, and people whom it does not move: over all of their nights, and where it moves nobody, which are
people enough to tell, on the nights after alcohol alone."""
GONE = 0.01
"""A gain below this is a tie (EVALUATION, first paragraph)."""


@dataclass(frozen=True)
class JournalVerdict:
    """One thing that had to be shown."""

    what: str
    wanted: str
    found: str
    held: bool | None
    """None where the run has no such nights."""


def journal_verdicts(report: JournalReport) -> list[JournalVerdict]:
    """Every goal that this report can be held against; all of them are about HRV."""
    return [one for world in report.worlds if not world.dosed for one in _of(world)]


def _of(world: WorldReport) -> Iterator[JournalVerdict]:
    hrv = world.targets[HRV]
    if world.telling == "shuffled":
        yield _at_most(world, "placebo: the gain after alcohol is gone", hrv.groups["events"], GONE)
        return
    if world.telling != "told":
        return
    if world.change == MILD:
        yield _at_least(world, "nights after alcohol", hrv.groups["events"], MILD_GAIN)
    if world.change == STRONG:
        yield _at_least(world, "nights after alcohol, from the ninth on", hrv.groups["events_after_eight"], STRONG_GAIN)
    if not world.change:
        yield _at_least(world, "nights after alcohol", hrv.groups["events"], -UNMOVED_LOSS)
    losses: tuple[tuple[str, Group, float], ...] = (
        ("nights without alcohol", "quiet", QUIET_LOSS),
        ("people whom it does not move", "unmoved", UNMOVED_LOSS),
    )
    for what, group, most in losses:
        yield _at_least(world, what, hrv.groups[group], -most)


def _at_least(world: WorldReport, what: str, found: Compared, least: float) -> JournalVerdict:
    wanted = f"at least {least:+.1%}" if least > 0 else f"a loss of at most {-least:.1%}"
    return JournalVerdict(f"{world.world}: {what}", wanted, _told(found), _held(found, found.skill.estimate >= least))


def _at_most(world: WorldReport, what: str, found: Compared, most: float) -> JournalVerdict:
    return JournalVerdict(f"{world.world}: {what}", f"below {most:+.0%}", _told(found), _held(found, found.skill.estimate < most))


def _held(found: Compared, held: bool) -> bool | None:  # the answer itself
    return held if math.isfinite(found.skill.estimate) else None


def _told(found: Compared) -> str:
    if not math.isfinite(found.skill.estimate):
        return "no such nights"
    words = f"{found.skill.estimate:+.1%} ({100 * found.skill.low:+.1f} to {100 * found.skill.high:+.1f})"
    return words.replace("-", "−")
