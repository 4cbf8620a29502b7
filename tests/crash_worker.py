"""A warm process that ingests a folder in a child each time it is asked to.

Its only use is to be killed: the child is a real process running the real sync, and forking it from
a warm parent saves the second that starting Python and loading Jieba would cost each round. The
next child is forked ahead of its order, so that its reading process is up when the order comes.
"""

import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from ingest.isolation.isolate import reading_room
from tests.fakes import HashingEmbedder
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.sync import sync
from vectorstore.tokens import segment
from vectorstore.vectors import VectorIndex


class Child:
    """A forked process that waits for its order."""

    def __init__(self) -> None:
        orders, self._orders = os.pipe()
        self._ready, ready = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._orders)
            warm_up()
            os.write(ready, b"!")
            data, manuals = json.loads(os.read(orders, 1 << 16))
            ingest(Path(data), Path(manuals))
            os._exit(0)
        os.close(orders)
        os.close(ready)

    def obey(self, data: str, manuals: str) -> float:
        """Gives the order, and tells when."""
        os.read(self._ready, 1)
        os.write(self._orders, json.dumps([data, manuals]).encode())
        os.close(self._ready)
        os.close(self._orders)
        return time.perf_counter()


def main() -> None:
    segment("预热")
    VectorIndex(2)
    child = Child()
    for line in sys.stdin:
        data, manuals, kill_after = json.loads(line)
        begun = child.obey(data, manuals)
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child.pid, signal.SIGKILL)  # not waited for yet, so the id is still its own
        _, status = os.waitpid(child.pid, 0)
        answer = {"seconds": time.perf_counter() - begun, "status": status}
        child = Child()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    os.kill(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, 0)


def warm_up() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "warm.md"
        path.write_text("warm", "utf-8")
        reading_room().understand(path, "warm")


def ingest(data: Path, manuals: Path) -> None:
    # So small that each run changes the kind of its index, and is killed at that too.
    with Library.open(data, HashingEmbedder(), small=8) as library:
        sync([manuals], library, Originals(data / "originals"))


if __name__ == "__main__":
    main()
