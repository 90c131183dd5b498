"""Torch's global state, borrowed and given back: threads and random numbers; and the device that a setting means.

Imports torch at its top: to be imported inside functions only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from core.errors import BadInput


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Torch on that many threads inside the block, on as many as before after it."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def seeded(seed: int, device: torch.device) -> Iterator[None]:
    """Torch's own random numbers begin at that seed inside the block, and go on where they were after it.

    On the processor equal seeds give equal numbers; on a GPU nearly so, for its kernels add up in no fixed order.
    """
    if device.type == "cuda":
        with torch.random.fork_rng(devices=[torch.cuda.current_device()]):
            torch.manual_seed(seed)
            yield
    else:
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(seed)  # `torch.manual_seed` would reach out to every GPU
            yield


def device_of(name: str) -> torch.device:
    """The device of that setting.

    Raises:
        BadInput: for `cuda` where torch finds no GPU.
    """
    there = torch.cuda.is_available() if name != "cpu" else False
    if name == "cuda" and not there:
        raise BadInput("device cuda needs a GPU, torch finds none here; set the device to auto or cpu")
    return torch.device("cuda" if there else "cpu")
