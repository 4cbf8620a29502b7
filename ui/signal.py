"""How grave a warning is, for eyes: a class of tokens.css, and its signal word set apart. Pure."""

import re

from assistant.answering.guard.signals import gravity, signal_in
from ingest.document import Chunk
from ui.safe import text

_LEVELS = ("", " notice", " caution", " severe", " danger")
"""By gravity. ANSI Z535.6: a NOTICE is about property alone and bears no alert symbol."""
_SIGN = re.compile(r"\s*[:：!！]")


def level(chunk: Chunk) -> str:
    """A class after a blank, as signal.js says it too; empty for what is graded nowhere."""
    if chunk.kind != "safety":
        return ""
    return _LEVELS[gravity(chunk.signal_word, chunk.text)]


def warning_words(chunk: Chunk) -> str:
    """A block word for word; the signal word that it begins with is a sign of its own."""
    told = chunk.text.strip()
    signal = signal_in(f"{told.split(maxsplit=1)[0]}:") if told else None
    if signal is None or not told.startswith(signal.word):
        return text(told)
    after = _SIGN.match(told, len(signal.word))
    end = after.end() if after else len(signal.word)
    return f'<strong class="signal">{text(told[:end])}</strong>{text(told[end:])}'
