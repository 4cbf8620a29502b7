"""What the front door asks of the assistant, and nothing more: fakes in tests stand here."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from assistant.answering.reply import Event
from assistant.models.generator import Message
from ingest.document import Chunk

if TYPE_CHECKING:
    from assistant.build import Assistant as Workshop


class Manual(Protocol):
    """A document of the library, as a list shows it."""

    @property
    def document_id(self) -> str:
        """SHA-256 of the file's bytes."""

    @property
    def file_name(self) -> str:
        """The name the file came with."""

    @property
    def title(self) -> str:
        """The document's own title."""

    @property
    def page_count(self) -> int:
        """0 for a format without pages."""


class Assistant(Protocol):
    """The workshop behind the door."""

    def answer(self, messages: Sequence[Message]) -> Iterator[Event]:
        """Yields Found, then Words, then Finished; closing the generator stops the model.

        Raises:
            ShiftmateError: The reason why there is no (more) answer.
        """

    def documents(self) -> Sequence[Manual]:
        """Every document of the library."""

    def document(self, document_id: str) -> Manual:
        """One document.

        Raises:
            NotHere: It has left the library.
        """

    def chunk(self, chunk_id: str) -> Chunk:
        """The chunk of that name.

        Raises:
            NotHere: It has left the library.
        """


def fits(workshop: "Workshop") -> Assistant:
    """Holds the real assistant to this seam when types are checked: it is mounted by name."""
    return workshop
