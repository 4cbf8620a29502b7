"""What was heard, held against the codes that there are: offers, of which none is taken unasked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.speech.book import CodeBook
from assistant.speech.ear import weighed
from assistant.speech.listener import Likely
from assistant.speech.places import Place
from assistant.speech.sounds import ends_like, letters_sound, word_sound
from assistant.speech.spoken import ALARM_WORDS, Reading, Word, folded, numbers, readings, words_of
from ingest.identifiers import code_candidates, normal

_MOST_OFFERS: Final = 4
_MOST_READINGS: Final = 600
"""Of one text; a minute of digits has some."""
_LIKE: Final = 0.6
"""Share of its letters' sounds that a code must have in what was heard before its number."""
_BEFORE: Final = 2
"""Words before a number that its letters may be hidden in."""
_ALIKE: Final = 2
"""Offers for one number at most."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Words that may have been a code."""

    heard: str
    """As they stand in the text."""
    code: str
    """What they may have been, as printed."""
    machine: str | None
    """The tag, where it is a machine's."""
    text: str
    """The whole text with it."""


def offers(text: str, book: CodeBook, likely: Likely | None = None) -> list[Offer]:
    """Codes that words of a text may have been; none for those that stand in it already.

    Args:
        text: As it was written down.
        book: The codes that there are.
        likely: Weighs other texts against the sound; without it, letters alone are compared.
    """
    text = folded(text)
    words = words_of(text)
    certain, settled = _spelled(text, words, book)
    left = [one for one in numbers(text, words) if settled.isdisjoint(range(one.first, one.past))]
    alike = [place for one in left for place in _alike(text, words, one, book)]
    if likely is not None:
        starts = {words[one.first].begin for one in left}
        alike = _joined(weighed(text, words, left, book, likely), alike, starts)
    return [
        Offer(
            text[one.begin : one.end],
            one.known.code,
            one.known.machine,
            text[: one.begin] + one.known.code + text[one.end :],
        )
        for one in [*certain, *alike][:_MOST_OFFERS]
    ]


def _joined(weighed: Sequence[Place], alike: Sequence[Place], starts: set[int]) -> list[Place]:
    """What the sound tells, and whatever a number alone beside an alarm word may be.

    Where no letter was said, the sound tells nothing of letters.
    """
    joined = list(weighed)
    for place in alike:
        rivals = [one.known.code for one in joined if one.end == place.end]
        is_new = place.known.code not in rivals and len(rivals) < _ALIKE
        if place.begin in starts and is_new:
            joined.append(place)
    return joined


def _spelled(
    text: str, words: Sequence[Word], book: CodeBook
) -> tuple[list[Place], frozenset[int]]:
    """Stretches that read as a known code, the longest first, and the words that are settled."""
    found = list(readings(text, words))[:_MOST_READINGS]
    known = book.known(one.typed for one in found)
    settled: set[int] = set()
    places: list[Place] = []
    for one in sorted(found, key=lambda one: (one.first - one.past, -len(one.typed))):
        meant = known.get(one.typed)
        if meant is None or not settled.isdisjoint(range(one.first, one.past)):
            continue
        settled.update(range(one.first, one.past))
        begin, end = words[one.first].begin, words[one.past - 1].end
        if normal(text[begin:end]) != normal(meant.code):
            places.append(Place(begin, end, meant))
    return sorted(places, key=lambda place: place.begin), frozenset(settled)


def _is_counted(text: str, words: Sequence[Word], number: Reading) -> bool:
    """Whether it is so many of something: 31 days."""
    begin, end = words[number.first].begin, words[number.past - 1].end
    alone = text[begin:end].isdigit() and text[:begin].endswith(" ")
    return alone and text[begin:end] not in code_candidates(text)


def _alike(text: str, words: Sequence[Word], number: Reading, book: CodeBook) -> list[Place]:
    """Codes with that number whose letters sound like the end of what stands before it.

    Behind "alarm" the number alone will do: people leave letters out.
    """
    speaks_of_alarms = ALARM_WORDS.search(text) is not None
    if not (speaks_of_alarms or number.typed.startswith("0")) or _is_counted(text, words, number):
        return []
    begin, end = words[number.first].begin, words[number.past - 1].end
    before = [
        word_sound(words[at].text) for at in range(max(0, number.first - _BEFORE), number.first)
    ]
    heard = "".join(before)
    is_beside_alarm = any(
        not text[one.end() : begin].strip(" -:：号") for one in ALARM_WORDS.finditer(text[:begin])
    )
    found: list[tuple[float, int, Place]] = []
    for known in book.numbered(number.typed):
        share, length = ends_like(heard, letters_sound(_letters(known.code)))
        if share >= _LIKE:
            first = number.first - _words_within(before, length)
            place = Place(words[first].begin, end, known)
            found.append((-share, -length, place))
        elif is_beside_alarm and known.machine is None:
            found.append((0.0, 0, Place(begin, end, known)))
    return [place for _, _, place in sorted(found, key=lambda one: one[:2])[:_ALIKE]]


def _words_within(sounds: Sequence[str], length: int) -> int:
    """How many of the last words so many sounds reach into."""
    count = 0
    for sound in reversed(sounds):
        if length <= 0:
            break
        count, length = count + 1, length - len(sound)
    return count


def _letters(code: str) -> str:
    plain = normal(code)
    return plain[: len(plain) - len(plain.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
