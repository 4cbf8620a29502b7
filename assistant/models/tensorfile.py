"""Writes a safetensors file piece by piece, so that memory holds one piece and never the model.

The format (https://huggingface.co/docs/safetensors, "Format"): a little-endian u64 header length,
a JSON header, then the tensors' bytes. The safetensors library wants all tensors at once, which
for a 1.5 B model is 3 GB.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.models.errors import MalformedWeights

Floats = NDArray[np.float32]

BYTES = 2
"""Of one bfloat16."""


class Pieces(Protocol):
    """Opens a tensor's values: float32 arrays of any length that follow each other in C order."""

    def __call__(self) -> Iterator[Floats]:
        """Begins at the first value."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """A named array whose values are read when they are written."""

    name: str
    shape: tuple[int, ...]
    pieces: Pieces

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return prod(self.shape) * BYTES


def write_bfloat16(path: Path, tensors: Sequence[Tensor]) -> Iterator[int]:
    """Writes the tensors in order, rounded to bfloat16; yields the bytes written so far.

    Raises:
        MalformedWeights: A tensor's values are not finite or not as many as its shape says.
    """
    done = 0
    with path.open("wb") as file:
        file.write(_header(tensors))
        for tensor in tensors:
            end = done + tensor.size
            for piece in tensor.pieces():
                done += file.write(_bfloat16(tensor.name, piece).tobytes())
                yield done
            if done != end:
                raise MalformedWeights(tensor.name, f"{end - done} bytes short of {tensor.shape}")
        file.flush()
        os.fsync(file.fileno())


def _header(tensors: Sequence[Tensor]) -> bytes:
    entries: dict[str, object] = {"__metadata__": {"format": "pt"}}
    start = 0
    for tensor in tensors:
        end = start + tensor.size
        entries[tensor.name] = {
            "dtype": "BF16",
            "shape": list(tensor.shape),
            "data_offsets": [start, end],
        }
        start = end
    text = json.dumps(entries, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # tensors begin on an 8-byte boundary
    return len(text).to_bytes(8, "little") + text


def _bfloat16(name: str, values: Floats) -> NDArray[np.uint16]:
    """The upper half of each float32, rounded to nearest, ties to even."""
    if not np.isfinite(values).all():
        raise MalformedWeights(name, "it holds values that are not finite")
    bits = np.ascontiguousarray(values, dtype="<f4").view("<u4")
    rounded: NDArray[np.uint32] = (bits + (0x7FFF + ((bits >> 16) & 1)).astype("<u4")) >> 16
    return rounded.astype("<u2")
