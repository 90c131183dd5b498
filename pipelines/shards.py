"""Which run sees to whom: many people are divided into shards, so that neither a partition nor a tag ever names one of them."""

from __future__ import annotations

import hashlib

PEOPLE_PER_SHARD = 200
"""A run of so many evenings takes some minutes: short enough to begin again, long enough to be worth a process."""


def shard_of(person_id: str, shards: int) -> int:
    """The shard of a person, 0 … shards − 1: the same in every process, whoever else there is."""
    return int.from_bytes(hashlib.sha256(person_id.encode()).digest()[:8], "big") % shards


def shards_for(people: int) -> int:
    """How many shards so many people need; at least one."""
    return max(1, -(-people // PEOPLE_PER_SHARD))
