"""Every trained version as a row of the store, with its artifact in a folder beside it; the hot path reads nothing else.

Best means lowest CRPS of the rolling evaluation before registration, among versions that passed the gate. Which versions make room
for better ones is decided later than they were trained; that tells a replay which past versions are still there, never what came.
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from core.database import file_lock
from core.errors import BadInput, Refused
from core.records import TABLES
from core.seal import canonical
from core.snapshot import naive
from core.store import Store
from forecasting.prior import digest_of
from forecasting.registry.artifact import LOCK, digest_of_files, write_artifact

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

Alias = Literal["champion", "challenger"]
Setting = float | str | bool
KEPT = 10
"""How many versions stay registered per target and kind (DESIGN §4.6)."""
NOWHERE = "erased"
"""Named as the folder of a version that was erased; there is none of that name."""


@dataclass(frozen=True)
class Verdict:
    """What the gate said of a version, with its reasons in words; it gives them for a pass too."""

    passed: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """A version as training hands it over."""

    name: str
    """Of its learner, as in forecast JSON."""
    target: str
    kind: str
    trained_at: datetime
    """The instant whose knowledge it was trained on: the wall clock's, or a replay's simulated one."""
    trained_through: date
    """Last night of all its people that training saw."""
    people: frozenset[str]
    """Digests (`forecasting.prior.digest_of`) of everybody it was trained on."""
    gate: Verdict
    metrics: Mapping[str, float]
    """By name; "crps" ranks; NaN is what could not be told."""
    settings: Mapping[str, Setting]
    code_version: str
    """Changes when the same data would give another model, or its files could not be loaded any more."""

    @property
    def key(self) -> str:
        """Target and kind as trained forecasters and priors are filed."""
        return f"{self.target}/{self.kind}"

    def knows(self, person_id: str) -> bool:
        """True for a person it was trained on."""
        return digest_of(person_id) in self.people


@dataclass(frozen=True)
class ModelVersion(Draft):
    """A registered version."""

    version: int
    """Counts from 1 within name, target and kind."""
    digest: str
    """Of its artifact: what its folder must agree with."""
    folder: str
    """Name of its folder under `Versions.folder`."""
    alias: Alias | None
    run_id: str
    """Of its run in MLflow; empty where none was logged."""
    retired_at: datetime | None
    """When it made room for better ones, and its folder was deleted."""

    @property
    def struck(self) -> bool:
        """True for a version of which only the number, the recipe and the alias are left, because it knew a person who was erased."""
        return self.folder == NOWHERE

    @property
    def label(self) -> str:
        """How it is named to people: hrv_rmssd_ms/default ridge v7."""
        return f"{self.key} {self.name} v{self.version}"


class Versions:
    """The versions of one installation; each method is one short transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.folder = store.path.with_name("models")
        """Where the artifacts stand, one folder each."""

    def add(self, draft: Draft, files: Mapping[str, bytes]) -> ModelVersion:
        """The version, registered without an alias; its artifact is written before its row, so that no row lacks one.

        Raises:
            BadInput: if a file may not stand in an artifact.
            Refused: if somebody whom it was trained on was erased while it was trained; nothing of it is kept.
        """
        digest = digest_of_files(files)
        folder = re.sub(r"[^A-Za-z0-9_.-]", "_", f"{draft.target}.{draft.kind}.{draft.name}") + f"-{digest[:16]}"
        write_artifact(self.folder / folder, files)
        try:
            with self._store.transaction() as connection:
                return _add(connection, draft, digest, folder)
        except Refused:
            self.sweep()
            raise

    @contextmanager
    def registering(self) -> Iterator[None]:
        """Nobody else registers or erases versions, in the store or in MLflow, until the block ends.

        Raises:
            StoreBusy: when another process does for too long.
        """
        with file_lock(self.folder / ".registering"):
            yield

    def sweep(self) -> None:
        """Removes the folders that no standing version has: of a training that was killed or refused before its row was written."""
        self.remove_all_but({row.folder for row in self.registered()})

    def remove_all_but(self, folders: Collection[str]) -> None:
        """Removes every artifact's folder but these; for a caller who holds the store and says what stands in it."""
        if not self.folder.exists():
            return
        with file_lock(self.folder / LOCK):
            for place in self.folder.iterdir():
                if place.is_dir() and place.name not in folders:
                    shutil.rmtree(place)

    def registered(
        self, *, target: str | None = None, kind: str | None = None, name: str | None = None, retired: bool = False
    ) -> tuple[ModelVersion, ...]:
        """The versions asked for, by target, kind, name and number; retired ones only on demand."""
        with self._store.reading() as connection:
            return _rows(connection, target=target, kind=kind, name=name, retired=retired)

    def set_alias(self, version: ModelVersion, alias: Alias | None) -> ModelVersion:
        """The version with its alias, taken from whoever of the same name, target and kind had it.

        Raises:
            BadInput: for a version that is retired or did not pass the gate, and for a champion that nobody replaces.
        """
        with self._store.transaction() as connection:
            standing = _standing(connection, version)
            _check_alias(standing, alias)
            connection.execute(
                """UPDATE model_versions SET alias = CASE WHEN version = $version THEN $alias::VARCHAR END
                   WHERE name = $name AND target = $target AND kind = $kind AND (version = $version OR alias = $alias)""",
                {**_line(version), "version": version.version, "alias": alias},
            )
        return dataclasses.replace(standing, alias=alias)

    def set_run(self, version: ModelVersion, run_id: str) -> ModelVersion:
        """The version with the id of its run in MLflow."""
        with self._store.transaction() as connection:
            standing = _standing(connection, version)
            connection.execute(
                "UPDATE model_versions SET run_id = $run WHERE name = $name AND target = $target AND kind = $kind AND version = $version",
                {**_line(version), "version": version.version, "run": run_id},
            )
        return dataclasses.replace(standing, run_id=run_id)

    def prune(self, *, now: datetime, keep: int = KEPT) -> tuple[ModelVersion, ...]:
        """The versions that were retired: per target and kind all but the best `keep` of those trained by `now`.

        Champions and challengers stay, and count; then the best that passed the gate. A version that did not pass stays only
        as a retired row: what it reached and why it was refused can still be read.
        """
        with self._store.transaction() as connection:
            leaving = _surplus([row for row in _rows(connection) if row.trained_at <= now], keep)
            for row in leaving:
                connection.execute(
                    """UPDATE model_versions SET retired_at = $now
                       WHERE name = $name AND target = $target AND kind = $kind AND version = $version""",
                    {**_line(row), "version": row.version, "now": naive(now)},
                )
            unneeded = connection.execute(
                "SELECT folder FROM model_versions GROUP BY folder HAVING bool_and(retired_at IS NOT NULL)"
            ).fetchall()
        for (folder,) in unneeded:  # those of an earlier call too that was killed before it came to this
            shutil.rmtree(self.folder / Path(folder).name, ignore_errors=True)
        return tuple(dataclasses.replace(row, retired_at=now.astimezone(UTC)) for row in leaving)


