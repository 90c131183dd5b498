"""Telling an evening: a recording, typed words or a check-in becomes a journal entry with everything that was read out of it.

A recording is heard on this machine (or by the endpoint that the person set), kept as it came, and written down; the words become
answers, ratings and voice measures, known from the moment in which they were told. The same recording, or the same words of the same
evening, is one entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from agent.bootstrap import World
from agent.corrections import correct, take_back
from agent.entries import FOLDER, Told, entries_of, entry_of, recordings_of, standing_entry
from agent.telling import Telling, known_kind, moment_of, unit_of
from core.crash import crash_point
from core.errors import BadInput, Unhearable, UnknownName
from core.events import EVENT_KINDS
from core.records import TYPED, Answer, Fact

if TYPE_CHECKING:
    from voice.measures import VoiceMeasures
    from voice.transcript import Transcript

__all__ = [
    "Ticked",
    "Told",
    "correct",
    "entries_of",
    "entry_of",
    "moment_of",
    "recordings_of",
    "take_back",
    "tell_checkin",
    "tell_recording",
    "tell_text",
]
CHECKIN = "check-in"
"""Transcriber and reader of entries that were ticked, not told in words."""
MOST_CHARACTERS = 20_000
"""Of typed words: longer than anybody speaks in a quarter of an hour."""
_ID_DIGITS = 12
Progress = Callable[[str], None]


def _silent(_stage: str) -> None:
    """Tells nobody."""


def tell_recording(
    world: World, person_id: str, content: bytes, *, name: str, at: datetime | None = None, progress: Progress = _silent
) -> Told:
    """The entry made of a recording; nothing is kept of one that cannot be heard.

    Args:
        world: the installation.
        person_id: who speaks; they need not be known yet.
        content: of the file, as it came.
        name: of the file, for messages and for its ending.
        at: when it was spoken, if not now.
        progress: told each stage as it begins.

    Raises:
        Unhearable: when it is no recording, is broken or too long, or nobody speaks in it.
        TranscriberUnavailable: when what was to write it down cannot be had.
        BadInput: when `at` lies ahead, or the id of the person cannot be one.
    """
    from voice.recordings import keep, remove

    told = Telling.of(world, person_id, at)
    digest = hashlib.sha256(content).hexdigest()
    standing = standing_entry(world, person_id, digest[:_ID_DIGITS], told.zone)
    if standing is not None:
        return standing
    heard = _hear(world, content, name, progress)
    progress("read")
    reading = told.read(heard.transcript.text)
    entry = told.entry(
        digest[:_ID_DIGITS],
        heard.transcript.text,
        transcriber=heard.transcript.transcriber,
        reader=reading.reader,
        language=heard.transcript.language,
        confidence=heard.transcript.confidence,
        recording=digest,
        suffix=heard.suffix,
        duration_seconds=round(heard.seconds, 2),
        **_voice_fields(heard.measures),
    )
    folder = world.folder(FOLDER) / person_id
    keep(folder, content, heard.suffix)
    crash_point("journal.kept")
    with _unless_it_fails(lambda: remove(folder, digest, heard.suffix)):
        return told.keep(entry, [*told.facts_of(entry, reading), *told.voice_of(entry, heard.measures)])


def tell_text(world: World, person_id: str, text: str, *, at: datetime | None = None) -> Told:
    """The entry made of typed words.

    Raises:
        BadInput: when there are none, or far too many; when `at` lies ahead.
    """
    told, words = Telling.of(world, person_id, at), " ".join(text.split())
    if not words or len(words) > MOST_CHARACTERS:
        raise BadInput(f"wanted 1 to {MOST_CHARACTERS} characters of words, found {len(words)}")
    entry_id = _id_of(told.day.isoformat(), words)
    standing = standing_entry(world, person_id, entry_id, told.zone)
    if standing is not None:
        return standing
    reading = told.read(words)
    entry = told.entry(entry_id, words, transcriber=TYPED, reader=reading.reader)
    return told.keep(entry, told.facts_of(entry, reading))


@dataclass(frozen=True)
class Ticked:
    """One question of a check-in that was answered."""

    kind: str
    answer: Answer
    question: str | None = None
    amount: float | None = None


def tell_checkin(
    world: World, person_id: str, ratings: Mapping[str, float], answers: Sequence[Ticked], *, at: datetime | None = None
) -> Told:
    """The entry made of an evening's ratings (scale → 1 … 10) and ticked answers.

    Raises:
        BadInput: when nothing was told, or a rating lies outside its scale.
        UnknownName: for a scale or a kind that there is not.
    """
    from voice.reading import SCALES

    if not ratings and not answers:
        raise BadInput("wanted at least one rating or answer, found none")
    for scale, value in ratings.items():
        if scale not in SCALES:
            raise UnknownName(f"no scale {scale!r}; known: {', '.join(SCALES)}")
        if not 1 <= value <= 10:
            raise BadInput(f"wanted a rating of {scale} from 1 to 10, found {value:g}")
    for one in answers:
        known_kind(one.kind)
    told = Telling.of(world, person_id, at)
    words = "; ".join([*(f"{scale} {value:g} of 10" for scale, value in ratings.items()), *map(_ticked_words, answers)])
    entry = told.entry(_id_of(told.day.isoformat(), CHECKIN, words), words, transcriber=CHECKIN, reader=CHECKIN)
    facts: list[Fact] = [told.rating(entry, scale, value) for scale, value in ratings.items()]
    facts += [
        told.answer(entry, one.kind, one.answer, question=one.question, amount=one.amount, unit=unit_of(one.kind, one.amount))
        for one in answers
    ]
    return told.keep(entry, facts)


def _ticked_words(one: Ticked) -> str:
    kind = EVENT_KINDS[one.kind]
    return f"{one.question or kind.question} {one.answer}" + ("" if one.amount is None else f", {one.amount:g} {kind.unit or ''}".rstrip())


@dataclass(frozen=True)
class _Heard:
    """A recording as it was heard."""

    transcript: Transcript
    suffix: str
    """Of its container, whatever the file is called."""
    seconds: float
    measures: VoiceMeasures | None


def _hear(world: World, content: bytes, name: str, progress: Progress) -> _Heard:
    from voice.containers import container_of
    from voice.decoding import decode
    from voice.invented import spoken_within
    from voice.measuring.catalog import measure
    from voice.presence import refuse_without_speech, speech_of
    from voice.transcribers.catalog import transcriber_for

    progress("decode")
    sound = decode(content, name=name)
    progress("listen")
    presence = speech_of(sound)
    refuse_without_speech(sound, presence, name=name)
    progress("transcribe")
    transcript = spoken_within(transcriber_for(world.settings).transcribe(sound), presence.spans)
    if not transcript.text.strip():
        raise Unhearable(
            f"{name}: wanted speech, and {transcript.transcriber} made out no word; speak nearer to the microphone", "no_words"
        )
    progress("measure")
    measures = measure(sound, transcript, presence.spans, analysis=world.settings.voice_analysis)
    container = container_of(content)
    return _Heard(transcript, container.suffix if container else "", sound.seconds, measures)


def _voice_fields(measures: VoiceMeasures | None) -> dict[str, object]:
    from core.seal import canonical

    if measures is None:
        return {}
    return {
        "voice_flags": " ".join(measures.flags),
        "functionals": canonical(dict(measures.functionals)) if measures.functionals else None,
    }


def _id_of(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_ID_DIGITS]


@contextmanager
def _unless_it_fails(undo: Callable[[], object]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        undo()
        raise
