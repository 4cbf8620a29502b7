"""Codes with a number that was heard, weighed by the sound itself: which of them fits it? Pure.

What a model writes for a code that it does not know is a guess at words. Asked the other way
round, how likely the sound is the same text with ``E07`` in it or with ``AL-07``, it tells them
well apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from assistant.speech.book import CodeBook, Known
from assistant.speech.listener import Likely
from assistant.speech.places import Place
from assistant.speech.sounds import ends_like, letters_sound, word_sound
from assistant.speech.spoken import ALARM_WORDS, Reading, Word

_BEFORE: Final = 2
"""Words before a number that its letters may have become."""
_MOST_NUMBERS: Final = 6
_MOST_TEXTS: Final = 18
"""With a code, weighed for one recording: as many take less than half the time of hearing it. Of
one number's codes, those that sound most like what was written."""
_LEAST: Final = -11.0
"""How much likelier (natural logarithm) a code's text must be than what was written: less than
nothing, since codes are rare words. In noise, codes that were said mostly have -6 and more; the
best code for a number that was none, beside a word for alarms, had -15."""
_SOUND: Final = 4.0
"""What it is worth that its letters sound like the words before the number."""
_NEAR: Final = 5.0
"""How much less likely than the likeliest a code may be, to be offered beside it."""
_ALIKE: Final = 2
"""Offers for one number at most."""
_SENTENCE_ENDS: Final = frozenset(".?!。？！")
_LIKE_E: Final = "1"
"""In Chinese it sounds like that letter: 一零七 may be E07."""


class _Candidate(NamedTuple):
    """A code at a place, and the whole text as a model would write it."""

    number: Reading
    place: Place
    text: str
    bare: str
    """With the number alone in that place: words that fit no sound at all are no code's merit."""
    share: float
    """Of its letters' sounds in the words before the number."""


def weighed(
    text: str, words: Sequence[Word], numbers: Sequence[Reading], book: CodeBook, likely: Likely
) -> list[Place]:
    """Where codes with these numbers may belong, the likeliest first for each number.

    Args:
        text: As it was written.
        words: Its words.
        numbers: Those that may belong to a code.
        book: The codes that there are.
        likely: Weighs texts against the sound.
    """
    numbers = [one for one in numbers if _may_be_a_code(text, words, one)][:_MOST_NUMBERS]
    codes = [
        one
        for number in numbers
        for one in islice(_candidates(text, words, number, book), _MOST_TEXTS // len(numbers))
    ]
    if not codes:
        return []
    texts = list(dict.fromkeys([text, *(one.bare for one in codes), *(one.text for one in codes)]))
    weights = dict(zip(texts, likely(texts), strict=True))
    found: list[Place] = []
    for number in numbers:
        these = [one for one in codes if one.number is number]
        most = max(weights[one] for one in (text, *(each.bare for each in these)))
        gains = [(weights[one.text] - most + _SOUND * one.share, one.place) for one in these]
        found += _likeliest(one for one in gains if one[0] >= _LEAST)
    return found


def _may_be_a_code(text: str, words: Sequence[Word], number: Reading) -> bool:
    """Whether anything but the number itself tells so."""
    before, after = text[: words[number.first].begin][-1:], text[words[number.past - 1].end :][:1]
    if after.isascii() and after.isalpha():
        return False
    has_letters = before.isascii() and (before.isalpha() or before == "-")
    return has_letters or number.typed.startswith("0") or ALARM_WORDS.search(text) is not None


def _candidates(
    text: str, words: Sequence[Word], number: Reading, book: CodeBook
) -> Iterator[_Candidate]:
    """The codes with a number, in the place of it and of up to two words before it."""
    at, end = words[number.first].begin, words[number.past - 1].end
    for share, known in _codes(text, words, number, book):
        for first in range(number.first, max(-1, number.first - _BEFORE - 1), -1):
            begin = words[first].begin
            if _SENTENCE_ENDS.intersection(text[begin:at]):
                break
            code, bare = _written(text[:at], text[at:end], number.typed, known.code)
            whole, without = (text[:begin] + one + text[end:] for one in (code, bare))
            yield _Candidate(number, Place(begin, end, known), whole, without, share)


def _written(before: str, heard: str, typed: str, code: str) -> tuple[str, str]:
    """A code, and its number alone, as they would stand there: figures as they were written.

    ``AL-5-2`` for AL-52 where ``5-2`` was heard: the way of writing is no sign of a code.
    """
    letters, figures = _letters(code), "".join(filter(str.isdigit, code))
    if heard == typed or figures != typed:
        return letters + figures, typed
    joint = "-" if before.endswith("-") else " " * heard.isascii()
    return letters + joint * bool(letters) + heard, heard


def _codes(
    text: str, words: Sequence[Word], number: Reading, book: CodeBook
) -> list[tuple[float, Known]]:
    """Those with the number, by the share of their letters that was heard before it."""
    before = words[max(0, number.first - _BEFORE) : number.first]
    heard = "".join(word_sound(one.text) for one in before)
    found = [
        (ends_like(heard, letters_sound(_letters(one.code))).share, one)
        for one in book.numbered(number.typed)
    ]
    if not text.isascii() and number.typed.startswith(_LIKE_E) and len(number.typed) > 1:
        shorter = book.numbered(number.typed[1:])
        found += ((1.0, one) for one in shorter if _letters(one.code).upper() == "E")
    return sorted(found, key=lambda one: -one[0])


def _letters(code: str) -> str:
    return "".join(filter(str.isalpha, code))


def _likeliest(gains: Iterable[tuple[float, Place]]) -> list[Place]:
    """A place for each code, the likeliest codes alone."""
    best: dict[str, tuple[float, Place]] = {}
    for gain, place in gains:
        if gain > best.get(place.known.code, (-float("inf"),))[0]:
            best[place.known.code] = gain, place
    ranked = sorted(best.values(), key=lambda one: -one[0])
    return [place for gain, place in ranked[:_ALIKE] if gain >= ranked[0][0] - _NEAR]
