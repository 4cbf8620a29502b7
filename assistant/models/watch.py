"""Work that reports nothing itself is watched by the growth of its folder."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")
INTERVAL = 0.2
"""Seconds between two looks."""


def watched(work: Callable[[], Result], folder: Path, grown: Callable[[int], None]) -> Result:
    """Runs the work aside and tells the folder's size in bytes until it is done."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        job = pool.submit(work)
        while wait([job], timeout=INTERVAL).not_done:
            grown(occupied(folder))
        return job.result()


def occupied(folder: Path) -> int:
    """Bytes that the folder's files take on the disk; files may come and go meanwhile."""
    total = 0
    for where, _, names in os.walk(folder):  # which passes over a folder that has gone
        for name in names:
            try:
                total += Path(where, name).stat().st_blocks * 512  # stat(2): the unit is 512 bytes
            except FileNotFoundError:
                continue
    return total
