"""The reading process: takes a path, gives back a Document and its chunks, and dies for a bad one.

Its bounds are the kernel's, not its own good will: memory by RLIMIT_DATA, processor time for the
file by RLIMIT_CPU, and since the last beat by an interval timer. Nobody catches their signals, so
that even a loop inside a native library that never returns to Python is ended. It ends when its
parent does, however that came: idle it reads the end of its pipe, at work its next beat finds the
pipe broken, and without a beat the timer ends it. (PR_SET_PDEATHSIG would also do, but it fires
when the *thread* that started the process ends, which in a service is not the end of the parent.)

It is no sandbox: it has its user's rights. Secrets of the environment are not handed to it.
"""

import dataclasses
import json
import os
import re
import resource
import signal
import struct
import sys
import time
from collections.abc import Callable
from math import ceil
from pathlib import Path
from typing import BinaryIO

from ingest.errors import IngestError, UnreadableFile
from ingest.isolation.beat import heard_by
from ingest.isolation.deadline import due
from ingest.isolation.limits import ReadingLimits
from ingest.isolation.wire import Tag, beat_to_bytes, error_to_bytes, result_to_bytes, send
from ingest.understand import Understood, understand

Understand = Callable[[Path, str], Understood]
LENGTH = struct.Struct("!I")
"""Stands before each request, which is a JSON list of path and document id."""


def main() -> None:
    """Serves until the pipe ends; the limits are the command's last argument, as JSON."""
    serve(understand, ReadingLimits(**json.loads(sys.argv[-1])))


def serve(reading: Understand, limits: ReadingLimits) -> None:
    """Answers one request after the other."""
    requests, replies = sys.stdin.buffer, _claim_stdout()
    _restrain(limits)
    while request := _next(requests, limits):
        send(replies, *_answered(reading, *request, replies, limits))
        if _peak_bytes() > limits.plump_bytes:
            return


def _claim_stdout() -> BinaryIO:
    """The reply pipe; what a library prints goes to the error stream instead."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return replies


def _restrain(limits: ReadingLimits) -> None:
    os.nice(limits.niceness)
    for kind, most in (
        (resource.RLIMIT_DATA, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.written_bytes),
        (resource.RLIMIT_CORE, 0),  # a core dump would spill the manual onto the disk
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _allow(seconds: float) -> None:
    """Processor time for one more file."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = ceil(time.process_time() + seconds)
    resource.setrlimit(
        resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )


def _next(requests: BinaryIO, limits: ReadingLimits) -> tuple[Path, str] | None:
    """The next path and document id; None at the end. An idle process is ended by its alarm."""
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, limits.idle_seconds)
    header = requests.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    path, document_id = json.loads(requests.read(*LENGTH.unpack(header)))
    signal.setitimer(signal.ITIMER_REAL, 0)
    return Path(path), document_id


def _answered(
    reading: Understand, path: Path, document_id: str, replies: BinaryIO, limits: ReadingLimits
) -> tuple[Tag, bytes]:
    def tell(done: int, total: int) -> None:
        signal.setitimer(signal.ITIMER_PROF, limits.processor_seconds)
        send(replies, Tag.BEAT, beat_to_bytes(done, total))

    size = path.stat().st_size
    _allow(limits.whole_file_seconds(size))
    tell(0, 0)
    try:
        with heard_by(tell), due(limits, size):
            result = reading(path, document_id)
        tell(0, 0)
        return Tag.RESULT, result_to_bytes(result)
    except (IngestError, OSError) as exc:
        return Tag.ERROR, error_to_bytes(exc)
    except MemoryError:
        limit = limits.memory_bytes / (1 << 30)
        reason = f"takes more than {limit:g} GiB of memory to read. Split it, or save it as PDF."
    except ValueError as exc:
        reason = f"its text cannot be handed on ({exc}). Convert it to PDF."
    return Tag.ERROR, error_to_bytes(UnreadableFile(path, reason))


def _peak_bytes() -> int:
    """Peak resident memory of this process.

    Not getrusage's on Linux: there a new process inherits the peak of the one that started it.
    """
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except FileNotFoundError:  # macOS, where the kernel counts in bytes
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)
    return int(found[1]) << 10 if found else 0


def command(module: str, limits: ReadingLimits) -> list[str]:
    """How a parent starts it: with its own import path, and nothing of the working directory's."""
    code = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    code += f"from {module} import main; main()"
    path, bounds = json.dumps(sys.path), json.dumps(dataclasses.asdict(limits))
    return [sys.executable, "-P", "-c", code, path, bounds]
