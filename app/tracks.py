"""Which track and run a reading command means, and what was said on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from agent.day import DEMONSTRATION, STANDALONE
from app.persons import is_simulated
from core.entries import LIVE, Track
from core.errors import BadInput
from core.store import Store

HISTORY = "history"
"""Run id of the replay that an import offers: the evenings before the import, one after the other, with a memory."""


@dataclass(frozen=True)
class Run:
    """One track and run; each has its own ledger, scores and memory."""

    track: Track
    run_id: str

    @property
    def label(self) -> str:
        """How it is named to people."""
        return "live" if self.track == "live" else f"replay ({self.run_id})"


def chosen_run(store: Store, person_id: str, track: str | None = None, run_id: str | None = None) -> Run:
    """The run that is meant: the live one; a simulated person's demonstration, if there is one; of other replays the one with most scores.

    Raises:
        BadInput: for a track that does not exist, or a run id beside the live track.
    """
    if track not in (None, "live", "replay"):
        raise BadInput(f"wanted the track live or replay, found {track!r}")
    if track == "live" and run_id not in (None, LIVE):
        raise BadInput(f"the live track has one run; leave --run-id {run_id} out, or ask for --track replay")
    if track == "live" or run_id == LIVE:
        return Run("live", LIVE)
    if run_id is not None:
        return Run("replay", run_id)
    if is_simulated(store, person_id):
        told = replays(store, person_id)
        return Run("replay", DEMONSTRATION if DEMONSTRATION in told else next(iter(told), DEMONSTRATION))
    return Run("live", LIVE) if track is None else Run("replay", next(iter(replays(store, person_id)), STANDALONE))


def replays(store: Store, person_id: str) -> dict[str, int]:
    """The replays in which something was said of the person, with the number of scored nights; most scores first."""
    with store.reading() as connection:
        rows = connection.execute(
            """SELECT g.run_id, count(*) FILTER (l.kind = 'score')
               FROM ledgers g JOIN ledger_links l USING (ledger_id) JOIN ledger_contents c USING (ledger_id, sequence)
               WHERE g.track = 'replay' AND c.person_id = ? GROUP BY g.run_id""",
            [person_id],
        ).fetchall()
    return dict(Counter({str(run_id): int(scores) for run_id, scores in rows}).most_common())
