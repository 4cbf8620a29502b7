"""Characters: which are Chinese, how wide they weigh, and how PDF text is cleaned. Pure."""

import re
import unicodedata

from ingest.document import Language

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_CHINESE_SHARE = 0.2
"""Above this share of Chinese letters a text is Chinese: codes and units are Latin in both."""

CJK_WEIGHT = 2.5
"""A Chinese character weighs as much as this many Latin ones: in manuals it is 0.66 tokens to the
multilingual e5 tokenizer, a Latin character 0.27."""

# Letter-spaced headings and justified lines: 安 全 责 任, 宏 语 句 中.
_SPREAD = re.compile(f"(?<![{_CJK}])(?:[{_CJK}] ){{2,}}[{_CJK}](?![{_CJK}])")
# Typographic ligatures, and look-alikes of ordinary characters that some fonts map to.
_FOLDED = re.compile("[\ufb00-\ufb06\u2e80-\u2fdf\uf900-\ufaff]")
_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Controls, and what nobody sees: a text without width, of tags or of variants may be an order to a
model that no reader of the page would find."""
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Unicode's controls, marks of format and ends of lines."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")
# Symbol and Wingdings put their glyphs at U+F000 + code; only codes that mean one thing are kept.
_SYMBOLS = str.maketrans(
    {0xF057: "Ω", 0xF06D: "μ", 0xF0B0: "°", 0xF0B1: "±", 0xF0B3: "≥", 0xF0B4: "×"}
    | dict.fromkeys((0xF06C, 0xF06E, 0xF0A7, 0xF0B7, 0xF0D8), "•")
)


def is_cjk(character: str) -> bool:
    """Whether it is a Chinese character; punctuation is none."""
    return _CJK_CHARACTER.match(character) is not None


def weight(text: str) -> float:
    """Length in Latin characters, a Chinese character counting CJK_WEIGHT."""
    return len(text) + (CJK_WEIGHT - 1) * len(_CJK_CHARACTER.findall(text))


def language_of(text: str) -> Language:
    """``zh`` when a fifth or more of the letters are Chinese."""
    letters = sum(map(str.isalpha, text))
    return "zh" if len(_CJK_CHARACTER.findall(text)) > _CHINESE_SHARE * letters else "en"


def count_words_and_digits(text: str) -> int:
    """Characters that carry meaning: letters of any script, and digits."""
    return sum(map(str.isalnum, text))


def printable(text: str) -> str:
    """With a blank for each control, format or bidirectional character and each line break."""
    return "".join(one if one.isprintable() else " " for one in text)


def squeeze(text: str) -> str:
    """Without any white space: how two extractions of one line are compared."""
    return "".join(text.split())


def clean(text: str) -> str:
    """One printed line as words: ligatures opened, invisible and private characters dropped.

    Full-width forms stay as printed; whoever indexes the text folds them.
    """
    if not text.isascii():
        text = text.translate(_SYMBOLS)
        text = _FOLDED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
        text = _PRIVATE.sub(" ", text)
    text = _DROPPED.sub("", text)
    return _SPREAD.sub(lambda match: match[0].replace(" ", ""), " ".join(text.split()))


def shown(name: str) -> str:
    """A name less its controls and marks of direction, which show it reversed; as `storable`."""
    return storable("".join(c for c in name if unicodedata.category(c) not in _UNSEEN))


def storable(text: str) -> str:
    """Text that UTF-8 can hold: half a surrogate pair becomes ``?``, so offsets stay true."""
    return text.encode("utf-8", "replace").decode("utf-8")
