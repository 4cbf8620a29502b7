"""Somebody who does a deed in a process of its own, and lets it be killed."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


class Victim:
    """Does one of the deeds of `tests.crash_worker`."""

    def __init__(self, deed: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash_worker", deed],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(
        self,
        *arguments: object,
        kill_after: float | None = None,
        once_there: Path | None = None,
    ) -> float:
        """Has it done once; the seconds that the doer lived.

        Args:
            arguments: Of the deed.
            kill_after: Seconds until it is killed; None: it may come to its end.
            once_there: The seconds count from when this is there.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order = [[*map(str, arguments)], kill_after, once_there and str(once_there)]
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert answer["status"] in ({0} if kill_after is None else {0, signal.SIGKILL})
        return answer["seconds"]


@contextmanager
def victim_of(deed: str) -> Iterator[Victim]:
    victim = Victim(deed)
    try:
        yield victim
    finally:
        victim.process.communicate()
