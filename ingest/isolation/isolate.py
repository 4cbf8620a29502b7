"""Files are read in processes of their own, so that a bad one costs itself alone.

Readers hold native libraries (PDFium, libxml2, image codecs) to hostile bytes. A crash, an endless
loop or a memory bomb there ends one reading process; its file is told as unreadable, with what
happened on which page, and the next file is read by a fresh one. A process lives for many files,
since starting Python and its libraries takes longer than reading most of them.
"""

import atexit
import functools
import logging
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from json import dumps
from pathlib import Path
from typing import IO, cast

from ingest.errors import ReaderUnavailable, UnreadableFile
from ingest.isolation.limits import ReadingLimits
from ingest.isolation.wire import (
    Frame,
    Garbled,
    Inbox,
    Tag,
    beat_from_bytes,
    error_from_bytes,
    result_from_bytes,
)
from ingest.isolation.worker import LENGTH, command
from ingest.understand import Understood

Progress = Callable[[int, int], object]
"""Told how many pages are read and of how many, or 0 and 0 while that is unknown: four times a
second, even if nothing moves. What it raises stops the reading and comes through."""

_TICK = 0.25
"""Seconds between two times that progress is told."""
_SEATS = 2
"""Files read at once at most; another thread's file waits. The least server has two cores."""
_SECRET = "SHIFTMATE_"  # noqa: S105 - begins the names of variables, one of which holds a key
_DAMAGED = (
    "The file is damaged, or made to do harm: open it in its own program and save it anew as PDF."
)
_TOO_LONG = "Split the file, or allow one file more time (SHIFTMATE_READING_MINUTES)."
_PARTING = 5.0
"""Seconds that a killed process is waited for."""

logger = logging.getLogger(__name__)


class ReadingRoom:
    """Reading processes, started when needed and used again. Safe to use from many threads."""

    def __init__(
        self, limits: ReadingLimits | None = None, *, module: str = "ingest.isolation.worker"
    ) -> None:
        """``module`` holds the processes' ``main``."""
        self._limits = limits or ReadingLimits()
        self._module = module
        self._seats = threading.BoundedSemaphore(_SEATS)
        self._idle: deque[_Reader] = deque()

    def understand(
        self, path: Path, document_id: str, progress: Progress | None = None
    ) -> Understood:
        """The file read and split, elsewhere.

        Raises:
            UnreadableFile: what the reader says of the file; or it crashed over the file, hung, or
                took more than `ReadingLimits` allows.
            IngestError: its other kinds, as the reader raised them.
            ReaderUnavailable: no reading process can be started.
            OSError: the file's folder or disk cannot be read.
        """
        with self._seats:
            for reader in self._readers():
                try:
                    return reader.read(path.absolute(), document_id, progress or _unheard)
                except _Gone as exc:
                    # An idle one that has just ended is not this file's fault; a new one that
                    # does not even take the file is the installation's.
                    if reader.is_new:
                        raise _unavailable(exc) from exc
                finally:
                    self._put_back(reader)
        raise AssertionError("the last of the readers is a new one")

    def close(self) -> None:
        """Ends the processes that wait for work."""
        with suppress(IndexError):
            while True:
                self._idle.pop().end()

    def _readers(self) -> "Iterator[_Reader]":
        with suppress(IndexError):
            while True:
                yield self._idle.pop()
        try:
            yield _Reader(self._module, self._limits)
        except OSError as exc:
            raise _unavailable(exc) from exc

    def _put_back(self, reader: "_Reader") -> None:
        if reader.is_ready:
            self._idle.append(reader)
        else:
            reader.end()


@functools.cache
def reading_room(limits: ReadingLimits | None = None) -> ReadingRoom:
    """The one that this process uses for files within these limits."""
    room = ReadingRoom(limits)
    atexit.register(room.close)
    return room


# Two processes must not share a pipe: after a fork the child opens a room of its own.
os.register_at_fork(after_in_child=reading_room.cache_clear)


class _Gone(Exception):
    """The process ended before it took the file."""


