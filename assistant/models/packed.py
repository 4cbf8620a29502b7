"""4-bit weights on the disk in the kernel's own order: a start reads what another had to work out.

To quantize and pack 1.5 billion weights takes a core half a minute; to map them, nothing.
"""

import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.models.int4 import GROUP, Int4, packed_shapes
from vectorstore.atomic import put_in_place, write_part_with

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

_FORM = 1
"""Raised when what is kept changes its meaning."""
_PREFIX, _SUFFIX = "packed-", ".safetensors"


class Packed:
    """The packed products of one model folder, by name. What is not there is packed and added."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"{_PREFIX}{_key(folder)}{_SUFFIX}"
        self._kept = _read(self._file)
        self._new: dict[str, torch.Tensor] = {}

    def product(self, name: str, weight: "torch.Tensor") -> Int4:
        """With ``weight``, (outputs, inputs) bfloat16, which is read only if it must be."""
        codes, scales = self._kept.get(f"{name}.codes"), self._kept.get(f"{name}.scales")
        if codes is not None and scales is not None:
            shapes = tuple(codes.shape), tuple(scales.shape)
            if shapes == packed_shapes(*weight.shape):
                return Int4(codes, scales)
        product = Int4.of(weight)
        self._new |= {f"{name}.codes": product.codes, f"{name}.scales": product.scales}
        return product

    def save(self) -> None:
        """Keeps what was packed anew; a folder that cannot be written costs time at each start."""
        from safetensors.torch import save

        if not self._new:
            return
        try:
            part = write_part_with(self._file.parent, lambda file: file.write(save(self._new)))
            put_in_place(part, self._file)
            for other in self._file.parent.glob(f"{_PREFIX}*{_SUFFIX}"):
                if other != self._file:
                    other.unlink(missing_ok=True)  # of another torch, processor or model
        except OSError as exc:
            logger.info("packed weights are not kept in %s: %s", self._file.parent, exc)


def _key(folder: Path) -> str:
    """What the packed form depends on: the weights, the kernel and the processor."""
    import torch

    told = [str(_FORM), str(GROUP), torch.__version__, torch.backends.cpu.get_cpu_capability()]
    for file in sorted(folder.glob(f"*{_SUFFIX}")):
        if not file.name.startswith(_PREFIX):
            status = file.stat()
            told.append(f"{file.name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _read(file: Path) -> "dict[str, torch.Tensor]":
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(file) if file.exists() else {}
    except (OSError, SafetensorError) as exc:
        logger.warning("%s cannot be read and is made again: %s", file, exc)
        return {}
