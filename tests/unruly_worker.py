"""A reading process that does as the file tells it: every way in which a reader can go wrong."""

import ctypes
import json
import os
import sys
import time
from pathlib import Path

from ingest.errors import EncryptedFile
from ingest.isolation.beat import _listener, beat, heard_by
from ingest.isolation.limits import ReadingLimits
from ingest.isolation.worker import serve
from ingest.understand import Understood, understand


def unruly(path: Path, document_id: str) -> Understood:
    if document_id.startswith("late"):
        return understand_slowly(path, float(document_id.split()[1]))
    deed, _, argument = path.read_text("utf-8").partition(" ")
    _DEEDS[deed](argument)
    return understand(path, document_id)


def understand_slowly(path: Path, seconds: float) -> Understood:
    """As if each page were so hard to read."""
    told = _listener.get()

    def slow(done: int, total: int) -> None:
        time.sleep(seconds if total else 0)
        if told:
            told(done, total)

    with heard_by(slow):
        return understand(path, "id")


def say_pid(target: str) -> None:
    Path(target).write_text(str(os.getpid()), "utf-8")


def turn_pages(count: str) -> None:
    for number in range(int(count)):
        time.sleep(0.1)
        beat(number + 1, 100)


def toil(_: str) -> None:
    while True:
        sum(range(10_000))
        beat(3, 100)


def crash(_: str) -> None:
    beat(2, 9)
    ctypes.string_at(0)


def spin(_: str) -> None:
    pow(10, 10**9)  # one operation that does not return to the interpreter


def sleep(seconds: str) -> None:
    beat(4, 9)
    time.sleep(float(seconds))


def hoard(_: str) -> None:
    held = [bytearray(1 << 26) for _ in range(50)]
    raise AssertionError(f"{len(held)} blocks were to be had")


def babble(_: str) -> None:
    os.write(reply_pipe(), b"no frame of ours, and long enough for a header")
    time.sleep(60)


def promise(_: str) -> None:
    os.write(reply_pipe(), b"R" + (1 << 60).to_bytes(8, "big"))
    time.sleep(60)


def lie(_: str) -> None:
    body = b'[{"pages": 7}, []]'
    os.write(reply_pipe(), b"R" + len(body).to_bytes(8, "big") + body)
    time.sleep(60)


def reply_pipe() -> int:
    """The descriptor kept for replies: the highest pipe that is not a standard stream."""
    pipes = [int(p.name) for p in Path("/proc/self/fd").iterdir() if "pipe:" in str(_target(p))]
    return max(pipes)


def _target(link: Path) -> Path | None:
    return link.readlink() if link.exists() else None


def lock(_: str) -> None:
    raise EncryptedFile(Path("x"), "locked")


def chatter(_: str) -> None:
    sys.stdout.write("a library prints\n")
    sys.stdout.flush()


def leave(_: str) -> None:
    sys.exit("no mood")


_DEEDS = {
    "pid": say_pid, "pages": turn_pages, "toil": toil, "crash": crash, "spin": spin, "sleep": sleep,
    "hoard": hoard, "babble": babble, "promise": promise, "lie": lie, "lock": lock,
    "chatter": chatter, "leave": leave, "good": lambda _: None,
}  # fmt: skip


def main() -> None:
    serve(unruly, ReadingLimits(**json.loads(sys.argv[-1])))
