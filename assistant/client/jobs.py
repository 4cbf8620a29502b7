"""``/v1/jobs``: how far an upload is."""

import time
from collections.abc import Callable, Iterator
from itertools import islice

from assistant.api.jobs import JobList, JobReply
from assistant.client.line import Line
from assistant.client.pages import pages

_PATH = "/v1/jobs"
_PAUSE = 0.5
"""Seconds between two looks at a job."""


class Jobs:
    """Manuals on their way in."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def all(self, most: int = 100) -> Iterator[JobReply]:
        """The latest ones, newest first."""
        found = pages(self._line, _PATH, JobList, limit=min(most, 100))
        return islice((one for page in found for one in page.jobs), most)

    def get(self, job_id: str) -> JobReply:
        """One job, file by file."""
        return self._line.get(f"{_PATH}/{job_id}", JobReply)

    def wait(
        self,
        job_id: str,
        watch: Callable[[JobReply], None] = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> JobReply:
        """The job when it is over; ``watch`` sees it at each look."""
        while True:
            job = self.get(job_id)
            watch(job)
            if job.finished_at is not None:
                return job
            sleep(_PAUSE)

    def cancel(self, job_id: str) -> JobReply:
        """Stops it; what it has finished stays."""
        return self._line.post(f"{_PATH}/{job_id}/cancel", JobReply)

    def retry(self, job_id: str) -> JobReply:
        """Queues again what failed or was cancelled."""
        return self._line.post(f"{_PATH}/{job_id}/retry", JobReply)

    def dismiss(self, job_id: str) -> None:
        """Forgets one that is over."""
        self._line.delete(f"{_PATH}/{job_id}")
