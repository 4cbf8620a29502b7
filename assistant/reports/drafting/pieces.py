"""A note in sentences, and these in pieces that each say one thing. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span

QUOTED = re.compile(r"(?<![^\s(:,=\u4e00-\u9fff])(['\"])(?=\S)([^'\"\n]{1,60}?)\1(?![A-Za-z0-9])")
"""Words in quotation marks; an apostrophe opens none."""
_SENTENCE = re.compile(
    r"[。;!?\n]+"
    r"|(?<!\bno)(?<!\bnr)(?<!\be\.g)(?<!\bi\.e)(?<!\bapprox)(?<!\brev)(?<!\bca)(?<!(?<![A-Za-z0-9])[A-Z])"
    r"\.+(?=\s|$)"
    r"|(?<=[\u3400-\u9fff])\.+(?!\d)",
    re.IGNORECASE,
)
_PIECE = re.compile(
    r"(?<!\d),|,(?!\d{3}(?!\d))|\s-+\s|:(?=\s)|(?<=[\u3400-\u9fff]):|\s(?=but\s)"
    r"|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]{2})"
)
_DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\b[A-Z][a-z]{2,8} \d{1,2}, \d{4}")
_LONG, _LONG_ZH = 14, 22
"""Words, or Chinese characters, from which a piece says more than one thing: it was spoken."""
_WHO = r"(?:i|we|he|she|they|it|its|it's|i've|we've|i'd|we'd|they've|there|there's)(?![a-z'])"
_NO_JOINT = "".join(
    rf"(?<!\b{word})"
    for word in (
        "when", "if", "that", "before", "after", "while", "as", "like", "because", "cos", "since",
        "until", "till", "think", "reckon", "says", "said", "say", "what", "how", "where", "why",
        "which", "so", "and", "but", "then", "now", "once", "told", "put", "let", "of", "on",
        "with", "to", "in", "for", "from",
    )
)  # fmt: skip
_SPOKEN = (
    rf"\s(?:and|so|but|then)\s(?=(?:then\s|now\s|so\s)?(?:{_WHO}|the\s|that's\s))"
    rf"|{_NO_JOINT}\s(?=(?:i|we|they|it)\s(?:was|were|is|are|has|had|keeps?|kept|started|just)\s)"
    rf"|{_NO_JOINT}\s(?=(?:i've|we've|they've|it'll|we'll|i'll|they'll|it's|that's)\s)"
    r"|\s(?=(?:because|cos)\s)|\s(?=(?:took|lost)\s(?:me|us|about|an?|half|\d))"
    r"|\s(?=(?:maybe|probably|i think|i reckon|looks like|looked like|turned out|found|gonna"
    r"|going to|need to)\s)"
    r"|\s(?=(?:all\s(?:good|ok|fine)|now\s(?:it|ok|its|it's)))"
)
"""Where speech goes on with another thing: a conjunction and a subject, or a new subject."""
_SPOKEN_ZH = (
    r"(?<=[\u4e00-\u9fff0-9A-Za-z])(?=然后|后来|结果|现在|最后|不过|但是?|就是(?!说)|另外"
    r"|先[把用拿]|估计|怀疑|应该是|可能是|发现|查出|库房|仓库|需要|明天|下周"
    r"|等(?:明天|备件|到货|配件|厂家|下)"
    r"|大概(?:耽误|停|用|花)|(?<!让)(?<!叫)(?<!给)我(?!们)(?:先|又|就|再)?(?:看|拆|换|量|查|测|把|给|重|试)"
    r"|(?:停机?|耽误|用|花|停线)了(?:大概|大约|约|差不多)?[\d一二三四五六七八九十两半])"
)


@dataclass(frozen=True)
class Splitter:
    """Where a note falls apart, by its stops and by the words that begin another thing."""

    lexicon: Lexicon

    def pieces(self, note: Note, sentence: Span) -> Iterator[Span]:
        """The sentence at its commas and conjunctions; a long one as it was spoken."""
        pieces = list(_between(note, sentence, self._joint))
        if not any(_is_long(note, piece) for piece in pieces):
            yield from pieces
            return
        for piece in pieces:
            yield from _between(note, piece, self._spoken)

    @cached_property
    def _joint(self) -> re.Pattern[str]:
        """Between clauses; "and" only where something else was done or happened."""
        acts = self.lexicon.way("action")
        both = rf"\s(?:and|then|so|&|\+)\s(?=(?:then\s|also\s)?{acts})"
        return re.compile(
            rf"{_PIECE.pattern}|{both}|(?<=\S)(?=(?:并且?|然后|但是?|随后|再)\s*{acts})"
            rf"|(?<=[A-Za-z0-9])\s+(?=(?:{acts})[\u4e00-\u9fff])",
            re.IGNORECASE,
        )

    @cached_property
    def _spoken(self) -> re.Pattern[str]:
        acts = self.lexicon.way("action")
        done = rf"(?<=[\u4e00-\u9fff])(?<![已先再把又])(?=(?:{acts})(?:了|好|完)(?!就))"
        return re.compile(f"{_SPOKEN}|{_SPOKEN_ZH}|{done}", re.IGNORECASE)


def sentences(note: Note) -> Iterator[tuple[Span, bool]]:
    """Each sentence, and whether it is a question."""
    quotes = [Span(*match.span()) for match in QUOTED.finditer(note.plain)]
    start = 0
    for stop in _SENTENCE.finditer(note.plain):
        if any(quote.meets(Span(*stop.span())) for quote in quotes):
            continue
        span = note.trimmed(start, stop.start())
        if span.start < span.end:
            yield span, "?" in stop.group()
        start = stop.end()
    span = note.trimmed(start, len(note.plain))
    if span.start < span.end:
        yield span, False


def _between(note: Note, inside: Span, joint: re.Pattern[str]) -> Iterator[Span]:
    """What stands between joints; quotations and dates are kept whole."""
    kept = [Span(*match.span()) for match in QUOTED.finditer(note.plain, *inside)]
    kept += [Span(*match.span()) for match in _DATED.finditer(note.plain, *inside)]
    joints = [
        Span(*match.span())
        for match in joint.finditer(note.plain, *inside)
        if not any(one.meets(Span(*match.span())) for one in kept)
    ]
    ends = [Span(inside.start, inside.start), *joints, Span(inside.end, inside.end)]
    for before, behind in pairwise(ends):
        span = note.trimmed(before.end, behind.start)
        if span.start < span.end:
            yield span


def _is_long(note: Note, span: Span) -> bool:
    words = note.plain[span.start : span.end]
    return len(words.split()) > _LONG or len(re.findall(r"[\u4e00-\u9fff]", words)) > _LONG_ZH
