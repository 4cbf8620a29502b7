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
from typing import Final

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


class Kept:
    """The conversations. Safe to use from many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock, self._most = clock, most
        self._lock = threading.Lock()
        self._talks: OrderedDict[tuple[str, str], tuple[float, Turns]] = OrderedDict()

    def keep(self, owner: str, name: object, turns: Turns) -> None:
        """Keeps what was said; nothing where there is no such name, or nothing was said."""
        if not _is_name(name):
            return
        key = (owner, str(name))
        with self._lock:
            self._talks.pop(key, None)
            if turns:
                self._talks[key] = (self._clock(), turns)
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
            _, turns = self._talks.get((owner, str(name)), (0.0, ()))
        return turns if all(_is_read(theirs, one) for one in sources(turns)) else ()

    def led_to(self, name: object, theirs: Assistant) -> Turns:
        """What led to the report that names it, whoever asked; as for `find`.

        Its asker gave it out of hand with the report, and nobody else can know its name.

        Args:
            name: The conversation's.
            theirs: The assistant as whoever decides upon the report may see it.
        """
        with self._lock:
            owner = next((one for one, told in self._talks if told == name), "")
        return self.find(owner, name, theirs)

    def forget(self, owner: str, name: object) -> None:
        """A new conversation begins."""
        self.keep(owner, name, ())

    def _forget_old(self) -> None:
        before = self._clock() - IDLE_SECONDS
        while self._talks:
            key, (at, _) = next(iter(self._talks.items()))
            if at >= before:
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
