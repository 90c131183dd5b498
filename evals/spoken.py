"""Sixty spoken entries through every transcriber that can be had: words, events, time and memory, in one report. `app` draws the table.

What was typed is the ceiling: the same sentences, read without being heard.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

from core.settings import Settings
from evals.spoken_corpus import SpokenEntry, spoken_entries
from evals.spoken_scores import EventScore, event_score, word_error_rate
from evals.spoken_voices import PROGRAMS, Saying, is_installed, say, sayings
from voice.invented import spoken_within
from voice.reading import HeardEvent, Reader
from voice.sound import Sound
from voice.transcript import Transcriber, Transcript

NEEDED = "espeak-ng"
"""Without it there is no report; other synthesisers are rows of their own where they are installed."""
TYPED = "typed"
Spans = Sequence[tuple[float, float]]
Progress = Callable[[str], None]
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Stages:
    """What a recording goes through beside transcription and reading."""

    decode: Callable[[bytes], Sound]
    presence: Callable[[Sound], Spans]
    measure: Callable[[Sound, Transcript, Spans], object]


@dataclass(frozen=True)
class Row:
    """One transcriber on the entries as one synthesiser said them."""

    transcriber: str
    voices: str
    """The synthesiser, or "typed"."""
    entries: int
    word_error_rate: float
    events: EventScore
    real_time_factor: float | None
    """Seconds of transcription per second of sound; None for typed text."""
    unheard: int
    """Entries that came out empty."""
    by_noise: Mapping[str, float]
    by_speed: Mapping[str, float]
    by_voice: Mapping[str, float]
    """Word error rate of each."""


@dataclass(frozen=True)
class Cost:
    """What one stage takes."""

    stage: str
    """decode, presence, transcription, voice, reading."""
    by: str
    """Who did it, where there are several."""
    first_seconds: float
    """Of the first entry: models are loaded in it."""
    real_time_factor: float
    """Seconds of work per second of sound, over all entries but the first."""
    memory_mb: float
    """Memory held by the process at its highest after a call of this stage; decoding's own process counts for it."""
    added_mb: float
    """By how much more than before the stage."""


@dataclass(frozen=True)
class SpokenReport:
    """What became of the spoken entries."""

    entries: int
    reader: str
    audio_seconds: float
    rows: tuple[Row, ...]
    costs: tuple[Cost, ...]
    left_out: Mapping[str, str]
    """What could not be run here, and why."""

    def to_json(self) -> dict[str, object]:
        """As `morrow evals voice --json` prints it."""
        return asdict(self)


def run(
    settings: Settings,
    reader: Reader,
    progress: Progress = lambda told: None,
    *,
    entries: Sequence[SpokenEntry] | None = None,
    transcribers: Mapping[str, Transcriber] | None = None,
    stages: Stages | None = None,
    programs: Sequence[str] = tuple(PROGRAMS),
) -> SpokenReport:
    """The report; without arguments over the whole corpus, every transcriber of this installation and every synthesiser that is installed.

    Raises:
        Broken: when espeak-ng is not installed.
    """
    from voice.transcribers.catalog import available

    corpus = spoken_entries() if entries is None else tuple(entries)
    hearing = available(settings) if transcribers is None else transcribers
    through = usual_stages(settings) if stages is None else stages
    present = [name for name in programs if name == NEEDED or is_installed(name)]
    evaluation = _Evaluation(corpus, reader, through, progress)
    for name in present:
        evaluation.hear(name, hearing)
    return SpokenReport(
        entries=len(corpus),
        reader=reader.name,
        audio_seconds=round(evaluation.audio_seconds, 1),
        rows=(*evaluation.rows, evaluation.typed()),
        costs=tuple(evaluation.costs),
        left_out=_left_out(settings, programs, present, hearing),
    )


def usual_stages(settings: Settings) -> Stages:
    """The stages as an entry goes through them."""
    from voice.decoding import decode
    from voice.measuring.catalog import measure
    from voice.presence import speech_of

    return Stages(
        lambda content: decode(content, name="a spoken entry"),
        lambda sound: speech_of(sound).spans,
        lambda sound, transcript, spans: measure(sound, transcript, spans, analysis=settings.voice_analysis),
    )


def _left_out(settings: Settings, programs: Sequence[str], present: Sequence[str], hearing: Mapping[str, Transcriber]) -> dict[str, str]:
    from voice.transcribers.catalog import in_force

    found = {name: f"{name} is not installed; {PROGRAMS[name].remedy}" for name in programs if name not in present}
    for kind in ("endpoint", "whisper", "embedded"):
        one = in_force(settings.model_copy(update={"transcriber": kind}))
        if not one.is_ready and one.name not in hearing:
            found[one.name] = f"it cannot be had here; {one.remedy}"
    return found