def _line(draft: Draft) -> dict[str, str]:
    """What versions are counted within."""
    return {"target": draft.target, "kind": draft.kind, "name": draft.name}


def _surplus(rows: Sequence[ModelVersion], keep: int) -> list[ModelVersion]:
    """What must go of all targets and kinds."""
    leaving: list[ModelVersion] = []
    for key in sorted({row.key for row in rows}):
        ranked = sorted((row for row in rows if row.key == key), key=_rank)
        leaving += [row for place, row in enumerate(ranked) if row.alias is None and (place >= keep or not row.gate.passed)]
    return leaving


def _rank(row: ModelVersion) -> tuple[bool, bool, float, datetime]:
    crps = row.metrics.get("crps", math.nan)
    return row.alias is None, not row.gate.passed, math.inf if math.isnan(crps) else crps, row.trained_at


def _check_alias(standing: ModelVersion, alias: Alias | None) -> None:
    if alias is not None and standing.retired_at is not None:
        raise BadInput(f"{standing.label} is retired and its files are deleted; train a new one (morrow train)")
    if alias is not None and not standing.gate.passed:
        raise BadInput(f"{standing.label} did not pass the gate ({'; '.join(standing.gate.reasons)}); it cannot be {alias}")
    if alias != "champion" and standing.alias == "champion":
        raise BadInput(f"{standing.label} is the champion until another takes its place; name that one champion")


