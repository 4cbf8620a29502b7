"""Conversations kept in memory for a reload, and for the report that is made of one. No disk.

Each is its asker's alone, known by a random name that only the asker's browser has, and forgotten
with the conversation, after some hours, or when many others have come since. What rests on a
manual that its asker may no longer read is not given out again.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple

from assistant.access.model import Principal
from assistant.errors import NotHere
from ui.conversation import Turns, sources
from ui.seam import Assistant

IDLE_SECONDS: Final = 4 * 3600
"""A conversation left alone is forgotten within half a shift."""
MOST: Final = 200
"""Conversations; those left alone the longest make room."""
EACH: Final = 20
"""Of one asker, whose own make room then: nobody pushes out what others said."""
_NAME: Final = re.compile(r"[0-9a-f]{32}")


class _Talk(NamedTuple):
    at: float
    turns: Turns
    asker: Principal | None

    def is_by(self, author: str) -> bool:
        """Who sits at the machine itself says who they are, in each report anew."""
        asker = self.asker
        return asker is not None and (asker.kind == "console" or asker.name == author)


class Kept:
    """The conversations. Safe to use from many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock, self._most = clock, most
        self._lock = threading.Lock()
        self._talks: OrderedDict[tuple[str, str], _Talk] = OrderedDict()

    def keep(self, owner: str, name: object, turns: Turns, asker: Principal | None = None) -> None:
        """Keeps what was said; nothing where there is no such name, or nothing was said.

        Args:
            owner: As `ui.doorway.owner_of` names them.
            name: The conversation's.
            turns: What was said.
            asker: Whose reports it may have led to; None: nobody's.
        """
        if not _is_name(name):
            return
        key = (owner, str(name))
        with self._lock:
            self._talks.pop(key, None)
            if turns:
                self._talks[key] = _Talk(self._clock(), turns, asker)
            theirs = [one for one in self._talks if one[0] == owner]
            for one in theirs[:-EACH]:
                del self._talks[one]
            while len(self._talks) > self._most:
                self._talks.popitem(last=False)

    def find(self, owner: str, name: object, theirs: Assistant) -> Turns:
        """What was said; empty where nobody knows, or a manual of it is no longer theirs to read.

        Args:
            owner: As `ui.doorway.owner_of` names them.
            name: The conversation's.
            theirs: The assistant as they may see it.
        """
        with self._lock:
            self._forget_old()
            talk = self._talks.get((owner, str(name)))
            turns = talk.turns if talk else ()
        return turns if all(_is_read(theirs, one) for one in sources(turns)) else ()

    def led_to(self, name: object, author: str, theirs: Assistant) -> Turns:
        """What its author asked before the report that names it; as for `find`.

        Whoever reads a report knows the name, and could keep other words under it. Their own
        conversation is found whichever way its author signed in.

        Args:
            name: The conversation's.
            author: Of the report.
            theirs: The assistant as whoever decides upon the report may see it.
        """
        with self._lock:
            talks = reversed(self._talks.items())
            asked = (key for key, talk in talks if key[1] == name and talk.is_by(author))
            owner, _ = next(asked, ("", ""))
        return self.find(owner, name, theirs)

    def forget(self, owner: str, name: object) -> None:
        """A new conversation begins."""
        self.keep(owner, name, ())

    def _forget_old(self) -> None:
        before = self._clock() - IDLE_SECONDS
        while self._talks:
            key, talk = next(iter(self._talks.items()))
            if talk.at >= before:
                return
            del self._talks[key]


def _is_read(theirs: Assistant, document_id: str) -> bool:
    try:
        theirs.document(document_id)
    except NotHere:
        return False
    return True


def _is_name(name: object) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None
