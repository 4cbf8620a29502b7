"""How things stand at the moment somebody asks."""

from assistant.api.metrics import Metrics
from assistant.build import Assistant
from assistant.observe.disk import look_at


def read(metrics: Metrics, assistant: Assistant) -> None:
    """Brings every gauge up to date."""
    metrics.generation.state(assistant.writing.state)
    load = assistant.queue.load
    metrics.queue.labels("writing").set(load.writing)
    metrics.queue.labels("waiting").set(load.waiting)
    metrics.index.labels("documents").set(len(assistant.documents()))
    metrics.index.labels("chunks").set(assistant.library.chunk_count)
    for state, jobs in assistant.intake.store.states().items():
        metrics.jobs.labels(state).set(jobs)
    for kind, waiting in assistant.backlog().items():
        metrics.backlog.labels(kind).set(waiting)
    disk = look_at(assistant.settings.data_dir)
    metrics.disk_free.set(disk.free)
    metrics.disk_writable.set(disk.is_writable)
