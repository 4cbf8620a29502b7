"""Wheels of a few bytes, models made of them, and sources that misbehave on demand."""

import errno
import hashlib
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.models.errors import DownloadFailed
from assistant.models.hub import HubFile, Snapshot
from assistant.models.manifest import HubSource, Model, Part, WeightsFile, Wheel


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wheel_bytes(name: str, members: Mapping[str, bytes]) -> bytes:
    """A wheel that pip accepts."""
    info = f"{name.replace('-', '_')}-1.0.dist-info"
    described = {
        **members,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in described.items():
            archive.writestr(member, data)
    return out.getvalue()


class Shelf:
    """A Downloader over wheels in memory; counts what it is asked for."""

    def __init__(self, wheels: Mapping[str, bytes]) -> None:
        self.wheels = dict(wheels)
        self.asked: list[str] = []
        self.broken: set[str] = set()
        self.full: set[str] = set()

    def download(self, wheel: Wheel, folder: Path) -> Path:
        self.asked.append(wheel.name)
        if wheel.name in self.broken:
            raise DownloadFailed(f"{wheel.name}: the network is down")
        if wheel.name in self.full:
            raise OSError(errno.ENOSPC, "No space left on device", str(folder))
        path = folder / f"{wheel.name.replace('-', '_')}-1.0-py3-none-any.whl"
        path.write_bytes(self.wheels[wheel.name])
        return path

    def put(self, folder: Path) -> None:
        """The same wheels as files, for pip's --find-links."""
        for name, data in self.wheels.items():
            (folder / f"{name.replace('-', '_')}-1.0-py3-none-any.whl").write_bytes(data)


class NoHub:
    """A site without one."""

    def look(self, source: HubSource) -> Snapshot | None:
        return None

    def download(self, snapshot: Snapshot, folder: Path) -> None:
        raise AssertionError("nobody found this hub")


class TinyHub:
    """A hub that holds files in memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.announced = dict(files)
        self.broken = False

    def look(self, source: HubSource) -> Snapshot | None:
        files = {
            name: HubFile(len(data), sha256(data) if name.endswith(".bin") else None)
            for name, data in self.announced.items()
        }
        return Snapshot(source.repository, "c0ffee", files)

    def download(self, snapshot: Snapshot, folder: Path) -> None:
        for name in snapshot.files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(self.files[name])
            if self.broken:
                raise DownloadFailed("the hub went away")


def model_of(
    files: Mapping[str, Sequence[bytes]], conversion: str = "copy", model_id: str = "tiny"
) -> tuple[Model, Shelf]:
    """A model whose files come in parts, one wheel a part."""
    members: dict[str, dict[str, bytes]] = {}
    described = []
    for name, pieces in files.items():
        parts = []
        for number, data in enumerate(pieces):
            wheel = f"{model_id}-{name.split('.')[0]}-part{number}"
            member = f"{wheel}/data/part{number}.bin"
            members[wheel] = {member: data}
            parts.append(Part(wheel=wheel, member=member, bytes=len(data), sha256=sha256(data)))
        whole = b"".join(pieces)
        described.append(
            WeightsFile(name=name, bytes=len(whole), sha256=sha256(whole), parts=tuple(parts))
        )
    shelf = Shelf({wheel: wheel_bytes(wheel, held) for wheel, held in members.items()})
    model = Model.model_validate(
        {
            "id": model_id,
            "role": "embedding",
            "default": False,
            "about": "a few bytes",
            "licence": "MIT",
            "origin": "this test",
            "conversion": conversion,
            "disk_bytes": 1000,
            "hub": HubSource(
                repository="tiny/tiny", revision="main", files=("model.bin",), bytes=1000
            ),
            "wheels": [
                Wheel(name=name, version="1.0", bytes=len(data))
                for name, data in shelf.wheels.items()
            ],
            "files": described,
        }
    )
    return model, shelf


class PackedE5:
    """Writes the packed file of ``e5.c``, with every weight a multiple of its block's scale."""

    hidden, layers, heads, wide, words, positions, types = 32, 2, 4, 64, 40, 16, 2

    def __init__(self, seed: int = 7) -> None:
        self._random = np.random.default_rng(seed)
        self.values: dict[str, NDArray[np.float32]] = {}

    def file(self) -> bytes:
        tensors = {name: self._pack(name, shape) for name, shape in self._shapes().items()}
        head = self._head()
        size = 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name in tensors)
        directory, body, at = [struct.pack("<i", len(tensors))], [], len(head) + size
        for name, (kind, count, data) in tensors.items():
            directory.append(struct.pack("<H", len(name)) + name.encode())
            directory.append(struct.pack("<BIQQ", kind, count, at, len(data)))
            body.append(data)
            at += len(data)
        return head + b"".join(directory) + b"".join(body)

    def _head(self) -> bytes:
        sizes = (self.hidden, self.layers, self.heads, self.wide, self.words, self.positions)
        blob = b"abc"
        return b"".join(
            [
                b"E5S1",
                struct.pack("<I7ifi", 1, *sizes, self.types, 1e-12, 32),
                struct.pack("<5iQ", 3, 0, 2, 1, 3, len(blob)),
                struct.pack("<4I3f", 0, 1, 2, 3, -1.0, -2.0, -3.0),
                blob,
                struct.pack("<iI", 1, 5) + b"\x41\x00\x00\x00\x00",
            ]
        )

    def _shapes(self) -> dict[str, tuple[int, ...]]:
        hidden, wide = self.hidden, self.wide
        shapes: dict[str, tuple[int, ...]] = {
            "emb.word": (self.words, hidden),
            "emb.pos": (self.positions, hidden),
            "emb.type": (self.types, hidden),
            "emb.ln.w": (hidden,),
            "emb.ln.b": (hidden,),
        }
        square = {"q": hidden, "k": hidden, "v": hidden, "ao": hidden, "fi": wide, "fo": hidden}
        for layer in range(self.layers):
            for name, rows in square.items():
                shapes[f"l{layer}.{name}.w"] = (rows, wide if name == "fo" else hidden)
                shapes[f"l{layer}.{name}.b"] = (rows,)
            for name in ("aln", "oln"):
                shapes[f"l{layer}.{name}.w"] = shapes[f"l{layer}.{name}.b"] = (hidden,)
        return shapes

    def _pack(self, name: str, shape: tuple[int, ...]) -> tuple[int, int, bytes]:
        if len(shape) == 1 or name in {"emb.pos", "emb.type"}:
            values = self._random.normal(size=shape).astype("<f4")
            self.values[name] = values
            return 0, values.size, values.tobytes()
        whole = self._random.integers(0, 16, size=(np.prod(shape) // 32, 32), dtype=np.uint8)
        scales = self._random.uniform(0.001, 0.1, size=(len(whole), 1)).astype("<f2")
        self.values[name] = ((whole.astype(np.float32) - 8) * scales.astype(np.float32)).reshape(
            shape
        )
        nibbles = whole[:, :16] | (whole[:, 16:] << 4)
        blocks = np.concatenate([scales.view(np.uint8), nibbles], axis=1)
        return 2, whole.size, blocks.tobytes()
