"""How the learned reader is taught: `python -m evals.teach_reader [EPOCHS]` writes `voice/learned/taught.safetensors`.

It is taught on the parts of the corpus that may be looked at (`TAUGHT_ON`), never on those held back. Each twentieth of the texts that
were written for it alone is kept out of the lessons: by them the temperature of its probabilities is measured.
"""

from __future__ import annotations

import logging
import math
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from evals.extraction_corpus import LabelledText, Part, read_part
from evals.plain_lessons import plain_lessons
from evals.reader_lessons import BATCH, KINDS, Batch, batches, lesson, varied
from evals.reader_net import ReaderNet
from voice.learned.weights import ENCODER_SHA256, TAUGHT, encoder_tensors

TAUGHT_ON: tuple[Part, ...] = ("dev", "further", "taught")
EPOCHS = 6
SEED = 5
PLAIN_SETS = 3
"""One epoch sees one part of so many of the plainest sentences."""
KEPT_OUT = 20
"""Every so many-th text is no lesson."""
RATE_OF_LAYERS, RATE_OF_JUDGE = 8e-4, 1e-3
WARM_UP = 100
"""Steps over which both rates rise, if a tenth of all is not less."""
QUOTES = 0.1
"""Weight of looking at the quoted words, beside that of the right answers."""
log = logging.getLogger(__name__)


def teach(
    texts: Sequence[LabelledText], epochs: int, *, plain: Sequence[LabelledText] = (), progress: Callable[[str], object] = log.info
) -> ReaderNet:
    """A net that was taught those texts; the same for the same texts on the same machine.

    Args:
        texts: the lessons; each epoch sees them varied anew.
        epochs: how often each is seen.
        plain: the plainest sentences; each epoch sees one of `PLAIN_SETS` parts of them.
        progress: is told a line after each epoch.
    """
    torch.manual_seed(SEED)
    chance = random.Random(SEED)  # noqa: S311 - it shuffles lessons
    net = ReaderNet({name: torch.from_numpy(tensor) for name, tensor in encoder_tensors().items()})
    steps = epochs * math.ceil((len(texts) + len(plain) / PLAIN_SETS) / BATCH)
    optimizer, schedule = _paced(net, steps)
    began = time.monotonic()
    for epoch in range(epochs):
        net.train()
        seen = [*texts, *plain[epoch % PLAIN_SETS :: PLAIN_SETS]]
        lessons = [lesson(varied(text, seen, chance)) for text in seen]
        losses = [_step(net, batch, optimizer, schedule) for batch in batches(lessons, chance)]
        progress(f"epoch {epoch + 1} of {epochs}: loss {sum(losses) / len(losses):.3f}, {time.monotonic() - began:.0f} s")
    return net.eval()


def temperature(net: ReaderNet, texts: Sequence[LabelledText]) -> float:
    """What the scores must be divided by so that the probabilities of those texts' answers are likeliest."""
    lessons = [lesson(text) for text in texts]
    with torch.no_grad():
        pairs = [(net(batch)[0], batch.answers) for batch in batches(lessons)]
    scores = torch.cat([found.flatten(0, 2) for found, _ in pairs])
    answers = torch.cat([wanted.flatten() for _, wanted in pairs])
    candidates = [0.5 + 0.05 * step for step in range(60)]
    return min(candidates, key=lambda one: float(functional.cross_entropy(scores / one, answers)))


def write(net: ReaderNet, heat: float, path: Path = TAUGHT) -> None:
    """Writes what was taught."""
    from safetensors.torch import save_file

    facts = {"kinds": " ".join(KINDS), "temperature": f"{heat:.2f}", "encoder": ENCODER_SHA256}
    save_file(net.taught(), path, metadata=facts)


def lessons_and_kept_out() -> tuple[list[LabelledText], list[LabelledText]]:
    """The texts to teach, and those by which the temperature is measured."""
    own = read_part("taught")
    kept_out = own[::KEPT_OUT]
    lessons = [text for part in TAUGHT_ON for text in read_part(part)]
    return [text for text in lessons if text not in kept_out], list(kept_out)


def _paced(net: ReaderNet, steps: int) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    taught = [(name, parameter) for name, parameter in net.named_parameters() if parameter.requires_grad]
    groups = [
        {"params": [one for name, one in taught if name.startswith("layers.")], "lr": RATE_OF_LAYERS},
        {"params": [one for name, one in taught if not name.startswith("layers.")], "lr": RATE_OF_JUDGE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    rise = min(WARM_UP, 1 + steps // 10)
    pace = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, step / rise) * max(0.02, 1 - step / steps))
    return optimizer, pace


def _step(net: ReaderNet, batch: Batch, optimizer: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.LambdaLR) -> float:
    scores, looks = net(batch)
    loss = _loss(scores, looks, batch)
    optimizer.zero_grad()
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    return float(loss.detach())


def _loss(scores: Tensor, looks: Tensor, batch: Batch) -> Tensor:
    """Of all answers, kinds and days added up, and of attention that lies elsewhere than on the quoted words."""
    wrong = functional.cross_entropy(scores.flatten(0, 2), batch.answers.flatten(), reduction="sum") / len(batch.ids)
    quoted = batch.quoted.any(-1)
    if not bool(quoted.any()):
        return wrong
    return wrong - QUOTES * torch.log((looks * batch.quoted).sum(-1)[quoted] + 1e-6).mean()


def main(arguments: list[str]) -> None:
    """Teaches, and says how well it reads the texts that were kept out."""
    if len(arguments) > 1 or any(not one.isdigit() for one in arguments):
        sys.exit("usage: python -m evals.teach_reader [EPOCHS]")
    lessons, kept_out = lessons_and_kept_out()
    net = teach(lessons, int(arguments[0]) if arguments else EPOCHS, plain=plain_lessons(), progress=_say)
    heat = temperature(net, kept_out)
    write(net, heat)
    _say(f"{len(lessons)} texts taught, temperature {heat:.2f}; written to {TAUGHT}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
