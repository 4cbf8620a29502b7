"""A question as tokens: each the longest stretch of words that means something here. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from assistant.history.ask import kinds as w
from assistant.history.ask.periods import Period, periods
from assistant.history.ask.vocabulary import Values, Vocabulary
from assistant.history.ask.words import machine_kinds, meanings, phrases

QUOTE, PERIOD, NUMBER, VALUE, WEAK, KIND, SOURCE, STOP, UNKNOWN = (
    "quote", "period", "number", "value", "weak", "kind", "source", "stop", w.UNKNOWN,
)  # fmt: skip
_QUOTED: Final = re.compile(
    r"(?<!\w)'([^']{1,80})'(?!\w)|\"([^\"]{1,80})\"|“([^”]{1,80})”|‘([^’]{1,80})’|「([^」]{1,80})」"
    r"|『([^』]{1,80})』|《([^》]{1,80})》"
)
_NUMBER: Final = re.compile(r"[$€£¥]?\s?(\d+(?:,\d{3})*(?:\.\d+)?)(k|万|千)?(?![a-z0-9_]|[./]\d)")
_WORD: Final = re.compile(r"[^\W_]+(?:[-'._/][^\W_]+)*")
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LONGEST: Final = 64
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_TO: Final = re.compile(r"(\d[\d.,]*)\s*(?:and|to|到|至|-|–)$")
_UP_TO: Final = re.compile(r"\s*(?:and|to|到|至|-|–)\s*[$€£¥]?(\d[\d.,]*)")
_STOPS: Final = frozenset(",.;:?!()[]\"'`-–—_…，。；：？！（）【】「」“”‘’、·~")
"""Marks that only part what is said; any other one says something."""
_TIMES_BEFORE: Final = re.compile(
    r"(?:\b(closed|completed|finished|resolved)|\b(opened|started|created|reported|raised|logged))"
    r"\s+(?:in|on|between|during|from|since|at)?\s*$"
)
_TIMES_AFTER: Final = re.compile(r"\s*(?:(关闭|完成|完工|结单)|(开始|创建|报修|开单|登记))")
_TEN: Final = (
    {one: n for n, one in enumerate("一二三四五六七八九十", 1)}
    | {"两": 2}
    | {
        one: n
        for n, one in enumerate(
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1
        )
    }
)


@dataclass(slots=True)
class Token:
    """What a stretch of the question means."""

    kind: str
    value: Any
    start: int
    end: int
    shown: str
    """As the question has it."""
    candidates: tuple[Values, ...] = ()
    """Values of columns that it could be as well."""
    is_used: bool = False
    more: Any = field(default=None)


def tokens(question: str, vocabulary: Vocabulary, today: date) -> list[Token]:
    """The question from left to right; nothing is left out but blanks."""
    shown = unicodedata.normalize("NFKC", question)
    text = "".join(one.lower() if len(one.lower()) == 1 else one for one in shown)
    fixed = _fixed(text, shown, today)
    found: list[Token] = []
    place = 0
    lexicon = _Lexicon(vocabulary)
    while place < len(text):
        if place in fixed:
            found.append(fixed[place])
        elif text[place].isspace():
            place += 1
            continue
        else:
            limit = min((one for one in fixed if one > place), default=len(text))
            found.append(lexicon.next(text, shown, place, limit))
        place = found[-1].end
    return _joined(found, shown)


def _fixed(text: str, shown: str, today: date) -> dict[int, Token]:
    """Quotations and days, by where they begin."""
    found = {}
    bare = text
    for match in _QUOTED.finditer(text):
        start, end = match.span(match.lastindex or 0)
        found[match.start()] = Token(QUOTE, shown[start:end], *match.span(), shown[start:end])
        bare = bare[: match.start()] + "'" * (match.end() - match.start()) + bare[match.end() :]
    for one in periods(bare, today):
        if _is_amount(bare, one):
            continue
        token = _of_period(bare, one, shown)
        found[token.start] = token
    return found


def _is_amount(text: str, period: Period) -> bool:
    """A bare number behind "more than" is no year, nor beside "and" and an amount."""
    if not text[period.start : period.end].isdigit():
        return False
    before, after = text[: period.start].rstrip(" $€£¥"), text[period.end :]
    if any(
        one and not _YEAR.fullmatch(one[1]) for one in (_TO.search(before), _UP_TO.match(after))
    ):
        return True
    return any(before.endswith(one) for one in phrases(w.COMPARE) if one != "between") or bool(
        re.match(r"\s*(?:元|块|分钟|小时|minutes|hours|dollars|usd|eur|rmb)", text[period.end :])
    )


def _of_period(text: str, period: Period, shown: str) -> Token:
    start, end, day = period.start, period.end, "opened_at"
    if match := _TIMES_BEFORE.search(text[:start]):
        start, day = match.start(), "closed_at" if match[1] else day
    elif match := _TIMES_AFTER.match(text, end):
        end, day = match.end(), "closed_at" if match[1] else day
    return Token(PERIOD, period.days, start, end, shown[start:end], more=day)


class _Lexicon:
    """Static words, and those of the history."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = meanings()
        self._own = vocabulary

    def next(self, text: str, shown: str, place: int, limit: int) -> Token:
        """The token that begins here; the longest one."""
        for end in range(min(limit, place + _LONGEST), place, -1):
            if _is_edge(text, place) and _is_edge(text, end):
                told = text[place:end].strip()
                if len(told) == end - place and (token := self._means(told, place, end, shown)):
                    return token
        if (number := _NUMBER.match(text, place)) and number.end() <= limit:
            return Token(NUMBER, _amount(number), place, number.end(), number[0])
        if word := _WORD.match(text, place):
            end = place + 1 if _HAN.match(text[place]) else min(_before_han(word), limit)
            return Token(UNKNOWN, None, place, end, shown[place:end])
        kind = STOP if text[place] in _STOPS else UNKNOWN
        return Token(kind, text[place], place, place + 1, shown[place])

    def _means(self, told: str, place: int, end: int, shown: str) -> Token | None:
        for one in (told, *_singular(told)):
            if token := self._exactly(one, place, end, shown):
                return token
        return None

    def _exactly(self, told: str, place: int, end: int, shown: str) -> Token | None:
        own = self._own
        values = own.values.get(" ".join(told.split()), ())
        title = own.titles.get(told, "") if len(told) > 1 else ""
        kind, value = self._words.get(told, ("", None))
        sources = own.sources.get(told, frozenset())
        token = Token(kind, value, place, end, shown[place:end], values)
        if kind in (w.FAILURE, w.REPAIR):
            token.more = sources
        elif kind == w.ROW and value:  # fault reports, which are a source of their own
            token.more = own.sources.get(value)
            token.kind = kind if token.more else UNKNOWN
        elif title and kind in ("", w.COLUMN, w.MEASURE, w.BUCKET):
            token.kind, token.value = _of_title(title)
        elif not kind:
            self._name(token, told, sources)
        return token if token.kind else None

    def _name(self, token: Token, told: str, sources: frozenset[str]) -> None:
        """Something of the history: a value of a column, a kind of machine, a source."""
        is_bare = told.isdigit() or (len(told) == 1 and told.isascii())
        nouns = (machine_kinds().get(one, "") for one in (told, *_singular(told)))
        noun = next((one for one in nouns if one), "")
        if token.candidates:
            token.kind, token.value = (WEAK if is_bare else VALUE), token.candidates
        elif noun and noun in self._own.kinds:
            token.kind, token.value = KIND, self._own.kinds[noun]
        elif found := sources or (self._own.sources.get(noun, frozenset()) if noun else sources):
            token.kind, token.value = SOURCE, found
            is_many = told.endswith("s") or f"{told}s" in self._own.sources
            token.more = "asset" if noun or is_many else None  # diggers.csv tells of diggers
        elif noun:
            token.kind, token.value = KIND, None


