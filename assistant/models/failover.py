"""Two engines in line: where the first cannot begin, the second writes."""

import logging
from collections.abc import Generator as Stream
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from typing import Literal

from assistant.errors import ModelUnavailable
from assistant.models.generator import Generator, Message, Piece, Server

logger = logging.getLogger(__name__)


class Failover:
    """A server, and the local model for when it is away.

    The local model's weights are read when it is first needed, not before: a site with a server of
    its own need not keep them in memory.
    """

    def __init__(self, remote: Server, local: Generator) -> None:
        self.name = remote.name
        self._remote, self._local = remote, local
        self._local_failed = False

    @property
    def state(self) -> Literal["ready", "failover", "unavailable"]:
        """Who would write now, as far as the last try tells."""
        if self._remote.state == "ready":
            return "ready"
        return "unavailable" if self._local_failed else "failover"

    def load(self) -> None:
        """Sees whether the server answers; the local model is not looked at until it does not."""
        self._remote.load()

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        """Yields one engine's reply; never the beginning of one and the end of the other.

        Raises:
            ModelUnavailable: The server failed after its first word, or neither can write.
        """
        said = False
        try:
            with closing(self._remote.generate(messages, max_new_tokens)) as pieces:
                for piece in pieces:
                    said = True
                    yield piece
        except ModelUnavailable as exc:
            if said:
                raise
            logger.warning("%s writes instead: %s", self._local.name, exc)
        if not said:
            yield from self._by_local(messages, max_new_tokens)

    def _by_local(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        try:
            with closing(self._local.generate(messages, max_new_tokens)) as pieces:
                for piece in pieces:
                    self._local_failed = False
                    yield replace(piece, stand_in=self._local.name)
        except ModelUnavailable:
            self._local_failed = True
            raise
