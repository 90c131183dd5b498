"""Which versions end with a person, and what is left of their rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.store import Store
from forecasting.registry.staleness import due
from forecasting.registry.striking import STRUCK, without_person
from forecasting.registry.versions import Draft, ModelVersion, Versions, version_of

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(Store(tmp_path / "morrow.duckdb"))


@pytest.fixture
def add(versions: Versions, draft: Callable[..., Draft]) -> Callable[..., ModelVersion]:
    def run(*people: str, alias: str | None = None, **fields: object) -> ModelVersion:
        added = versions.add(draft(people=people, **fields), {"constant.json": f'{{"level": {len(versions.registered())}}}'.encode()})
        return versions.set_alias(added, alias) if alias else added  # type: ignore[arg-type]

    return run


@pytest.fixture
def strike(versions: Versions) -> Callable[..., tuple[list[dict[str, Any]], list[str]]]:
    """(since) → the rows as they are written without ada, and the labels of what ends."""

    def run(since: date | None = None):
        with versions._store.reading() as connection:
            cursor = connection.execute("SELECT * FROM model_versions ORDER BY name, version")
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        written, ended = without_person(rows, "ada", since, NOW)
        return written, [one.label for one in ended]

    return run


def test_what_knows_the_person_ends_and_nothing_else_changes(add, strike, versions: Versions):
    add("ben")
    add("ada", "ben")
    written, ended = strike()
    assert ended == ["hrv_rmssd_ms/default constant v2"]
    kept, struck = (version_of(dict(row)) for row in written)
    assert kept == versions.registered()[0]
    assert (struck.struck, struck.version, struck.gate.passed, struck.gate.reasons) == (True, 2, False, (STRUCK,))
    assert (struck.people, dict(struck.metrics), dict(struck.settings), struck.digest, struck.run_id) == (frozenset(), {}, {}, "", "")
    assert (struck.retired_at, struck.trained_through) == (NOW, struck.trained_at.date())


def test_an_older_version_of_the_same_recipe_takes_the_champions_place(add, strike):
    add("ben")
    add("ada", alias="champion")
    written, _ = strike()
    assert [row["alias"] for row in written] == ["champion", None]


@pytest.mark.parametrize("fields", [{"code_version": "another"}, {"name": "ridge"}, {"target": "resp_rate_brpm"}])
def test_one_of_another_recipe_or_line_does_not(add, strike, fields: dict[str, str]):
    """The struck row keeps the alias, so that its line is kept fresh by its own recipe."""
    add("ben", **fields)
    add("ada", alias="champion")
    written, _ = strike()
    assert sorted(str(row["alias"]) for row in written) == ["None", "champion"]
    assert [version_of(dict(row)).struck for row in written if row["alias"] == "champion"] == [True]


def test_of_an_entry_only_versions_that_may_have_seen_its_date_end(add, strike):
    add("ada", trained_through=date(2024, 1, 9))
    add("ada", trained_through=date(2024, 1, 10))
    assert strike(date(2024, 1, 10))[1] == ["hrv_rmssd_ms/default constant v2"]


def test_a_line_whose_newest_version_was_struck_is_due_although_no_night_is_new(add, strike):
    add("ada")
    (struck,) = (version_of(dict(row)) for row in strike()[0])
    assert due([struck], struck.trained_through, (), NOW) == ("v1 was erased with a person it was trained on",)
    assert due([struck], None, (), NOW) == (), "where nobody is left there is nothing to learn from"