class _Evaluation:
    """One run, stage by stage, so that the memory of each can be told."""

    def __init__(self, corpus: Sequence[SpokenEntry], reader: Reader, stages: Stages, progress: Progress) -> None:
        self._corpus, self._reader, self._stages, self._progress = corpus, reader, stages, progress
        self._said = [entry.text for entry in corpus]
        self.rows: list[Row] = []
        self.costs: list[Cost] = []
        self.audio_seconds = 0.0

    def hear(self, program: str, hearing: Mapping[str, Transcriber]) -> None:
        """The corpus, said by one synthesiser, through every transcriber."""
        self._progress(f"{program} says {len(self._corpus)} entries")
        ways = sayings(program, len(self._corpus))
        contents = [say(text, how, seed) for seed, (text, how) in enumerate(zip(self._said, ways, strict=True))]
        sounds = self._timed("decode", program, self._stages.decode, contents, ())
        lengths = [sound.seconds for sound in sounds]
        self.audio_seconds += sum(lengths)
        spans = self._timed("presence", program, self._stages.presence, sounds, lengths)
        for name, transcriber in hearing.items():
            self._progress(f"{name} hears {program}")
            heard = self._timed("transcription", name, transcriber.transcribe, sounds, lengths)
            within = [spoken_within(one, speech) for one, speech in zip(heard, spans, strict=True)]
            factor = self.costs[-1].real_time_factor
            self._timed("voice", name, lambda given: self._stages.measure(*given), list(zip(sounds, within, spans, strict=True)), lengths)
            self.rows.append(self._row(name, ways, [one.text for one in within], factor, lengths))

    def typed(self) -> Row:
        """The ceiling: nothing was misheard."""
        return self._row(TYPED, [], self._said, None, ())

    def _row(self, name: str, ways: Sequence[Saying], texts: Sequence[str], factor: float | None, lengths: Sequence[float]) -> Row:
        found: list[Sequence[HeardEvent]] = [
            one.events for one in self._timed("reading", self._reader.name, self._reader.read, texts, lengths)
        ]
        return Row(
            transcriber=name,
            voices=ways[0].program if ways else TYPED,
            entries=len(texts),
            word_error_rate=round(word_error_rate(self._said, texts), 4),
            events=event_score([entry.events for entry in self._corpus], found),
            real_time_factor=factor,
            unheard=sum(not text.strip() for text in texts),
            by_noise=self._by([f"{how.noise_db:g} dB" if how.noise_db is not None else "none" for how in ways], texts),
            by_speed=self._by([str(how.words_per_minute) for how in ways], texts),
            by_voice=self._by([how.voice for how in ways], texts),
        )

    def _by(self, labels: Sequence[str], texts: Sequence[str]) -> dict[str, float]:
        places = {label: [at for at, one in enumerate(labels) if one == label] for label in labels}
        rates = {label: word_error_rate([self._said[n] for n in at], [texts[n] for n in at]) for label, at in places.items()}
        return {label: round(rate, 4) for label, rate in rates.items()}

    def _timed(self, stage: str, by: str, work: Callable[[Given], Made], given: Sequence[Given], lengths: Sequence[float]) -> list[Made]:
        """What the work gives for each; its cost is noted, typed text's aside, since it lasts no time."""
        before, seconds, memory, made = _memory_mb(), [], 0.0, []
        for one in given:
            began = time.perf_counter()
            made.append(work(one))
            seconds.append(time.perf_counter() - began)
            memory = max(memory, _memory_mb())
        lasting = lengths or [one.seconds for one in made if isinstance(one, Sound)]
        if lasting and seconds:
            self._note(stage, by, seconds, lasting, memory, before)
        return made

    def _note(self, stage: str, by: str, seconds: Sequence[float], lengths: Sequence[float], memory: float, before: float) -> None:
        rest = (seconds[1:], lengths[1:]) if len(seconds) > 1 else (seconds, lengths)
        held = max(memory, _children_mb()) if stage == "decode" else memory
        factor = round(sum(rest[0]) / sum(rest[1]), 4)
        self.costs.append(Cost(stage, by, round(seconds[0], 3), factor, round(held, 1), round(max(0.0, memory - before), 1)))


def _memory_mb() -> float:
    """What this process holds now."""
    import psutil

    return float(psutil.Process().memory_info().rss) / 1e6


def _children_mb() -> float:
    """The most that a child ever held for which this process has waited."""
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kilobytes
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6
