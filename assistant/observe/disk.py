"""How much room the plant's folder has, and whether it can be written."""

import os
from pathlib import Path
from typing import NamedTuple


class Disk(NamedTuple):
    """As the file system tells it now; asking costs some microseconds."""

    free: int
    """Bytes that this user may still write."""
    total: int
    is_writable: bool


def look_at(folder: Path) -> Disk:
    """The disk of a folder; raises OSError where it is gone."""
    seen = os.statvfs(folder)
    is_writable = not seen.f_flag & os.ST_RDONLY and os.access(folder, os.W_OK)
    return Disk(seen.f_bavail * seen.f_frsize, seen.f_blocks * seen.f_frsize, is_writable)


def trouble(folder: Path, least_free: int) -> str:
    """What is wrong with a folder's disk, and what to do; empty where nothing is.

    Args:
        folder: The data folder.
        least_free: Bytes below which it counts as full.
    """
    try:
        disk = look_at(folder)
    except OSError as exc:
        return f"The data folder cannot be looked at ({exc.strerror}). Is its disk mounted?"
    if not disk.is_writable:
        return (
            "The data folder cannot be written: nothing new is kept, while what is there can be "
            "asked. Check its rights, and whether the disk was mounted read-only after an error."
        )
    if disk.free < least_free:
        return (
            f"{disk.free / 1e6:.0f} MB are free on the data folder's disk, less than the "
            f"{least_free / 1e6:.0f} MB that are kept for reports: uploads are refused. Free space."
        )
    return ""
