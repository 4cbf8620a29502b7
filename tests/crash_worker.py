"""A warm process that does a deed in a child each time it is asked to: ``crash_worker DEED``.

Its only use is to be killed: the child is a real process doing the real thing, and forking it from
a warm parent saves the seconds that starting Python and loading libraries would cost each round.
The next child is forked ahead of its order, so that its reading process is up when the order comes.
"""

import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.backup.load import load
from assistant.backup.save import save
from assistant.plant.database import PlantDatabase, sqlite_url
from assistant.reports.listing import Wanted
from assistant.reports.model import Report
from assistant.reports.publish import Publisher
from assistant.reports.store import ReportStore
from ingest.isolation.isolate import reading_room
from tests.fakes import HashingEmbedder
from tests.report_forms import ADA, CHEN, filled
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.sync import sync
from vectorstore.tokens import segment
from vectorstore.vectors import VectorIndex

PATIENCE = 20.0
"""Seconds until a file that a kill waits for is no longer expected."""


class Child:
    """A forked process that waits for its order."""

    def __init__(self, deed: str) -> None:
        orders, self._orders = os.pipe()
        self._ready, ready = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._orders)
            if deed == "ingest":
                warm_up()
            os.write(ready, b"!")
            DEEDS[deed](*json.loads(os.read(orders, 1 << 16)))
            os._exit(0)
        os.close(orders)
        os.close(ready)

    def obey(self, arguments: list[str]) -> float:
        """Gives the order, and tells when."""
        os.read(self._ready, 1)
        os.write(self._orders, json.dumps(arguments).encode())
        os.close(self._ready)
        os.close(self._orders)
        return time.perf_counter()


def main(deed: str) -> None:
    segment("预热")
    VectorIndex(2)
    with tempfile.TemporaryDirectory() as folder:
        PlantDatabase.open(sqlite_url(Path(folder))).close()
    child = Child(deed)
    for line in sys.stdin:
        arguments, kill_after, once_there = json.loads(line)
        begun = child.obey(arguments)
        if kill_after is not None:
            wait_for(once_there, begun)
            time.sleep(kill_after)
            os.kill(child.pid, signal.SIGKILL)  # not waited for yet, so the id is still its own
        _, status = os.waitpid(child.pid, 0)
        answer = {"seconds": time.perf_counter() - begun, "status": status}
        child = Child(deed)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    os.kill(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, 0)


def wait_for(path: str | None, begun: float) -> None:
    """Until the path is there, looking all the time: it may not stay long."""
    while path and not os.path.exists(path) and time.perf_counter() - begun < PATIENCE:  # noqa: PTH110
        pass


def warm_up() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "warm.md"
        path.write_text("warm", "utf-8")
        reading_room().understand(path, "warm")


def ingest(data: str, manuals: str) -> None:
    # So small that each run changes the kind of its index, and is killed at that too.
    with Library.open(Path(data), HashingEmbedder(), small=8) as library:
        sync([Path(manuals)], library, Originals(Path(data) / "originals"))


def move_reports(url: str, data: str, acknowledged: str) -> None:
    """Makes a report, and moves the latest ones on while a publisher tells the library of them.

    Each step that the store has answered is a line of ``acknowledged``.
    """
    plant = PlantDatabase.open(url)
    store = ReportStore(plant)
    with Library.open(Path(data), HashingEmbedder(), small=8) as library:
        publisher = Publisher(lambda: plant, library, store.site, ZoneInfo("UTC"), 0.001)
        publisher.start()
        with Path(acknowledged).open("ab", buffering=0) as out:
            tell(out.write, store.create(filled(), ADA)[0])
            for _ in range(4):
                for report in store.page(Wanted(limit=4)).reports:
                    tell(out.write, moved_on(store, report))
        publisher.close()
        publisher.drain()


def moved_on(store: ReportStore, report: Report) -> Report:
    """Its next step round, from draft to closed and back: a correction and a withdrawal too."""
    version = report.version
    if report.status == "draft":
        return store.step(report.id, "submitted", ADA, version)
    if report.status == "approved" and version % 3:
        step = "closed" if version % 3 == 1 else "submitted"
        return store.step(report.id, step, CHEN, version, "because")
    if report.status == "approved":
        return store.patch(report.id, {"title": f"Belt is loose, {version}"}, CHEN, version)
    return store.step(report.id, "approved", CHEN, version, "because")


def tell(write: Callable[[bytes], object], report: Report) -> None:
    write(json.dumps([report.id, report.version, report.status]).encode() + b"\n")


def back_up(data: str, target: str) -> None:
    save(Path(data), Path(data) / "plant.db", Path(target))


def restore(file: str, data: str) -> None:
    load(Path(file), Path(data), force=True)


DEEDS: dict[str, Callable[..., None]] = {
    "ingest": ingest,
    "move reports": move_reports,
    "back up": back_up,
    "restore": restore,
}

if __name__ == "__main__":
    main(sys.argv[1])
