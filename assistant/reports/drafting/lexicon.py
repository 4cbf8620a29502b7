"""The trade's words for what was seen, done, needed and said, by role; a plant may add its own."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from assistant.errors import BadLexicon
from assistant.word_list import numbered_entries, read_list

_SHIPPED = Path(__file__).with_name("lexicon.tsv")
_NOT_BEHIND, _NOT_BEFORE = "(?<![A-Za-z0-9])", "(?![A-Za-z0-9])"
_GAP = "[^,.;。;!?]{0,12}?"
"""What ``…`` stands for: a few characters of the same clause."""


class Lexicon:
    """Phrases by role, each role one pattern."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._phrases = {role: tuple(words) for role, words in phrases.items()}
        self._patterns: dict[tuple[str, ...], re.Pattern[str]] = {}

    @classmethod
    def load(cls, own: Path | None = None) -> "Lexicon":
        """The shipped phrases, and the plant's own where that file exists.

        Raises:
            BadLexicon: The file cannot be read, or a line is not a role, a tab and phrases with
                commas between them.
        """
        if own is None or not own.is_file():
            return shipped()
        phrases = {role: list(words) for role, words in _read(_SHIPPED).items()}
        for role, words in _read(own).items():
            if role not in phrases:
                known = ", ".join(sorted(phrases))
                raise BadLexicon(f"{own}: there is no role {role!r}; there are {known}.")
            phrases[role] += words
        return cls(phrases)

    def pattern(self, *roles: str) -> re.Pattern[str]:
        """Finds any phrase of these roles, the longest first; case does not matter."""
        if roles not in self._patterns:
            words = {one for role in roles for one in self._phrases[role]}
            self._patterns[roles] = re.compile(_ways(words), re.IGNORECASE)
        return self._patterns[roles]

    def way(self, *roles: str) -> str:
        """The same as part of a larger pattern."""
        return self.pattern(*roles).pattern


@cache
def shipped() -> Lexicon:
    """The lexicon that comes with the code; one, since its patterns take a third of a second."""
    return Lexicon(_read(_SHIPPED))


@cache
def _read(path: Path) -> dict[str, tuple[str, ...]]:
    phrases: dict[str, tuple[str, ...]] = {}
    for number, line in numbered_entries(read_list(path, "A lexicon", BadLexicon)):
        role, tab, listed = line.partition("\t")
        words = tuple(word.strip() for word in listed.split(",") if word.strip())
        if not tab or not words:
            raise BadLexicon(f"{path}, line {number}: not a role, a tab and phrases: {line[:80]!r}")
        phrases[role] = phrases.get(role, ()) + words
    return phrases


def _ways(phrases: Iterable[str]) -> str:
    """One pattern of all phrases; those that want no letter beside them stand together."""
    groups: dict[tuple[bool, bool], list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        edges = tuple(end.isascii() and end.isalnum() for end in (phrase[0], phrase[-1]))
        groups.setdefault((edges[0], edges[1]), []).append(_way(phrase))
    told = (
        f"{_NOT_BEHIND * before}(?:{'|'.join(ways)}){_NOT_BEFORE * behind}"
        for (before, behind), ways in groups.items()
    )
    return f"(?:{'|'.join(told)})"


def _way(phrase: str) -> str:
    """A phrase as a pattern: ``*`` for any ending, ``^`` and characters that must not follow."""
    phrase, _, not_before = phrase.partition("^")
    behind = f"(?![{re.escape(not_before)}])" if not_before else ""
    body = re.escape(phrase).replace("…", _GAP).replace("'", "'?") + behind
    return re.sub(r"(?:\\ |\s)+", r"\\s+", body).replace(r"\*", "[a-z]*")
