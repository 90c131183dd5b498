"""The checks of a day: is the data fresh, are its values possible, do the intervals mean what they say, does the ledger hold."""

# No postponed annotations in this file: Dagster compares them with its own classes.

import math
from collections.abc import Iterable
from datetime import date, timedelta

import dagster as dg

from core.entries import LIVE, LedgerEntry
from core.ledger import verify_all
from core.targets import PRIMARY
from pipelines.assets import facts, findings_of, forecast, models, quality, scores
from pipelines.due import Due
from pipelines.resources import Installation

FRESH_NIGHTS = 3
"""A strap that tells nothing for longer is off, or its data do not arrive."""
RECENT_DAYS = 30
LEAST_SCORED = 30
"""Fewer scored intervals say nothing about coverage."""
BAND = 2.58
"""Standard errors around 80%: one false alarm in a hundred looks."""


@dg.asset_check(asset=facts)
def freshness(installation: Installation) -> dg.AssetCheckResult:
    """The newest night of everybody who lives now is at most three nights old; simulated people's clocks stand still."""
    world = installation.world()
    now = world.clock.now()
    known = [world.store.snapshot(person, now) for person in world.store.people()]
    stale = {
        one.person_id: str(one.nights[-1].night) if one.nights else "no night"
        for one in known
        if not one.simulated and not _fresh(one.nights[-1].night if one.nights else None, now.astimezone(one.zone).date())
    }
    return dg.AssetCheckResult(passed=not stale, severity=dg.AssetCheckSeverity.WARN, metadata={"people": len(known), "stale": stale})


def _fresh(newest: date | None, today: date) -> bool:
    return newest is not None and today - newest <= timedelta(days=FRESH_NIGHTS)


@dg.asset_check(asset=quality)
def ranges(installation: Installation) -> dg.AssetCheckResult:
    """No value of the last thirty days lies out of its physiological range."""
    world = installation.world()
    since = world.clock.now().date() - timedelta(days=RECENT_DAYS)
    found = {
        person: [finding.detail for finding in findings_of(world, Due(person)) if finding.kind == "out_of_range" and finding.day >= since]
        for person in world.store.people()
    }
    return dg.AssetCheckResult(passed=not any(found.values()), severity=dg.AssetCheckSeverity.WARN, metadata={"out_of_range": found})


@dg.asset_check(asset=models)
def artifacts_verify(installation: Installation) -> dg.AssetCheckResult:
    """Every trained version that may serve has the files that were registered."""
    from forecasting.workshop import workshop  # heavy, and not needed to load definitions

    shop = workshop(installation.world().store)
    rows = shop.versions.registered()
    damaged = list(shop.damage(rows))
    return dg.AssetCheckResult(
        passed=not damaged, severity=dg.AssetCheckSeverity.WARN, metadata={"versions": len(rows), "damaged": damaged}
    )


@dg.asset_check(asset=scores)
def coverage(installation: Installation) -> dg.AssetCheckResult:
    """The 80% intervals of the live track cover about 80%, over everybody and all primary targets."""
    hits = hits_of(installation.world().ledger("live", LIVE).entries("l.kind = 'score'"))
    covered = sum(hits) / len(hits) if hits else None
    passed = covered is None or within_band(covered, len(hits))
    return dg.AssetCheckResult(passed=passed, severity=dg.AssetCheckSeverity.WARN, metadata={"scored": len(hits), "covered_80": covered})


def hits_of(entries: Iterable[LedgerEntry]) -> list[bool]:
    """Whether each scored primary target fell into its 80% interval."""
    targets = [said for entry in entries for name, said in entry.payload["targets"].items() if name in PRIMARY]
    return [bool(said["covered_80"]) for said in targets]


def within_band(covered: float, count: int) -> bool:
    """True when that share of hits out of `count` is no reason to doubt an 80% interval."""
    return count < LEAST_SCORED or abs(covered - 0.80) <= BAND * math.sqrt(0.80 * 0.20 / count)


@dg.asset_check(asset=forecast)
def ledger_verifies(installation: Installation) -> dg.AssetCheckResult:
    """Every chain of sealed forecasts holds, and its head is the anchored one."""
    world = installation.world()
    verdicts = verify_all(world.store, world.settings.anchor)
    broken = {f"{one.track} {one.run_id}": f"entry {one.first_bad_sequence}: {one.reason}" for one in verdicts if not one.ok}
    return dg.AssetCheckResult(passed=not broken, metadata={"entries": sum(one.entries for one in verdicts), "broken": broken})


CHECKS = [freshness, ranges, artifacts_verify, coverage, ledger_verifies]