def _add(connection: Connection, draft: Draft, digest: str, folder: str) -> ModelVersion:
    _refuse_erased(connection, draft)
    last = connection.execute(
        "SELECT coalesce(max(version), 0) FROM model_versions WHERE name = $name AND target = $target AND kind = $kind", _line(draft)
    ).fetchall()
    fields = {field.name: getattr(draft, field.name) for field in dataclasses.fields(Draft)}
    number = int(last[0][0]) + 1
    added = ModelVersion(**fields, version=number, digest=digest, folder=folder, alias=None, run_id="", retired_at=None)
    _insert(connection, added)
    return added


def _refuse_erased(connection: Connection, draft: Draft) -> None:
    """A training takes minutes: whom it saw when it began may have been erased since."""
    union = " UNION ".join(f"SELECT person_id FROM {table}" for table in TABLES)  # noqa: S608  # our own names
    known = {digest_of(str(person)) for (person,) in connection.execute(union).fetchall()}
    if known and draft.people - known:
        raise Refused(
            f"{draft.key} {draft.name} was trained on somebody who was erased meanwhile; it is not kept, train again (morrow train)"
        )


def _insert(connection: Connection, row: ModelVersion) -> None:
    metrics = {name: value if math.isfinite(value) else None for name, value in row.metrics.items()}
    connection.execute(
        "INSERT INTO model_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        [
            *(row.name, row.target, row.kind, row.version, naive(row.trained_at), row.trained_through),
            *(canonical(sorted(row.people)), row.digest, row.folder, row.alias, row.gate.passed, canonical(list(row.gate.reasons))),
            *(canonical(metrics), canonical(dict(row.settings)), row.run_id, row.code_version),
        ],
    )


def _standing(connection: Connection, version: ModelVersion) -> ModelVersion:
    for row in _rows(connection, **_line(version), retired=True):
        if row.version == version.version:
            return row
    raise BadInput(f"no version {version.label} is registered; see `Versions.registered`")


def _rows(
    connection: Connection, *, target: str | None = None, kind: str | None = None, name: str | None = None, retired: bool = False
) -> tuple[ModelVersion, ...]:
    found = connection.execute(
        """SELECT * FROM model_versions
           WHERE target = coalesce($target, target) AND kind = coalesce($kind, kind) AND name = coalesce($name, name)
             AND (retired_at IS NULL OR $retired)
           ORDER BY target, kind, name, version""",
        {"target": target, "kind": kind, "name": name, "retired": retired},
    )
    columns = [str(column[0]) for column in found.description or ()]
    return tuple(version_of(dict(zip(columns, row, strict=True))) for row in found.fetchall())


def version_of(row: dict[str, Any]) -> ModelVersion:
    """The version that a row of the table, by column, tells of."""
    gate = Verdict(row.pop("passed"), tuple(json.loads(row.pop("reasons"))))
    metrics = {name: math.nan if value is None else float(value) for name, value in json.loads(row["metrics"]).items()}
    times = {name: row[name] and row[name].replace(tzinfo=UTC) for name in ("trained_at", "retired_at")}
    read = {"people": frozenset(json.loads(row["people"])), "settings": json.loads(row["settings"]), "metrics": metrics}
    return ModelVersion(**{**row, **read, **times, "gate": gate})
