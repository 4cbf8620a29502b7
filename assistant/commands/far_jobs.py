"""A server's jobs in the words of this house's own desk."""

from assistant.api.jobs import JobReply
from assistant.client.jobs import Jobs
from assistant.jobs.model import Job


class FarJobs:
    """See `assistant.commands.jobs.JobDesk`."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def job(self, job_id: str) -> Job:
        """One of them."""
        return as_job(self._jobs.get(job_id))

    def jobs(self, limit: int) -> list[Job]:
        """The latest ones, newest first."""
        return [as_job(one) for one in self._jobs.all(limit)]

    def cancel(self, job_id: str) -> Job:
        """Stops it."""
        return as_job(self._jobs.cancel(job_id))

    def retry(self, job_id: str) -> Job:
        """Queues again what failed."""
        return as_job(self._jobs.retry(job_id))

    def dismiss(self, job_id: str) -> None:
        """Forgets it."""
        self._jobs.dismiss(job_id)


def as_job(reply: JobReply) -> Job:
    """As the desk tells it; its place among the others stays the server's."""
    fields = {name: getattr(reply, name) for name in JobReply.model_fields.keys() - {"id"}}
    return Job(job_id=reply.id, turn=0, **fields)
