"""A plant on a disk that is read-only; prints what is said of it.

Started by test_faults.py: ``unshare --mount python -m tests.read_only_disk FOLDER``.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from assistant.errors import PlantUnavailable
from assistant.observe.disk import trouble
from assistant.plant.database import PlantDatabase, sqlite_url
from tests.fakes import HashingEmbedder
from vectorstore.errors import LibraryError
from vectorstore.library import Library


def said(work: Callable[[], object]) -> str:
    try:
        work()
    except (LibraryError, PlantUnavailable) as exc:
        return str(exc)
    return ""


def main(disk: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", disk], check=True)
    Library.open(disk, HashingEmbedder()).close()
    PlantDatabase.open(sqlite_url(disk)).close()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    told = {
        "disk": trouble(disk, 0),
        "library": said(lambda: Library.open(disk, HashingEmbedder())),
        "plant": said(lambda: PlantDatabase.open(sqlite_url(disk))),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
