"""Which waiting file is read next: short ones pass long ones, and none waits for ever."""

from collections.abc import Sequence
from itertools import accumulate

from assistant.jobs.store import OpenFile, OpenJob
from ingest.identity import size_of

HEAD_START = 60.0
"""Seconds for each MiB: what comes up to so much later passes a file so much larger. A scanned
manual takes one to three minutes a MiB, a text PDF a second."""
BATCH_BYTES = 4 << 20
"""Of files that are read without a look at what came meanwhile; at least one file is."""


def in_order(jobs: Sequence[OpenJob]) -> list[str]:
    """Ids of the jobs, the one with the file to be read next first.

    A file's place is the time it was queued at and its `HEAD_START`. It never changes, so what
    comes later than that waits behind it, however short.
    """
    if len(jobs) < 2:
        return [job.job_id for job in jobs]
    return [job.job_id for job in sorted(jobs, key=_place)]


def batch(files: Sequence[OpenFile]) -> list[OpenFile]:
    """The shortest of a job's files, the shortest first."""
    sizes = [size_of(file.path) for file in files]
    order = sorted(range(len(files)), key=lambda at: (sizes[at], files[at].number))
    heaped = accumulate(sizes[at] for at in order)
    few = sum(total <= BATCH_BYTES for total in heaped)
    return [files[at] for at in order[: max(1, few)]]


def _place(job: OpenJob) -> float:
    """In milliseconds."""
    shortest = min((size_of(file.path) for file in job.files), default=0)
    return job.turn + 1000 * HEAD_START * shortest / (1 << 20)
