"""How well a reader understands journal texts: events, errors of negation, tense and person, amounts, times, ratings, quotes, speed.

An event is found when its kind, its answer and its day are the label's. `python -m evals.extraction READER` lists what a reader
(rules, learned) gets wrong in the part that may be looked at.
"""

from __future__ import annotations

import json
import sys
import time as clock
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from core.events import EVENT_KINDS
from core.records import Answer
from evals.extraction_corpus import UNSEEN, LabelledText, Part, read_part
from evals.extraction_counts import (
    NEAR_INTENSITY,
    Counts,
    Key,
    Verdict,
    counted,
    f1_interval,
    is_near_amount,
    is_near_rating,
    is_near_time,
)
from voice.reading import HeardEvent, Reader, Reading

SEED = 5
"""Of the bootstrap."""
DEFINITIONS = {
    "negation": "an event read with the opposite of that day's labelled answer; texts: those in which something is told by no",
    "tense": (
        "an event read of what the text tells as to come, long ago, usual or not real, or read on another day than the label's; "
        "texts: those that tell such a thing or of yesterday"
    ),
    "person": "an event read of what the text tells of somebody else; texts: those that tell of somebody else",
    "any": "an event that is an error of negation, tense or person, counted once; texts: those with one of these tags",
}
"""What is an error of each sort, and which texts could have it. Each has two rates: over these texts, and over all labelled events."""


@dataclass(frozen=True)
class Errors:
    """Errors of one sort."""

    errors: int
    texts_with_error: int
    texts: int
    """Texts that carry the tag."""
    events: int
    """All labelled events of the part."""

    @property
    def of_events(self) -> float:
        """Errors per labelled event."""
        return self.errors / self.events if self.events else 0.0

    @property
    def of_texts(self) -> float:
        """Part of the tagged texts that have such an error; an error in a text without the tag counts as well."""
        return self.texts_with_error / self.texts if self.texts else 0.0


@dataclass(frozen=True)
class Right:
    """How many of those labelled were read rightly."""

    right: int
    of: int

    @property
    def share(self) -> float:
        """1 where there was none to read."""
        return self.right / self.of if self.of else 1.0


@dataclass(frozen=True)
class Baseline:
    """What a list of words reaches on the same texts."""

    name: str
    events: Counts
    errors: dict[str, Errors]


@dataclass(frozen=True)
class ExtractionReport:
    """One reader on one part."""

    reader: str
    part: Part
    texts: int
    events: Counts
    f1_low: float
    f1_high: float
    """The middle 95% over texts drawn anew."""
    by_kind: dict[str, Counts]
    by_answer: dict[str, Counts]
    by_tag: dict[str, Counts]
    errors: dict[str, Errors]
    """By the names of `DEFINITIONS`."""
    amounts: Right
    times: Right
    intensities: Right
    """These three: of the labelled events that were found."""
    ratings: Right
    ratings_extra: int
    """Ratings read on scales that the label leaves out."""
    foreign_quotes: int
    """Quotes that do not stand in their text, letter for letter."""
    texts_per_second: float
    baseline: Baseline

    def to_json(self) -> dict[str, object]:
        """As `morrow evals extraction --json` prints it."""
        plain = asdict(self)
        plain.update({"events": _scores(self.events), "f1_interval": [self.f1_low, self.f1_high], "definitions": DEFINITIONS})
        plain.update({name: _table(getattr(self, name)) for name in ("by_kind", "by_answer", "by_tag")})
        plain["errors"] = _rates(self.errors)
        plain.update({name: _right(getattr(self, name)) for name in ("amounts", "times", "intensities", "ratings")})
        plain["baseline"] = {"name": self.baseline.name, "events": _scores(self.baseline.events), "errors": _rates(self.baseline.errors)}
        for name in ("f1_low", "f1_high"):
            del plain[name]
        return plain


@dataclass(frozen=True)
class Mistake:
    """One text that was not read as labelled."""

    text_id: str
    text: str
    missing: tuple[Key, ...]
    extra: tuple[Key, ...]
    details: tuple[str, ...]
    """Amounts, times, ratings and quotes that are off, in words."""


class CatalogWords:
    """The naive reader: whichever kind's words of the catalog stand in the text is told with yes, of today."""

    name = "catalog words"

    def read(self, text: str) -> Reading:
        """One event per kind whose words match, the whole text as its quote."""
        return Reading(tuple(HeardEvent(kind.name, "yes", text, 0.5) for kind in EVENT_KINDS.values() if kind.matches(text)))


def report(reader: Reader, part: Part, *, seconds: Callable[[], float] = clock.perf_counter) -> ExtractionReport:
    """The reader's figures on that part, beside those of a list of words."""
    return scored(reader, read_part(part), part, seconds=seconds)


def scored(
    reader: Reader, texts: Sequence[LabelledText], part: Part, *, seconds: Callable[[], float] = clock.perf_counter
) -> ExtractionReport:
    """The reader's figures on those texts."""
    reader.read("")  # whatever it loads at its first word is not its speed
    started = seconds()
    verdicts = [Verdict(one, reader.read(one.text)) for one in texts]
    took = seconds() - started
    low, high = f1_interval(verdicts, seed=SEED)
    answers: tuple[Answer, ...] = ("yes", "no")
    tags = sorted({tag for one in texts for tag in one.tags})
    return ExtractionReport(
        reader=reader.name,
        part=part,
        texts=len(texts),
        events=counted(verdicts),
        f1_low=low,
        f1_high=high,
        by_kind={kind: counted(verdicts, kind=kind) for kind in EVENT_KINDS},
        by_answer={answer: counted(verdicts, answer=answer) for answer in answers},
        by_tag={tag: counted(one for one in verdicts if tag in one.text.tags) for tag in tags},
        errors=_errors(verdicts),
        amounts=_amounts(verdicts),
        times=_times(verdicts),
        intensities=_intensities(verdicts),
        ratings=_ratings(verdicts),
        ratings_extra=sum(_unlabelled_ratings(one) for one in verdicts),
        foreign_quotes=sum(len(one.foreign_quotes) for one in verdicts),
        texts_per_second=len(texts) / took if took > 0 else float("inf"),
        baseline=_baseline(texts),
    )