@dataclass(slots=True)
class _Watch:
    """How far a reading has come, and when it was last heard of; times by the monotonic clock."""

    path: Path
    limits: ReadingLimits
    progress: Progress
    size: int
    """Of the file, in bytes."""
    begun: float = field(default_factory=time.monotonic)
    heard: float = field(default_factory=time.monotonic)
    told: float = 0.0
    arrived: bool = False
    done: int = 0
    total: int = 0

    def note(self, frame: Frame | None) -> None:
        """Takes a frame, or that there was none, and tells how far it is.

        Raises:
            UnreadableFile: it takes too long.
        """
        now = time.monotonic()
        if frame:
            self.heard, self.arrived = now, True
            done, total = beat_from_bytes(frame.payload)
            if total:
                self.done, self.total = done, total
        if now - self.told >= _TICK:
            self.told = now
            self.progress(self.done, self.total)
        if now - self.heard > self.limits.still_seconds:
            raise self.failure(f"showed no progress for {self.limits.still_seconds:g} s")
        if now - self.begun > self.limits.clock_seconds(self.size):
            raise self.failure(f"was not done with it after {now - self.begun:.0f} s", _TOO_LONG)

    def failure(self, what: str, advice: str = "") -> UnreadableFile:
        where = f" at page {min(self.done + 1, self.total)} of {self.total}" if self.total else ""
        return UnreadableFile(self.path, f"its reader {what}{where}. {advice or _DAMAGED}")


class _Reader:
    """One reading process."""

    def __init__(self, module: str, limits: ReadingLimits) -> None:
        self._limits = limits
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `end`
        self._process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            command(module, limits),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            bufsize=0,
            env={k: v for k, v in os.environ.items() if not k.startswith(_SECRET)},
            start_new_session=True,  # Ctrl-C is the parent's to handle
        )
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._replies = cast("IO[bytes]", self._process.stdout)
        self._inbox = Inbox(self._replies.fileno(), limits.reply_bytes)
        self.is_new = True
        self.is_ready = True

    def read(self, path: Path, document_id: str, progress: Progress) -> Understood:
        """See `ReadingRoom.understand`. Afterwards ``is_ready`` tells whether it can go on.

        Raises:
            _Gone: the process had ended before.
        """
        self.is_ready = False
        watch = _Watch(path, self._limits, progress, path.stat().st_size)
        self._ask(path, document_id)
        try:
            frame = self._answer(watch)
            error = error_from_bytes(path, frame.payload) if frame.tag is Tag.ERROR else None
            result = None if error else result_from_bytes(frame.payload)
        except Garbled as exc:
            raise watch.failure(f"answered in no form of ours ({exc})") from exc
        self.is_ready, self.is_new = True, False
        if result is None:
            raise error or AssertionError
        return result

    def end(self) -> None:
        """Ends the process, whatever it is doing. Twice does no harm."""
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PARTING)
        for stream in (self._requests, self._replies, self._errors):
            stream.close()

    def _ask(self, path: Path, document_id: str) -> None:
        request = dumps([str(path), document_id]).encode()
        try:
            self._requests.write(LENGTH.pack(len(request)) + request)
        except BrokenPipeError as exc:
            raise _Gone(self._last_words()) from exc

    def _answer(self, watch: _Watch) -> Frame:
        """The frame that ends the reading."""
        while True:
            try:
                frame = self._inbox.receive(_TICK)
            except (EOFError, ConnectionError) as exc:
                cause = self._cause_of_death(watch.size)
                if not watch.arrived:
                    raise _Gone(cause) from exc
                logger.warning("a reader ended over %r: %s", str(watch.path), cause)
                raise watch.failure(cause) from exc
            if frame and frame.tag is not Tag.BEAT:
                return frame
            watch.note(frame)

    def _cause_of_death(self, size: int) -> str:
        """In words that complete ``its reader …``."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PARTING)
        status = self._process.returncode
        if status is None:
            return "stopped answering"
        if status == -signal.SIGPROF:
            return f"worked for {self._limits.processor_seconds:g} s without progress"
        if status == -signal.SIGXCPU:
            seconds = self._limits.whole_file_seconds(size)
            return f"worked for {seconds:.0f} s, all that a file so large may take"
        if status == -signal.SIGKILL:
            return "was killed, most likely because the machine ran out of memory"
        if status < 0:
            return f"crashed ({signal.Signals(-status).name})"
        return f"ended with status {status} ({self._last_words()})"

    def _last_words(self) -> str:
        """The last line it left on its error stream."""
        self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - 2000))
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "no word why"


def _unavailable(cause: Exception) -> ReaderUnavailable:
    return ReaderUnavailable(
        f"No process can be started to read files in ({cause}). Run `shiftmate doctor`."
    )


def _unheard(done: int, total: int) -> None:
    """Nobody asked."""
