"""The seal: what stands cannot be changed unseen, and what comes late is never counted."""

import json
import random
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import ClockFault, StoreBroken
from core.ledger import Content, Ledger, verify_all
from core.seal import payload_sha256
from core.store import Store

START = datetime(2026, 1, 1, 20, tzinfo=UTC)
Attack = Callable[[Store, int], None]


@pytest.fixture
def anchor(tmp_path: Path) -> Path:
    return tmp_path / "outside" / "anchor.jsonl"


@pytest.fixture
def ledger(store: Store, anchor: Path) -> Ledger:
    return Ledger(store, anchor)


def forecast(night: int = 2, **more: object) -> dict[str, object]:
    return {"person_id": "ann", "night": date(2026, 1, night).isoformat(), "horizon": 1, "targets": {}, **more}


def seal(ledger: Ledger, night: int, digest: str = "d", hours: int = 0, **more: object):
    at = START + timedelta(days=night - 2, hours=hours)
    return ledger.seal(forecast(night, **more), facts_digest=digest, at=at, deadline=START + timedelta(days=night - 2, hours=7))


def filled(ledger: Ledger, nights: int) -> None:
    for night in range(2, 2 + nights):
        seal(ledger, night, words=f"night {night}")


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of six nights with its anchor, made once."""
    folder = tmp_path_factory.mktemp("six")
    filled(Ledger(Store(folder / "home" / "morrow.duckdb"), folder / "outside" / "anchor.jsonl"), 6)
    return folder


@pytest.fixture
def full(six: Path, store: Store, anchor: Path) -> Ledger:
    """That ledger again, to be spoilt."""
    for whole, path in ((six / "home", store.path.parent), (six / "outside", anchor.parent)):
        shutil.copytree(whole, path)
    return Ledger(store, anchor)


def test_the_same_facts_seal_once(ledger: Ledger) -> None:
    first, second = seal(ledger, 2), seal(ledger, 2, hours=1)
    assert (first.fresh, second.fresh) == (True, False)
    assert first.entry == second.entry


def test_new_facts_before_the_deadline_append_a_revision(ledger: Ledger) -> None:
    seal(ledger, 2)
    second = seal(ledger, 2, digest="e", hours=1)
    assert (second.entry.revision, second.entry.payload["revision"], second.entry.payload["late"]) == (2, 2, False)
    assert second.entry.previous == ledger.entry(1).sha256


@pytest.mark.parametrize(("hours", "late"), [(6, False), (7, True), (30, True)])
def test_a_forecast_from_the_deadline_on_is_kept_and_marked_late(ledger: Ledger, hours: int, late: bool) -> None:
    assert seal(ledger, 2, hours=hours).entry.payload["late"] is late


def test_a_live_clock_that_stands_before_the_last_seal_is_refused(ledger: Ledger, store: Store, anchor: Path) -> None:
    seal(ledger, 5)
    with pytest.raises(ClockFault, match="2026-01-04"):
        seal(ledger, 3)
    seal(Ledger(store, anchor, track="replay", run_id="r"), 5)
    assert seal(Ledger(store, anchor, track="replay", run_id="r"), 3).fresh, "a replay may go back in time"


def test_tracks_and_runs_have_chains_of_their_own(store: Store, anchor: Path) -> None:
    for run in ("a", "b"):
        assert seal(Ledger(store, anchor, track="replay", run_id=run), 2).entry.sequence == 1
    assert [v.ok for v in verify_all(store, anchor)] == [True, True]


def test_outcomes_and_scores_are_appended_once(ledger: Ledger) -> None:
    content = Content("outcome", "ann", date(2026, 1, 2), 1, 1, START, "d", {"values": {}})
    for _ in range(2):
        ledger.append([content], at=START)
    assert len(ledger.entries("l.kind = 'outcome'")) == 1


def test_an_untouched_ledger_verifies(full: Ledger) -> None:
    verdict = full.verify()
    assert (verdict.ok, verdict.entries, verdict.anchored) == (True, 6, 6)
    assert full.verify() == verdict, "to look changes nothing"


def sql(text: str) -> Attack:
    def attack(store: Store, sequence: int) -> None:
        with store.transaction() as connection:
            connection.execute(text, {"s": sequence} if "$s" in text else None)

    return attack


def reforge(store: Store, sequence: int) -> None:
    """Edits an entry and forges every later link again, as someone who knows the format would."""
    from core.chain import read_contents, read_links
    from core.seal import Link, commitment

    with store.transaction() as connection:
        connection.execute("UPDATE ledger_contents SET payload = '{\"forged\":true}' WHERE sequence = $s", {"s": sequence})
        ledger_id = connection.execute("SELECT ledger_id FROM ledgers").fetchone()[0]
        contents, previous = read_contents(connection, ledger_id), None
        for stored in read_links(connection, ledger_id):
            link = stored.link
            if link.sequence >= sequence:
                salt, envelope = contents[link.sequence][0]
                value = commitment(salt, {"kind": link.kind, **envelope})
                link = Link(link.sequence, link.kind, link.written_at, value, previous or link.previous)
                connection.execute(
                    "UPDATE ledger_links SET commitment = ?, previous = ?, sha256 = ? WHERE sequence = ?",
                    [link.commitment, link.previous, link.digest(), link.sequence],
                )
                previous = link.digest()


ATTACKS: dict[str, Attack] = {
    "payload edited": sql("UPDATE ledger_contents SET payload = replace(payload, 'night', 'day') WHERE sequence = $s"),
    "payload no json": sql("UPDATE ledger_contents SET payload = 'x' WHERE sequence = $s"),
    "person edited": sql("UPDATE ledger_contents SET person_id = 'eve' WHERE sequence = $s"),
    "night edited": sql("UPDATE ledger_contents SET night = night + 1 WHERE sequence = $s"),
    "revision edited": sql("UPDATE ledger_contents SET revision = 7 WHERE sequence = $s"),
    "known_at edited": sql("UPDATE ledger_contents SET known_at = known_at - INTERVAL 1 HOUR WHERE sequence = $s"),
    "digest edited": sql("UPDATE ledger_contents SET facts_digest = 'z' WHERE sequence = $s"),
    "seal time edited": sql("UPDATE ledger_links SET written_at = written_at - INTERVAL 1 HOUR WHERE sequence = $s"),
    "kind edited": sql("UPDATE ledger_links SET kind = 'score' WHERE sequence = $s"),
    "link deleted": sql("DELETE FROM ledger_links WHERE sequence = $s"),
    "content deleted": sql("DELETE FROM ledger_contents WHERE sequence = $s"),
    "content doubled": sql("INSERT INTO ledger_contents SELECT * FROM ledger_contents WHERE sequence = $s"),
    "link doubled": sql("INSERT INTO ledger_links SELECT * FROM ledger_links WHERE sequence = $s"),
    "tail re-forged": reforge,
}


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("sequence", [1, 3, 6])
def test_every_alteration_is_found_and_the_first_bad_entry_is_named(full: Ledger, store: Store, name: str, sequence: int) -> None:
    ATTACKS[name](store, sequence)
    verdict = full.verify()
    assert not verdict.ok
    assert verdict.first_bad_sequence == sequence + (name == "link doubled"), verdict.reason


def test_a_replay_that_is_renamed_to_the_live_track_is_found(store: Store, anchor: Path) -> None:
    seal(Ledger(store, anchor, track="replay", run_id="r"), 2, track="replay", run_id="r")
    assert [verdict.ok for verdict in verify_all(store, anchor)] == [True]
    sql("UPDATE ledgers SET track = 'live', run_id = 'live'")(store, 1)
    (verdict,) = verify_all(store, anchor)
    assert (verdict.ok, verdict.first_bad_sequence) == (False, 1)
    assert "replay track" in str(verdict.reason)


def test_a_ledger_that_is_struck_from_the_list_is_found(ledger: Ledger, store: Store, anchor: Path) -> None:
    filled(ledger, 3)
    sql("DELETE FROM ledgers")(store, 1)
    (verdict,) = verify_all(store, anchor)
    assert (verdict.ok, verdict.entries, verdict.anchored, verdict.first_bad_sequence) == (False, 3, 3, 1)


@pytest.mark.parametrize("kept", [0, 1, 5])
def test_a_cut_tail_is_found_through_the_anchor(full: Ledger, store: Store, kept: int) -> None:
    with store.transaction() as connection:
        for table in ("ledger_links", "ledger_contents"):
            connection.execute(f"DELETE FROM {table} WHERE sequence > ?", [kept])
    verdict = full.verify()
    assert (verdict.ok, verdict.first_bad_sequence) == (False, kept + 1)
    assert "tail was cut" in str(verdict.reason)


def test_two_entries_that_changed_places_are_found(full: Ledger, store: Store) -> None:
    with store.transaction() as connection:
        connection.execute("UPDATE ledger_contents SET sequence = CASE sequence WHEN 2 THEN 4 WHEN 4 THEN 2 ELSE sequence END")
    assert full.verify().first_bad_sequence == 2


def test_a_seal_that_was_committed_but_not_anchored_is_anchored_by_the_next_look(ledger: Ledger, anchor: Path) -> None:
    filled(ledger, 3)
    lines = anchor.read_text().splitlines(keepends=True)
    anchor.write_text("".join(lines[:-1]))
    verdict = ledger.verify()
    assert (verdict.ok, verdict.anchored, verdict.newly_anchored) == (True, 3, 1)
    assert [json.loads(line)["sequence"] for line in anchor.read_text().splitlines()] == [1, 2, 3]


def test_a_torn_last_line_of_the_anchor_is_mended(ledger: Ledger, anchor: Path) -> None:
    filled(ledger, 2)
    anchor.write_text(anchor.read_text()[:-20])
    filled(ledger, 3)
    assert ledger.verify().ok
    assert ledger.verify().anchored == 3


@pytest.mark.parametrize("edits", [5, pytest.param(25, marks=pytest.mark.prove)])
def test_random_edits_of_random_entries_are_all_found(full: Ledger, store: Store, edits: int) -> None:
    rng = random.Random(7)
    for _ in range(edits):
        name, sequence = rng.choice(sorted(set(ATTACKS) - {"tail re-forged"})), rng.randint(1, 6)
        backup = store.path.read_bytes()
        ATTACKS[name](store, sequence)
        assert not full.verify().ok, (name, sequence)
        store.path.write_bytes(backup)
    assert full.verify().ok


def test_the_payload_hash_leaves_out_ids_and_times_of_the_run() -> None:
    said = {"targets": {"x": 1}, "agent": {"kind": "offline_analyst", "seconds": 1.0}}
    same = {**said, "run_id": "r", "issued_at": "now", "as_of": "then", "agent": {"kind": "offline_analyst", "seconds": 9.0}}
    assert payload_sha256(said) == payload_sha256(same)
    assert payload_sha256(said) != payload_sha256({**said, "targets": {"x": 2}})


TABLES = ("ledgers", "ledger_links", "ledger_contents")


def test_a_whole_ledger_that_vanished_is_missed(ledger: Ledger, store: Store, anchor: Path) -> None:
    filled(ledger, 2)
    with store.transaction() as connection:
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}")
    assert [(v.ok, v.reason) for v in verify_all(store, anchor)] == [(False, "it was anchored for this store, and is gone from it")]


def test_a_ledger_under_another_id_is_missed(ledger: Ledger, store: Store, anchor: Path) -> None:
    filled(ledger, 2)
    with store.transaction() as connection:
        for table in TABLES:
            connection.execute(f"UPDATE {table} SET ledger_id = 'other'")
    assert not all(v.ok for v in verify_all(store, anchor))


def test_a_store_that_was_begun_anew_is_not_blamed_for_the_one_before(ledger: Ledger, store: Store, anchor: Path) -> None:
    filled(ledger, 2)
    store.path.unlink()
    filled(ledger, 1)
    assert [v.ok for v in verify_all(store, anchor)] == [True]


def test_a_dropped_table_is_said(ledger: Ledger, store: Store, anchor: Path) -> None:
    filled(ledger, 1)
    with store.transaction() as connection:
        connection.execute("DROP TABLE ledger_contents")
    with pytest.raises(StoreBroken, match="ledger_contents"):
        verify_all(store, anchor)


def test_a_live_entry_that_says_it_was_written_before_its_predecessor_is_found(store: Store, anchor: Path) -> None:
    filled(Ledger(store, anchor, track="replay", run_id="r"), 1)
    seal(Ledger(store, anchor, track="replay", run_id="r"), 2, digest="earlier", hours=-3)
    assert Ledger(store, anchor, track="replay", run_id="r").verify().ok
    with store.transaction() as connection:
        connection.execute("UPDATE ledgers SET track = 'live', run_id = 'live'")
    assert "before its predecessor" in str(Ledger(store, anchor).verify().reason)
