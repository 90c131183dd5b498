"""Trained forecasters out of verified artifacts; one that is refused is named, and the next best serves in its place."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.entries import Track
from core.errors import ArtifactRefused, BadInput
from forecasting.learners.learner import Learner
from forecasting.registry.artifact import read_artifact
from forecasting.registry.serving import Candidate, Loaded, ServedForecaster
from forecasting.registry.versions import ModelVersion

_log = logging.getLogger(__name__)
CHALLENGER = "_challenger"
"""Ends the name of a challenger that runs beside its champion."""


@dataclass(frozen=True)
class Serving:
    """What serves one series, and what could not."""

    forecasters: Mapping[str, ServedForecaster]
    """By the name under which they are weighed and shown."""
    refused: tuple[str, ...]
    """One sentence per version that was refused, naming it."""


def load_version(version: ModelVersion, learners: Mapping[str, Learner], folder: Path) -> Loaded:
    """The version, made again from its files.

    Args:
        version: as the store has it; its digest is what the files must agree with.
        learners: by name.
        folder: of all artifacts, `Versions.folder`.

    Raises:
        ArtifactRefused: if its files are not those registered, or its learner is unknown or cannot use them.
    """
    if version.name not in learners:
        raise ArtifactRefused(f"model {version.label} is refused: no learner {version.name!r} is known; known: {', '.join(learners)}")
    files = read_artifact(folder / Path(version.folder).name, version.digest, version.label)
    try:
        return Loaded(version, learners[version.name].load(files))
    except BadInput as error:  # whole and ours, but of another version of the code
        raise ArtifactRefused(f"model {version.label} is refused: its learner cannot use it ({error}); train it again") from error


def serve(
    candidates: Sequence[Candidate], person_id: str, track: Track, learners: Mapping[str, Learner], folder: Path, *, timeless: bool = False
) -> Serving:
    """The forecasters that these candidates make, as far as their files are in order.

    Args:
        candidates: of one target and kind, from `serving.eligible`.
        person_id: whom the forecast is for.
        track: live or replay.
        learners: by name.
        folder: of all artifacts.
        timeless: True for frozen shipped versions.
    """
    loaded, refused = _load(candidates, learners, folder)
    groups: dict[str, list[tuple[Candidate, Loaded]]] = {}
    for candidate, one in loaded:
        name = candidate.version.name + (CHALLENGER if candidate.role == "challenger" else "")
        groups.setdefault(name, []).append((candidate, one))
    forecasters = {
        name: ServedForecaster(name, tuple(one for _, one in group), person_id, track, group[0][0].role, timeless)
        for name, group in groups.items()
    }
    return Serving(forecasters, refused)


def _load(
    candidates: Sequence[Candidate], learners: Mapping[str, Learner], folder: Path
) -> tuple[list[tuple[Candidate, Loaded]], tuple[str, ...]]:
    loaded, refused = [], []
    for candidate in candidates:
        try:
            loaded.append((candidate, load_version(candidate.version, learners, folder)))
        except ArtifactRefused as error:
            _log.warning("%s", error)
            refused.append(str(error))
    return loaded, tuple(refused)
