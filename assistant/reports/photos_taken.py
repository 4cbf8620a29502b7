"""A stranger's bytes become a photo, in a process of its own with limits of the kernel's."""

import struct
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Final, NamedTuple

from assistant.apart import NotMade, made_apart
from assistant.reports.errors import LargePhoto, UnfitPhoto

MOST_BYTES: Final = 16 << 20
"""Of one picture that comes in; a telephone's of 50 million pixels has some 12."""
_SECONDS: Final = 60.0
"""By the clock, beside a model that writes; an idle processor takes one."""
_AT_ONCE: Final = BoundedSemaphore(2)
_TOLD: Final = "Take it again, as JPEG, PNG or WebP."


class Taken(NamedTuple):
    """A photo as it is kept."""

    jpeg: bytes
    sha256: str
    width: int
    height: int


def taken(content: bytes) -> Taken:
    """The picture drawn anew; see `assistant.reports.photos_fit`.

    Raises:
        UnfitPhoto: It is no picture, or damaged.
        LargePhoto: It has more bytes than MOST_BYTES.
    """
    if len(content) > MOST_BYTES:
        raise LargePhoto(f"The photo has {len(content)} bytes; {MOST_BYTES} are allowed.")
    with _AT_ONCE:
        jpeg = _fitted(content)
    width, height = _size(jpeg)
    return Taken(jpeg, sha256(jpeg).hexdigest(), width, height)


def _fitted(content: bytes) -> bytes:
    try:
        return made_apart("assistant.reports.photos_fit", content, _SECONDS)
    except NotMade as exc:
        raise UnfitPhoto(f"The photo cannot be taken: {exc}. {_TOLD}") from exc


def _size(jpeg: bytes) -> tuple[int, int]:
    """Width and height, out of the frame header of a JPEG of our own (ITU-T T.81, B.2.2)."""
    at = 2
    while True:
        mark, length = struct.unpack_from(">HH", jpeg, at)
        if 0xFFC0 <= mark <= 0xFFC2:
            height, width = struct.unpack_from(">HH", jpeg, at + 5)
            return width, height
        at += 2 + length
