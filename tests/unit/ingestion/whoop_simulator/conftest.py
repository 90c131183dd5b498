"""Lives that several test modules look at; made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest

from core.records import Fact
from ingestion.synthetic import SyntheticPerson, generate
from ingestion.whoop_simulator.account import Account
from ingestion.whoop_simulator.habits import HABITS, PLAIN, Habits
from ingestion.whoop_simulator.items import Kind
from ingestion.whoop_simulator.paging import Query

START, END = date(2026, 2, 1), date(2026, 5, 31)


@pytest.fixture(scope="session")
def traveller() -> SyntheticPerson:
    """Four months with trips, gaps, naps and a change of the clock."""
    return generate("person-a", 11, START, END)


@pytest.fixture(scope="session")
def facts(traveller: SyntheticPerson) -> list[Fact]:
    return traveller.facts()


@pytest.fixture(scope="session")
def plain(traveller: SyntheticPerson) -> Account:
    return Account(traveller, PLAIN)


@pytest.fixture(scope="session")
def usual(traveller: SyntheticPerson) -> Account:
    return Account(traveller, HABITS)


@pytest.fixture(scope="session")
def account_with(traveller: SyntheticPerson) -> Callable[[Habits], Account]:
    return lambda habits: Account(traveller, habits)


@pytest.fixture(scope="session")
def everything() -> Callable[[Account, Kind, datetime], list[dict]]:
    """All objects of a kind that can be seen at an instant, walked page by page as a client does, newest first."""

    def walk(account: Account, kind: Kind, now: datetime) -> Iterator[dict]:
        from ingestion.whoop_simulator.paging import query_of

        page = account.page(kind, Query(now, limit=25), now)
        yield from page.records
        while page.next_token:
            page = account.page(kind, query_of({"limit": "25", "nextToken": page.next_token}, account.user_id, now), now)
            yield from page.records

    return lambda account, kind, now: list(walk(account, kind, now))
