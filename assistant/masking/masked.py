"""An engine elsewhere, which is told nobody's name or number."""

import re
from collections.abc import Generator as Stream
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain
from typing import Literal

from assistant.errors import ModelUnavailable, PlantUnavailable
from assistant.masking.folded import found_folded
from assistant.masking.marks import badges, emails, resident_ids
from assistant.masking.people import Known, people
from assistant.masking.phones import phones
from assistant.masking.spans import Span
from assistant.masking.vault import Unmasking, Vault
from assistant.models.generator import Message, Piece, Server


class Masker:
    """Finds who and how to reach them."""

    def __init__(
        self, known: Known, regions: Sequence[str] = ("CN",), badge: re.Pattern[str] | None = None
    ) -> None:
        """Of one site.

        Args:
            known: The people of the plant.
            regions: ISO 3166 codes of the countries whose numbers are written without ``+``.
            badge: What the site numbers its people by.
        """
        self._known, self._regions, self._badge = known, regions, badge

    def find(self, text: str) -> Iterable[Span]:
        """All that is to be taken out of a text, as it is written and as it is read."""
        return chain(self._as_written(text), found_folded(self._as_written, text))

    def _as_written(self, text: str) -> Iterable[Span]:
        return chain(
            emails(text),
            resident_ids(text),
            badges(text, self._badge),
            phones(text, self._regions),
            self._known.people(text),
            people(text),
        )

    def masked(self, messages: Sequence[Message]) -> tuple[list[Message], Vault]:
        """The messages as they may leave, and what was taken out of them."""
        vault = Vault(message.content for message in messages)
        told = [
            replace(message, content=vault.mask(message.content, self.find(message.content)))
            for message in messages
        ]
        return told, vault


class Masked:
    """A generator that sees placeholders; who asks it sees the values, and what was masked."""

    def __init__(self, engine: Server, masker: Masker) -> None:
        self.name = engine.name
        self._engine, self._masker = engine, masker

    @property
    def state(self) -> Literal["ready", "unavailable"]:
        """As the engine is."""
        return self._engine.state

    def load(self) -> None:
        """Sees whether the engine answers."""
        self._engine.load()

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        """Yields the engine's reply with the values put back.

        Raises:
            ModelUnavailable: As the engine does; or nobody can say whose names are to stay here.
        """
        try:
            told, vault = self._masker.masked(messages)
        except PlantUnavailable as exc:
            raise ModelUnavailable(
                f"Nothing was sent to {self.name}: whose names are to stay here cannot be read. "
                f"{exc}"
            ) from exc
        reply, counts = Unmasking(vault), vault.counts
        with closing(self._engine.generate(told, max_new_tokens)) as pieces:
            for piece in pieces:
                text = reply.feed(piece.text) + (reply.flush() if piece.finish else "")
                yield replace(piece, text=text, masked=counts)