def _of_title(title: str) -> tuple[str, str]:
    """A column by the title it had; what it measures where it is a measure."""
    measures = {"cost": "cost", "downtime_minutes": "downtime", "labour_minutes": "labour"}
    if title in measures:
        return w.MEASURE, measures[title]
    return w.COLUMN, "opened_on" if title == "opened_at" else title


def _singular(told: str) -> Iterator[str]:
    if told.isascii() and told.endswith("s") and len(told) > len("gas"):
        yield told[:-1]
        if told.endswith("es"):
            yield told[:-2]


def _is_edge(text: str, place: int) -> bool:
    """Whether a word may begin or end here."""
    if place in (0, len(text)):
        return True
    before, after = text[place - 1], text[place]
    return not (_is_letter(before) and _is_letter(after))


def _is_letter(one: str) -> bool:
    return (one.isalnum() or one == "_") and not _HAN.match(one)


def _before_han(word: re.Match[str]) -> int:
    han = _HAN.search(word[0])
    return word.start() + han.start() if han else word.end()


def _amount(match: re.Match[str]) -> float:
    factor = {"k": 1e3, "千": 1e3, "万": 1e4, None: 1.0}[match[2]]
    return float(match[1].replace(",", "")) * factor


def _is_beginning(token: Token) -> bool:
    """Of an unknown word: another part of it, or a word of one character that it begins with."""
    if token.kind == UNKNOWN:
        return True
    is_short = len(token.shown) == 1 and _HAN.match(token.shown) is not None
    return is_short and token.kind in (w.BUCKET, w.UNIT, w.MEASURE, w.COLUMN, w.ENTITY)


def _joined(found: list[Token], shown: str) -> list[Token]:
    """Unknown characters side by side as one word; numerals behind "top" as numbers."""
    joined: list[Token] = []
    for token in found:
        last = joined[-1] if joined else None
        is_next = last is not None and last.end == token.start
        if last and last.kind == w.TOP and (number := _TEN.get(token.shown.lower())):
            token = Token(NUMBER, float(number), token.start, token.end, token.shown)
        is_rest = token.kind == UNKNOWN and _HAN.match(token.shown) is not None
        if last and is_next and is_rest and _is_beginning(last):
            last.kind, last.candidates = UNKNOWN, ()
            last.end, last.shown = token.end, shown[last.start : token.end]
        else:
            joined.append(token)
    return joined
