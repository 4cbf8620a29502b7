"""A sync that a command runs by itself, written down as a job, so that every door sees it."""

import shutil
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.jobs.claim import claim
from assistant.jobs.desk import Desk
from assistant.jobs.recorder import Recorder
from assistant.jobs.store import NewFile
from vectorstore.readers import Rights
from vectorstore.sync import FileResult, source_name
from vectorstore.watcher import Step, Watcher


class CommandJob(Watcher):
    """The watcher of such a sync. If its process is killed, a service goes on with the job."""

    def __init__(self, desk: Desk, screen: Watcher, rights: Rights | None = None) -> None:
        """``screen`` is told the same, and may stop the sync too; ``rights`` are the files'."""
        self.job_id = uuid.uuid4().hex
        self._desk = desk
        self._screen = screen
        self._rights = rights
        self._recorder: Recorder | None = None
        self._held = ExitStack()

    def __enter__(self) -> Self:
        # Claimed before it is in the table, or a service would take it up.
        self._held.enter_context(claim(self._desk.folder(self.job_id)))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._held:
            if self._recorder:
                self._desk.store.finish(self.job_id, note=str(value) if value else None)
            shutil.rmtree(self._desk.folder(self.job_id), ignore_errors=True)

    def listed(self, files: Sequence[Path]) -> None:
        """The job begins."""
        store = self._desk.store
        new = [NewFile(file, source_name(file)) for file in files]
        store.create(self.job_id, "command", new, state="running", rights=self._rights)
        opened = store.open_files(self.job_id)
        self._recorder = Recorder(store, self.job_id, opened, self._screen.cancelled)
        self._screen.listed(files)

    def begun(self, number: int) -> None:
        """The file is running."""
        self._tell.begun(number)
        self._screen.begun(number)

    def stepped(self, number: int, step: Step) -> None:
        """It has come so far."""
        self._tell.stepped(number, step)
        self._screen.stepped(number, step)

    def ended(self, number: int, result: FileResult) -> None:
        """Its report is complete."""
        self._tell.ended(number, result)
        self._screen.ended(number, result)

    def cancelled(self) -> bool:
        """Whether the sync is to stop, for one reason or another."""
        return self._tell.cancelled()

    @property
    def _tell(self) -> Watcher:
        return self._recorder or Watcher()
