"""4-bit weights on the disk in the kernel's own order: a start reads what another had to work out.

To quantize and pack 1.5 billion weights takes a core half a minute; to map them, nothing. These are
the bytes that run, so their digest is written when they are made, and they are hashed as the sealed
files are: once, and again when the file has changed.
"""

import hashlib
import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.models.digest import digest
from assistant.models.int4 import GROUP, Int4, packed_shapes
from assistant.models.trust import Look, look
from vectorstore.atomic import put_in_place, write_part

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

_FORM = 1
"""Raised when what is kept changes its meaning."""
_PREFIX, _SUFFIX = "packed-", ".safetensors"
_SEAL = ".json"
"""What the packed file's digest is kept in, beside it."""


class _Seal(BaseModel):
    """What was packed."""

    model_config = ConfigDict(frozen=True)

    sha256: str
    seen: Look | None = None
    """How the file was when this was its digest; None until it was read back."""


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
        packed = save(self._new)
        sealed = _Seal(sha256=hashlib.sha256(packed).hexdigest())
        try:
            put_in_place(write_part(self._file.parent, [packed]), self._file)
            _write_seal(self._file, sealed)
            for other in self._file.parent.glob(f"{_PREFIX}*{_SUFFIX}"):
                if other != self._file:  # of another torch, processor or model
                    other.unlink(missing_ok=True)
                    other.with_suffix(_SEAL).unlink(missing_ok=True)
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
    """What was packed and is still that; nothing where it is to be packed again."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    if not file.exists():
        return {}
    try:
        problem = _changed(file)
        if problem is None:
            return load_file(file)
    except (OSError, SafetensorError) as exc:
        problem = str(exc)
    logger.warning("%s is not used and is made again from the weights: %s", file, problem)
    return {}


def _changed(file: Path) -> str | None:
    """What is wrong with it, if anything is."""
    sealed = _read_seal(file)
    if sealed is None:
        return f"its SHA-256 is not in {file.with_suffix(_SEAL).name}"
    now = look(file)
    if now != sealed.seen:
        logger.info("hashing %s, which is done once", file)
        if (got := digest(file)) != sealed.sha256:
            return f"it has SHA-256 {got} instead of {sealed.sha256}"
        with suppress(OSError):
            _write_seal(file, sealed.model_copy(update={"seen": now}))
    return None


def _read_seal(file: Path) -> _Seal | None:
    try:
        return _Seal.model_validate_json(file.with_suffix(_SEAL).read_bytes())
    except (OSError, ValidationError):
        return None


def _write_seal(file: Path, sealed: _Seal) -> None:
    part = write_part(file.parent, [sealed.model_dump_json().encode()])
    put_in_place(part, file.with_suffix(_SEAL))
