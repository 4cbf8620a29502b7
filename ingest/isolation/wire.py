"""What a reading process and its parent say to each other: frames of a tag and bytes of JSON.

No pickle crosses: a reader that a hostile file has taken over could send one that runs in the
parent. JSON is checked against our own dataclasses instead, so the worst it can send is a lie
about its file.
"""

import json
import os
import select
import struct
from enum import Enum
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pydantic import TypeAdapter, ValidationError

from ingest import errors
from ingest.errors import IngestError, UnreadableFile
from ingest.understand import Understood

_HEADER = struct.Struct("!cQ")
_BLOCK = 1 << 20
_UNDERSTOOD = TypeAdapter(Understood)
_BEAT = TypeAdapter(tuple[int, int])
_ERROR = TypeAdapter(tuple[str, str])
_KINDS: dict[str, type[IngestError]] = {
    kind.__name__: kind
    for kind in (
        errors.EmptyFile,
        errors.EncryptedFile,
        errors.MissingPath,
        errors.UnknownFormat,
        errors.UnreadableFile,
    )
}


class Tag(Enum):
    """What a frame from the reader holds."""

    BEAT = b"B"
    """Pages read, and of how many. The first says that the file has arrived."""
    RESULT = b"R"
    ERROR = b"E"
    """The error's kind, and its reason."""


class Frame(NamedTuple):
    """One message from the reader."""

    tag: Tag
    payload: bytes


class Garbled(ValueError):
    """What came is no message of ours."""


class Inbox:
    """Frames out of a pipe, without ever waiting longer than asked."""

    def __init__(self, descriptor: int, longest: int) -> None:
        self._descriptor = descriptor
        self._longest = longest
        self._bytes = bytearray()
        os.set_blocking(descriptor, False)
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)

    def receive(self, seconds: float) -> Frame | None:
        """The next frame; None when it is not whole in that time.

        Raises:
            EOFError: the other side is gone.
            Garbled: the other side does not keep to the form.
        """
        frame = self._whole()
        if frame is None and self._poll.poll(1000 * seconds):
            block = os.read(self._descriptor, _BLOCK)
            if not block:
                raise EOFError
            self._bytes += block
            frame = self._whole()
        return frame

    def _whole(self) -> Frame | None:
        if len(self._bytes) < _HEADER.size:
            return None
        tag, length = _HEADER.unpack_from(self._bytes)
        if length > self._longest:
            raise Garbled(f"a message of {length:,} bytes, more than {self._longest:,}")
        end = _HEADER.size + length
        if len(self._bytes) < end:
            return None
        payload = bytes(memoryview(self._bytes)[_HEADER.size : end])
        del self._bytes[:end]
        try:
            return Frame(Tag(tag), payload)
        except ValueError as exc:
            raise Garbled(f"a message of unknown kind {tag!r}") from exc


def send(stream: BinaryIO, tag: Tag, payload: bytes) -> None:
    """Writes a frame."""
    stream.write(_HEADER.pack(tag.value, len(payload)))
    stream.write(payload)
    stream.flush()


def beat_to_bytes(done: int, total: int) -> bytes:
    """For `Tag.BEAT`."""
    return b"[%d,%d]" % (done, total)


def beat_from_bytes(payload: bytes) -> tuple[int, int]:
    """Raises Garbled."""
    try:
        return _BEAT.validate_json(payload)
    except ValidationError as exc:
        raise Garbled("progress that is no progress") from exc


def result_to_bytes(result: Understood) -> bytes:
    """For `Tag.RESULT`. Raises ValueError for text that UTF-8 cannot hold."""
    return _UNDERSTOOD.dump_json(result)


def result_from_bytes(payload: bytes) -> Understood:
    """Raises Garbled."""
    try:
        return _UNDERSTOOD.validate_json(payload)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        raise Garbled(f"no reading: {first['loc']}, {first['msg']}") from exc


def error_to_bytes(error: IngestError | OSError) -> bytes:
    """For `Tag.ERROR`. Half surrogate pairs, as in names that are not UTF-8, come through."""
    kind = type(error).__name__ if isinstance(error, IngestError) else "OSError"
    reason = error.reason if isinstance(error, UnreadableFile) else str(error)
    return json.dumps([kind, reason]).encode()


def error_from_bytes(path: Path, payload: bytes) -> IngestError | OSError:
    """The error again. Raises Garbled."""
    try:
        kind, reason = _ERROR.validate_python(json.loads(payload))
    except ValueError as exc:  # ValidationError is one
        raise Garbled("an error that is none") from exc
    if kind == "OSError":
        return OSError(reason)
    made = _KINDS.get(kind, UnreadableFile)
    return made(path, reason) if issubclass(made, UnreadableFile) else made(reason)
