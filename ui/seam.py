"""What the front door asks of the assistant, and nothing more: fakes in tests stand here."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from assistant.access.model import Principal
from assistant.answering.reply import Event
from assistant.answering.scope import Scope
from assistant.gaps.model import Feedback
from assistant.history.answer import HistoryAnswer
from assistant.models.generator import Message
from ingest.document import Chunk, Figure
from vectorstore.assets import Asset
from vectorstore.library import EVERYTHING
from vectorstore.records import Filters

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

    @property
    def revision(self) -> str:
        """Its mark as printed; empty where it bears none."""

    @property
    def superseded_by(self) -> str | None:
        """Id of the next revision."""


class Assistant(Protocol):
    """The workshop behind the door."""

    def as_asked_by(self, principal: Principal) -> "Assistant":
        """The same, with nothing of what is kept from them."""

    def answer(
        self, messages: Sequence[Message], *, filters: Filters = EVERYTHING
    ) -> Iterator[Event]:
        """Yields Found, then Words, then Finished; closing the generator stops the model.

        Raises:
            ShiftmateError: The reason why there is no (more) answer.
        """

    def ask_history(self, question: str) -> HistoryAnswer:
        """What the work orders tell.

        Raises:
            ShiftmateError: The reason why nothing can be told.
        """

    def rate(self, told: Feedback) -> bool:
        """Keeps what somebody thought of an answer; False where nothing is kept."""

    def machines(self) -> Sequence[Asset]:
        """The register of machines, by tag."""

    def example_code(self) -> str:
        """A code that the manuals tell what to do about; empty where none is known."""

    def filters(self, scope: Scope) -> Filters:
        """What an answer is narrowed to.

        Raises:
            UnknownFilter: A name that the library does not know.
        """

    def documents(self) -> Sequence[Manual]:
        """Every document of the library."""

    def document(self, document_id: str) -> Manual:
        """One document.

        Raises:
            NotHere: It has left the library.
        """

    def figures(self, document_id: str) -> Sequence[Figure]:
        """A document's captioned figures, page by page; their numbers count from 1.

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
