"""A warm process that ingests a folder in a child each time it is asked to.

Its only use is to be killed: the child is a real process running the real sync, and forking it from
a warm parent saves the second that starting Python and loading Jieba would cost each round.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

from tests.fakes import HashingEmbedder
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.sync import sync
from vectorstore.tokens import segment
from vectorstore.vectors import VectorIndex


def main() -> None:
    segment("预热")
    VectorIndex(2)
    for line in sys.stdin:
        data, manuals, kill_after = json.loads(line)
        begun = time.perf_counter()
        child = os.fork()
        if child == 0:
            ingest(Path(data), Path(manuals))
            os._exit(0)
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)  # not waited for yet, so the id is still its own
        _, status = os.waitpid(child, 0)
        answer = {"seconds": time.perf_counter() - begun, "status": status}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def ingest(data: Path, manuals: Path) -> None:
    with Library.open(data, HashingEmbedder()) as library:
        sync([manuals], library, Originals(data / "originals"))


if __name__ == "__main__":
    main()
