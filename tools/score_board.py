"""The score board: the sealed forecasts of this track, head to head."""

from __future__ import annotations

from intelligence.reliability import TargetRecord, track_record
from tools.context import ToolContext


def score_board(context: ToolContext) -> dict[str, object]:
    """How the sealed forecasts of this track have fared: honest numbers on whether anybody adds something to the statistics.

    Per target: scored nights, mean CRPS of the sealed forecast (in the target's unit, lower is better), the share of outcomes inside
    the 80% range (0.8 is right), the mean CRPS of the three opinions (the models alone, the models with evidence, the agent's own
    call) on the same nights, and the skill over the personal mean (positive is better than the mean).
    """
    record = track_record(context.snapshot, before=context.night)
    return {
        "scored_nights": record.scored_nights,
        "track": context.snapshot.track,
        "targets": {name: _target(one) for name, one in record.targets.items()},
    }


def _target(record: TargetRecord) -> dict[str, object]:
    return {
        "nights": record.nights,
        "mean_crps": round(record.mean_crps, 2),
        "coverage_80": round(record.coverage_80, 2),
        "opinions": {name: round(value, 2) for name, value in record.opinions.items()},
        "skill_over_mean": None if record.skill_over_mean is None else round(record.skill_over_mean, 3),
    }
