"""Whether a page's text layer can be used, and if not, why. Pure.

What stands in the margins of every page (a running header, a download stamp) does not make a
scan readable, so callers pass the text without it.
"""

import re
from typing import NamedTuple

from ingest.letters import count_words_and_digits, is_cjk

_HANDFUL = 10
"""Letters and digits. Fewer, beside a picture, are a page number or a caption on a scan."""
_PICTURE_PAGE = 0.3
"""Share of the page under pictures from which it counts as a picture page."""
_GARBLED = 0.4
"""Share of characters without meaning. 0.1 is a figure with an odd font on a page that reads well;
0.8 and more were seen where a whole text layer is glyph codes."""

_SOME = 30
"""Characters, or different words, below which nothing is concluded from their kind."""
_WORD = re.compile(r"[a-z]{4,}")
"""Codes, units and mnemonics are mostly shorter, or hold digits."""
_PAIRS = frozenset(
    re.findall(
        r"\w\w",
        "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io "
        "le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho "
        "pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt "
        "po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry "
        "mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc",
    )
)
"""The commonest pairs of letters in English words; German and French share most of them."""
_WORDLIKE = 0.4
"""Share of a text's pairs that are common ones. Of 368 pages in English the least had 0.65, and of
those pages with every letter replaced by another, by shift or at random, nearly all under 0.3."""
_ORDINARY = 0.6
"""Share of Chinese characters that are everyday ones: 1.0 on every page seen, about 0.3 where
characters are those of another code."""
_ACCENTED = 0.3
"""Share of letters that are accented, as in ``ÖÐ¹ú``; French has 0.08."""
_LONG_RUN = re.compile(r"[A-Za-z]{20,}")
_GLUED = 0.5
"""Share of Latin letters in runs that long. The most seen on a page that reads well was 0.06."""


class Flaw(NamedTuple):
    """What is wrong with a text layer."""

    reason: str
    """In a supervisor's words."""
    usable: bool = False
    """The text serves where a reading of the page's picture is no better."""
    suspected: bool = False
    """By the look of the text alone: a page of codes may look so too."""


def flaw_of(text: str, *, garbled: float, picture_cover: float, blank: bool) -> Flaw | None:
    """The worst flaw; None for a page that can be read, a blank one among them."""
    useful = count_words_and_digits(text)
    if garbled > _GARBLED:
        return Flaw(f"garbled text layer ({garbled:.0%} of the characters have no meaning)")
    if useful < _HANDFUL and picture_cover > _PICTURE_PAGE:
        return Flaw(f"a picture without a text layer ({picture_cover:.0%} of the page)")
    if useful == 0:
        return None if blank else Flaw("no text layer: a drawing, or letters drawn as shapes")
    return suspected_flaw(text)


def suspected_flaw(text: str) -> Flaw | None:
    """A flaw that the text alone gives away."""
    if _is_nonsense(text):
        return Flaw("garbled text layer (the letters make no words)", suspected=True)
    if _is_glued(text):
        return Flaw("words run together", usable=True, suspected=True)
    return None


def _is_nonsense(text: str) -> bool:
    chinese = [character for character in text if is_cjk(character)]
    if len(chinese) >= _SOME:
        return sum(map(_is_everyday, chinese)) < _ORDINARY * len(chinese)
    letters = [character for character in text if character.isalpha()]
    accented = sum("\x80" <= character <= "\xff" for character in letters)
    if accented >= _SOME and accented > _ACCENTED * len(letters):
        return True
    words = set(_WORD.findall(text.casefold()))
    pairs = [word[i : i + 2] for word in words for i in range(len(word) - 1)]
    common = sum(pair in _PAIRS for pair in pairs)
    return len(words) >= _SOME and common < _WORDLIKE * len(pairs)


def _is_everyday(character: str) -> bool:
    """Of the first level of GB 2312, or of Big5: the 3,755 and 5,401 most used."""
    simplified = character.encode("gb2312", "ignore")[:1]
    traditional = character.encode("big5", "ignore")[:1]
    return b"\xb0" <= simplified <= b"\xd7" or b"\xa4" <= traditional <= b"\xc6"


def _is_glued(text: str) -> bool:
    letters = sum(character.isascii() and character.isalpha() for character in text)
    long_runs = sum(map(len, _LONG_RUN.findall(text)))
    return letters >= 3 * _SOME and long_runs > _GLUED * letters
