"""The checks of a day: is the data fresh, are its values possible, do the intervals mean what they say, does the ledger hold.

None of them stops a forecast. An impossible value is no value to whatever reads it; a ledger that was tampered with is told at once, and
the evening that is sealed after it is worth no less. All tell counts alone: who is meant stands in `morrow status`.
"""

# No postponed annotations in this file: Dagster compares them with its own classes.

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import dagster as dg

from agent.bootstrap import World
from core.entries import LedgerEntry
from core.ledger import verify_all
from core.quality import findings
from core.snapshot import Snapshot
from core.targets import PRIMARY
from pipelines.assets import facts, forecast, models, quality, scores
from pipelines.nameless import nameless
from pipelines.resources import Installation

FRESH_NIGHTS = 3
"""A strap that tells nothing for longer is off, or its data do not arrive."""
RECENT_DAYS = 30
LEAST_SCORED = 30
"""Fewer scored intervals say nothing about coverage."""
BAND = 2.58
"""Standard errors around 80%: one false alarm in a hundred looks."""


@dg.asset_check(asset=facts)
@nameless
def freshness(installation: Installation) -> dg.AssetCheckResult:
    """The newest night of everybody is at most three nights old; of simulated people too where the clock is simulated as well."""
    world = installation.world()
    ages = [_nights_old(one) for one in _everybody(world, installation) if installation.now or not one.simulated]
    stale = [age for age in ages if age is None or age > FRESH_NIGHTS]
    metadata = {"people": len(ages), "stale": len(stale), "oldest_nights": max((age for age in ages if age is not None), default=0)}
    return dg.AssetCheckResult(passed=not stale, severity=dg.AssetCheckSeverity.WARN, metadata=metadata)


def _everybody(world: World, installation: Installation) -> Iterator[Snapshot]:
    now = world.clock.now()
    return (world.store.snapshot(person, now) for person in world.store.people() if installation.holds(person))


def _nights_old(known: Snapshot) -> int | None:
    """How many days before the local date the newest night ended; None without a night."""
    newest: date | None = known.nights[-1].night if known.nights else None
    return None if newest is None else (known.as_of.astimezone(known.zone).date() - newest).days


@dg.asset_check(asset=quality)
@nameless
def ranges(installation: Installation) -> dg.AssetCheckResult:
    """No value of the last thirty days lies out of its physiological range."""
    world = installation.world()
    since = world.clock.now().date() - timedelta(days=RECENT_DAYS)
    outside: Counter[str] = Counter()
    for known in _everybody(world, installation):
        recent = [one for one in findings(known.nights, known.days, (), known.as_of) if one.kind == "out_of_range" and one.day >= since]
        outside.update(str(one.target) for one in recent)
    return dg.AssetCheckResult(passed=not outside, severity=dg.AssetCheckSeverity.WARN, metadata={"out_of_range": dict(outside)})


@dg.asset_check(asset=models)
@nameless
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
@nameless
def coverage(installation: Installation) -> dg.AssetCheckResult:
    """The 80% intervals cover about 80%, over everybody and all primary targets: of the live track, as soon as it has scores."""
    from pipelines.mornings import scored_entries

    track, entries = scored_entries(installation.world())
    hits = hits_of(entries)
    covered = sum(hits) / len(hits) if hits else None
    passed = covered is None or within_band(covered, len(hits))
    metadata = {"track": track, "scored": len(hits), "covered_80": covered}
    return dg.AssetCheckResult(passed=passed, severity=dg.AssetCheckSeverity.WARN, metadata=metadata)


def hits_of(entries: Iterable[LedgerEntry]) -> list[bool]:
    """Whether each scored primary target fell into its 80% interval."""
    targets = [said for entry in entries for name, said in entry.payload["targets"].items() if name in PRIMARY]
    return [bool(said["covered_80"]) for said in targets]


def within_band(covered: float, count: int) -> bool:
    """True when that share of hits out of `count` is no reason to doubt an 80% interval."""
    return count < LEAST_SCORED or abs(covered - 0.80) <= BAND * math.sqrt(0.80 * 0.20 / count)


@dg.asset_check(asset=forecast)
@nameless
def ledger_verifies(installation: Installation) -> dg.AssetCheckResult:
    """Every chain of sealed forecasts holds, and its head is the anchored one."""
    world = installation.world()
    verdicts = verify_all(world.store, world.settings.anchor)
    broken = Counter(one.track for one in verdicts if not one.ok)
    return dg.AssetCheckResult(
        passed=not broken,
        description=None if not broken else "run: morrow ledger verify",
        metadata={"ledgers": len(verdicts), "entries": sum(one.entries for one in verdicts), "broken": dict(broken)},
    )


CHECKS = [freshness, ranges, artifacts_verify, coverage, ledger_verifies]