def mistakes(reader: Reader, part: Part) -> list[Mistake]:
    """What the reader got wrong, text by text.

    Raises:
        ValueError: for the part that whoever mends a reader must not see.
    """
    if part in UNSEEN:
        raise ValueError(f"mistakes are not listed for the part {part!r}, which stays unseen by whoever writes or teaches readers")
    found = [_mistake(Verdict(one, reader.read(one.text))) for one in read_part(part)]
    return [one for one in found if one.missing or one.extra or one.details]


def _errors(verdicts: Sequence[Verdict]) -> dict[str, Errors]:
    sorts: dict[str, Callable[[Verdict], Iterable[Key]]] = {
        "negation": lambda one: one.flipped,
        "tense": lambda one: one.mistimed,
        "person": lambda one: one.of_others,
        "any": lambda one: {*one.flipped, *one.mistimed, *one.of_others},
    }
    return {name: _errors_of(verdicts, name, wrong) for name, wrong in sorts.items()}


def _errors_of(verdicts: Sequence[Verdict], name: str, wrong: Callable[[Verdict], Iterable[Key]]) -> Errors:
    counts = [len(tuple(wrong(one))) for one in verdicts]
    tags = {"negation", "tense", "person"} if name == "any" else {name}
    tagged = sum(bool(tags & one.text.tags) for one in verdicts)
    return Errors(sum(counts), sum(count > 0 for count in counts), tagged, sum(len(one.text.events) for one in verdicts))


def _tally(judged: Iterable[bool]) -> Right:
    results = list(judged)
    return Right(sum(results), len(results))


def _amounts(verdicts: Iterable[Verdict]) -> Right:
    return _tally(is_near_amount(label, read) for one in verdicts for label, read in one.pairs if label.amount is not None)


def _times(verdicts: Iterable[Verdict]) -> Right:
    return _tally(is_near_time(label.at, read.at) for one in verdicts for label, read in one.pairs if label.at is not None)


def _intensities(verdicts: Iterable[Verdict]) -> Right:
    pairs = [(label.intensity, read.intensity) for one in verdicts for label, read in one.pairs]
    return _tally(read is not None and abs(read - label) <= NEAR_INTENSITY for label, read in pairs if label is not None)


def _ratings(verdicts: Iterable[Verdict]) -> Right:
    return _tally(is_near_rating(label.value, label.scale, one.reading.ratings) for one in verdicts for label in one.text.ratings)


def _unlabelled_ratings(verdict: Verdict) -> int:
    return len({rating.scale for rating in verdict.reading.ratings} - {rating.scale for rating in verdict.text.ratings})


def _baseline(texts: Iterable[LabelledText]) -> Baseline:
    naive = CatalogWords()
    verdicts = [Verdict(one, naive.read(one.text)) for one in texts]
    return Baseline(naive.name, counted(verdicts), _errors(verdicts))


def _mistake(verdict: Verdict) -> Mistake:
    return Mistake(verdict.text.text_id, verdict.text.text, verdict.missing, verdict.extra, tuple(_details(verdict)))


def _details(verdict: Verdict) -> Iterable[str]:
    for label, read in verdict.pairs:
        if label.amount is not None and not is_near_amount(label, read):
            yield f"{label.kind}: amount {label.amount} {label.unit}, read {read.amount} {read.unit}"
        if label.at is not None and not is_near_time(label.at, read.at):
            yield f"{label.kind}: time {label.at:%H:%M}, read {read.at}"
        if label.intensity is not None and (read.intensity is None or abs(read.intensity - label.intensity) > NEAR_INTENSITY):
            yield f"{label.kind}: intensity {label.intensity}, read {read.intensity}"
    for rating in verdict.text.ratings:
        if not is_near_rating(rating.value, rating.scale, verdict.reading.ratings):
            yield f"{rating.scale}: {rating.value}, read {[one.value for one in verdict.reading.ratings if one.scale == rating.scale]}"
    yield from (f"not in the text: {quote!r}" for quote in verdict.foreign_quotes)


def _scores(one: Counts) -> dict[str, object]:
    return {**asdict(one), "precision": one.precision, "recall": one.recall, "f1": one.f1}


def _table(counts: dict[str, Counts]) -> dict[str, object]:
    return {name: _scores(one) for name, one in counts.items()}


def _rates(errors: dict[str, Errors]) -> dict[str, object]:
    return {name: {**asdict(one), "of_events": one.of_events, "of_texts": one.of_texts} for name, one in errors.items()}


def _right(one: Right) -> dict[str, object]:
    return {**asdict(one), "share": one.share}


def main(arguments: list[str]) -> None:
    """Writes what a reader of this machine gets wrong in the part that may be looked at."""
    from voice.learned.reader import LearnedReader
    from voice.rules.reader import RuleReader

    if arguments not in (["rules"], ["learned"]):
        sys.exit("usage: python -m evals.extraction rules|learned")
    reader = RuleReader() if arguments == ["rules"] else LearnedReader()
    sys.stdout.writelines(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in mistakes(reader, "dev"))


if __name__ == "__main__":
    main(sys.argv[1:])
