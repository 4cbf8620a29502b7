"""A recording -> what was said, with codes that it may have meant; nothing is kept."""

from dataclasses import dataclass
from typing import Final, Literal

from assistant.answering.queue import Queue
from assistant.errors import ModelUnavailable
from assistant.speech.book import LibraryBook
from assistant.speech.listen import Transcript, listen
from assistant.speech.listener import Listener
from ingest.document import Language
from vectorstore.library import Library

SpeechState = Literal["ready", "off"]
"""Whether recordings are listened to; off: there are no weights for it, and no button is shown."""
_WAITING: Final = 3
_SECONDS: Final = 3.0
"""Until the first was timed: ten seconds of speech on two cores."""


def recordings_queue() -> Queue:
    """Before the listener, for everybody."""
    return Queue(_WAITING, what="recordings", seconds=_SECONDS)


@dataclass(frozen=True, slots=True)
class Hearing:
    """For one person."""

    library: Library
    """As they may read it: no other codes are offered."""
    listener: Listener | None
    """None: no speech model was pulled."""
    queue: Queue

    @property
    def state(self) -> SpeechState:
        """Whether recordings are listened to."""
        return "ready" if self.listener else "off"

    def listen(self, recording: bytes, language: Language | None = None) -> Transcript:
        """What a recording says, for who spoke to look at.

        Raises:
            ModelUnavailable: No speech model was pulled.
            Busy: Too many others wait for it.
            SpeechError: It cannot be listened to.
        """
        if self.listener is None:
            raise ModelUnavailable(
                "Nobody listens here: the weights for speech are missing. Run `shiftmate models "
                "pull` and start the service again; until then, type."
            )
        with self.queue.turn():
            return listen(recording, language, self.listener, LibraryBook(self.library))
