"""The engine that writes answers: comes up beside the service, and tells how it is."""

import logging
from typing import Literal

from assistant.masking.masked import Masked
from assistant.models.failover import Failover
from assistant.models.generator import Generator
from assistant.models.local import LocalGenerator
from assistant.models.remote import RemoteGenerator

logger = logging.getLogger(__name__)

GenerationState = Literal["ready", "failover", "loading", "unavailable", "off"]
"""failover: the server is away, and the local model writes in its place."""


class Writing:
    """One service's. Safe to use from many threads."""

    def __init__(self, generator: Generator, *, is_wanted: bool) -> None:
        """Nothing is loaded yet; where it is not wanted, nothing will be."""
        self._generator, self._is_wanted = generator, is_wanted
        self._came_up: GenerationState = "loading"

    @property
    def state(self) -> GenerationState:
        """Whether answers can be written; of a server, as the last try found it."""
        if self._came_up == "ready" and isinstance(
            self._generator, RemoteGenerator | Failover | Masked
        ):
            return self._generator.state
        return self._came_up

    @property
    def may_help(self) -> bool:
        """Whether it is worth asking: it is wanted, and did not fail to come up."""
        return self._is_wanted and self.state != "unavailable"

    def load(self) -> None:
        """Takes as long as it takes; whatever happens, the state tells."""
        if not self._is_wanted:
            self._came_up = "off"
            return
        if isinstance(self._generator, LocalGenerator | RemoteGenerator | Failover | Masked):
            try:
                self._generator.load()
            except Exception:  # a thread's last line: memory, a torn file, whatever it is
                logger.exception("the generation model cannot be loaded")
                self._came_up = "unavailable"
                return
        self._came_up = "ready"

    def stop(self) -> None:
        """Ends the local model; whoever still reads its words is told that they break off."""
        if isinstance(self._generator, LocalGenerator):
            self._generator.close()
