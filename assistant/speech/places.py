"""Where in a text a code may belong. Pure."""

from typing import NamedTuple

from assistant.speech.book import Known


class Place(NamedTuple):
    """A stretch of characters, and what it may have been."""

    begin: int
    end: int
    known: Known
