"""How codes sound when they are said, and how that is written down by who does not know them. Pure.

``E07`` may be said "E zero seven", "echo oh seven", "E seven", 洞七, and comes out of a listening
model as words and figures in any mixture. A reading puts them back together as somebody would have
typed it; whether there is such a code, the library knows.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

_HUNDRED: Final = frozenset({"hundred", "百"})
_TEN: Final = "十"
ALARM_WORDS: Final = re.compile(
    r"\b(?:alarm|fault|error|err|code|trip|warning|display|panel|show)|报警|警报|故障|代码|错误|显示",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+|[\u3400-\u9fff]")
_BETWEEN: Final = re.compile(r"[\s.,、，\-–_/]*")
"""What may stand between the pieces of one code; a model punctuates a spelled one."""
_LONGEST_WORD: Final = 4
"""Letters of a code, written in capitals."""
_MOST_PIECES: Final = 10
_MOST_READINGS: Final = 24
"""Of pieces that begin at one place."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a run of figures or a Chinese character."""

    text: str
    begin: int
    end: int

    @property
    def plain(self) -> str:
        """Without case."""
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a stretch of words may be, as somebody would type it."""

    typed: str
    first: int
    """Word that it begins with."""
    past: int
    """Word that it ends before."""


@cache
def _said(*kinds: str) -> Mapping[str, str]:
    """Pieces of codes by the words for them, of some kinds of words.tsv."""
    text = files("assistant.speech").joinpath("words.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {word: piece for kind, piece, words in rows if kind in kinds for word in words.split()}


def words_of(text: str) -> list[Word]:
    """The words; ``L31`` is two."""
    return [Word(one[0], one.start(), one.end()) for one in _WORD.finditer(text)]


def folded(text: str) -> str:
    """In one width; as long as before where that can be, so that places in it stay true."""
    plain = unicodedata.normalize("NFKC", text)
    return plain if len(plain) == len(text) else text


def readings(text: str, words: Sequence[Word]) -> Iterator[Reading]:
    """Everything that may be a code, a machine's tag or a number, longest first at each place."""
    joined = [
        _BETWEEN.fullmatch(text, one.end, other.begin) is not None for one, other in pairwise(words)
    ]
    for first in range(len(words)):
        found = sorted(_from(words, joined, first), key=lambda one: -one.past)
        for one in found:
            if _says_something(one.typed) and not _goes_on(words, joined, one.past):
                yield one


def numbers(text: str, words: Sequence[Word]) -> Iterator[Reading]:
    """The longest runs of figures alone, one behind the other."""
    at = 0
    for one in readings(text, words):
        if one.first >= at and one.typed.isdigit() and _begins(words[one.first]):
            yield one
            at = one.past


def _from(words: Sequence[Word], joined: Sequence[bool], first: int) -> list[Reading]:
    """By every way to go on from a word, as far as the words hang together."""
    found: list[Reading] = []
    open_ends = [("", first)]
    for _ in range(_MOST_PIECES):
        longer: list[tuple[str, int]] = []
        for typed, at in open_ends:
            for piece, past in _pieces(words, joined, at, is_first=at == first):
                longer.append((typed + piece, past))
                found.append(Reading(typed + piece, first, past))
        open_ends = [end for end in longer if end[1] < len(words) and joined[end[1] - 1]][
            :_MOST_READINGS
        ]
    return found


def _pieces(
    words: Sequence[Word], joined: Sequence[bool], at: int, *, is_first: bool
) -> Iterator[tuple[str, int]]:
    """What one word, or a few that make a number, stand for; and the word behind them."""
    word, text = words[at].plain, words[at].text
    follows = words[at + 1].plain if at + 1 < len(words) and joined[at] else ""
    yield from _number(words, at, word, follows)
    kinds = ("digit", "letter", "fault") if is_first else ("digit", "behind", "letter", "fault")
    if word.isdigit():
        yield word, at + 1
    elif (piece := _said(*kinds).get(word)) is not None:
        yield piece, at + 1
    elif is_first and follows and word in _said("behind"):
        yield _said("behind")[word], at + 1
    if text.isascii() and (len(text) == 1 or (text.isupper() and len(text) <= _LONGEST_WORD)):
        yield text.upper(), at + 1
    if word in _said("joint") and follows and not is_first:
        yield "", at + 1


def _number(words: Sequence[Word], at: int, word: str, follows: str) -> Iterator[tuple[str, int]]:
    """Numbers of several words: thirty one, seven hundred, double five, 三十一."""
    digit = _digit(follows)
    if piece := _said("number").get(word):
        yield piece, at + 1
    if tens := _said("tens").get(word):
        if digit not in ("", "0"):
            yield tens + digit, at + 2
        yield tens + "0", at + 1
    if digit and (times := _said("times").get(word)):
        yield digit * int(times), at + 2
    own = _digit(word)
    if own and follows in _HUNDRED:
        yield own + "00", at + 2
    if word == _TEN or (own and follows == _TEN):
        yield from _tens(words, at, "1" if word == _TEN else own)


def _digit(word: str) -> str:
    """The digit that a word is or means; empty where it is none."""
    if len(word) == 1 and word.isascii() and word.isdigit():
        return word
    return _said("digit", "behind").get(word, "")


def _tens(words: Sequence[Word], at: int, tens: str) -> Iterator[tuple[str, int]]:
    """Chinese: 十二, 三十, 三十一."""
    past = at + (1 if words[at].text == _TEN else 2)
    if past < len(words) and (unit := _digit(words[past].text)):
        yield tens + unit, past + 1
    yield tens + "0", past


def _goes_on(words: Sequence[Word], joined: Sequence[bool], past: int) -> bool:
    """Whether figures follow: half a number is none."""
    if past == len(words) or not joined[past - 1]:
        return False
    follows = words[past].plain
    return follows.isdigit() or follows == _TEN or follows in (_HUNDRED | _said("digit").keys())


def _says_something(typed: str) -> bool:
    """With a figure in it, or two letters that were spelled."""
    return any(map(str.isdigit, typed)) or (len(typed) > 1 and typed.isalpha())


def _begins(word: Word) -> bool:
    """Whether a number may begin with this word: ``to`` and ``for`` are others'."""
    return word.plain not in _said("behind")
