"""Which versions end with a person they were trained on, and what is left of their rows. Pure; files and MLflow are erased elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from core.seal import canonical
from core.snapshot import naive
from forecasting.registry.versions import NOWHERE, ModelVersion, version_of

STRUCK = "erased with a person it was trained on"
"""The one reason that stands in the row of such a version."""


def without_person(
    rows: Sequence[Mapping[str, object]], person_id: str, since: date | None, at: datetime
) -> tuple[list[dict[str, object]], tuple[ModelVersion, ...]]:
    """The rows of the table as they are without what was learned of a person, and the versions that this ends.

    A version that is struck keeps its number, which is never given twice, and its recipe; and its alias, so that its line is trained anew,
    unless an older version of the same recipe can take it over.

    Args:
        rows: of the table of versions, by column.
        person_id: whom nothing may know any more.
        since: ends only versions that saw a night of this date or later; None: all that know the person.
        at: when.
    """
    versions = [version_of(dict(row)) for row in rows]
    ended = [one for one in versions if one.knows(person_id) and (since is None or one.trained_through >= since)]
    alias = {_place(one): one.alias for one in versions}
    for one in ended:
        heir = _heir(one, [other for other in versions if other not in ended])
        if one.alias == "champion" and heir is not None:
            alias |= {_place(one): None, _place(heir): "champion"}
    blank = {_place(one): _struck(one, at) for one in ended}
    written = [{**row, **blank.get(_place(one), {}), "alias": alias[_place(one)]} for row, one in zip(rows, versions, strict=True)]
    return written, tuple(ended)


def _place(row: ModelVersion) -> tuple[str, str, int]:
    return row.key, row.name, row.version


def _heir(champion: ModelVersion, left: Sequence[ModelVersion]) -> ModelVersion | None:
    """The newest version that may take a champion's place at once: of its line and recipe, passed, and not retired."""
    line = (champion.key, champion.name, champion.code_version)
    able = [one for one in left if (one.key, one.name, one.code_version) == line and one.gate.passed and one.retired_at is None]
    return max(able, key=lambda one: (one.trained_through, one.version), default=None)


def _struck(row: ModelVersion, at: datetime) -> dict[str, object]:
    """What is written over the row of a version that was erased: nothing that was learned."""
    return {
        "trained_through": row.trained_at.date(),  # the last night of its people may be the person's
        "people": "[]",
        "digest": "",
        "folder": NOWHERE,
        "passed": False,
        "reasons": canonical([STRUCK]),
        "metrics": "{}",
        "settings": "{}",
        "run_id": "",
        "retired_at": naive(row.retired_at or at),
    }
