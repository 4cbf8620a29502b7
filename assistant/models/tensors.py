"""Reads tensors of a safetensors file as float32, off the disk and only where they are looked at.

The format (https://huggingface.co/docs/safetensors, "Format"): a little-endian u64 header length,
a JSON header, then the tensors' bytes. The safetensors library has no bfloat16 for NumPy and reads
a tensor whole; of a table of 250,000 words, a text needs a few hundred.
"""

from math import prod
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from assistant.models.errors import MalformedWeights
from assistant.models.tensorfile import Floats

LONGEST_HEADER = 100_000_000
"""Bytes; the library's own limit."""
_STORED: dict[str, np.dtype[np.generic]] = {
    "BF16": np.dtype("<u2"),
    "F16": np.dtype("<f2"),
    "F32": np.dtype("<f4"),
}
_Count = Annotated[int, Field(ge=0, lt=1 << 40)]


class _Entry(BaseModel):
    """What the header says about a tensor."""

    dtype: str
    shape: tuple[_Count, ...]
    data_offsets: tuple[_Count, _Count]


_HEADER = TypeAdapter(dict[str, dict[str, str] | _Entry])


class Tensors:
    """The vectors and matrices of one file, by name. Safe to use from many threads.

    Raises:
        MalformedWeights: The file is none; and when a tensor is asked for that is not there, not
            whole, or not of floats.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._data = np.memmap(path, np.uint8, "r") if path.stat().st_size else np.zeros(0, "u1")
        length = int.from_bytes(self._data[:8].tobytes(), "little")
        if not 0 < length <= min(LONGEST_HEADER, len(self._data) - 8):
            raise MalformedWeights(self._name, f"it announces a header of {length} bytes")
        self._values = self._data[8 + length :]
        try:
            entries = _HEADER.validate_json(self._data[8 : 8 + length].tobytes())
        except ValidationError as exc:
            raise MalformedWeights(
                self._name, f"its header is none ({exc.error_count()} faults)"
            ) from exc
        self._entries = {name: it for name, it in entries.items() if isinstance(it, _Entry)}

    def shape(self, name: str) -> tuple[int, ...] | None:
        """A tensor's dimensions; None where there is no such tensor."""
        entry = self._entries.get(name)
        return entry.shape if entry else None

    def whole(self, name: str) -> Floats:
        """All values of a tensor, in its shape."""
        return _widened(self._stored(name))

    def rows(self, name: str, places: NDArray[np.intp]) -> Floats:
        """Some rows of a matrix, (n, columns)."""
        return _widened(self._stored(name)[places])

    def _stored(self, name: str) -> NDArray[np.generic]:
        entry = self._entries.get(name)
        if entry is None:
            raise MalformedWeights(self._name, f"tensor {name} is missing")
        kind, (start, end) = _STORED.get(entry.dtype), entry.data_offsets
        if kind is None or len(entry.shape) > 2:
            raise MalformedWeights(self._name, f"tensor {name} is {entry.dtype} {entry.shape}")
        if (
            not start <= end <= len(self._values)
            or end - start != prod(entry.shape) * kind.itemsize
        ):
            raise MalformedWeights(self._name, f"tensor {name} is not where the header says")
        stored: NDArray[np.generic] = self._values[start:end].view(kind)
        return stored.reshape(entry.shape)


def _widened(values: NDArray[np.generic]) -> Floats:
    """Float32 of the same value; a bfloat16 is the upper half of one."""
    if values.dtype == _STORED["BF16"]:
        return (values.astype("<u4") << 16).view("<f4")
    return values.astype(np.float32)
