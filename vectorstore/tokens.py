"""Text becomes search words; the same way for a chunk and for a question.

Chinese has no spaces, manuals write one code in three ways, and English has plurals: all of that is
settled here, so that the keyword index compares plain strings.
"""

import re
import unicodedata
import warnings
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba

VERSION = "1"
"""Raise it whenever `segment` changes: words cut by another version are cut again on opening."""

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〇"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:[-._/·'][^\W_{_HAN}]+)*")
_STARTS_HAN = re.compile(rf"[{_HAN}]")
_JOINTS = re.compile(r"[-._/·']")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UNIT = re.compile(
    r"[mk]?v|v[ad]c|[kmμ]?a|[mk]?w|k?va|[km]?hz|[km]?ω|[μnp]?f|m?h|[ck]|[mckμ]?m|in|ft|m?bar"
    r"|[kmh]?pa|psi|k?n|n[·.-]?m|rpm|[mμ]?s|min|k?g|t|m?l|db|awg"
)
_CODE = re.compile(r"([^\W\d_]{1,4})(\d+)")
_QUANTITY = re.compile(r"(\d+)([^\W\d_]{1,4})")
_PADDED = re.compile(r"([^\W\d_]{0,4})0+([1-9]\d*)")
_VOWEL = re.compile(r"[aeiouy]")
_LONGEST = 64
"""Characters. Longer runs are base64, drawings or malice; no part number is."""


def segment(text: str) -> list[str]:
    """Cuts text into search words, in reading order.

    Chinese runs are cut by jieba's search mode. A code is kept whole and in the forms people type:
    ``E-07`` gives ``e-07 e07 e7 e 07 7``, of which ``E 07`` gives all but the first. A number
    stands alone and with its unit: ``24 V`` and ``24V`` share ``24``, ``v`` and ``24v``. Parts of
    codes find near ones too; the rare whole forms keep the exact one ahead of them. No word holds
    white space or a quotation mark.
    """
    plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).lower())
    words: list[str] = []
    for run, following in pairwise([*_RUN.findall(plain), ""]):
        words.extend(_forms(run))
        if _NUMBER.fullmatch(run) and _UNIT.fullmatch(following):
            words.append(run + _JOINTS.sub("", following))
        elif run.isascii() and run.isalpha() and _CODE.fullmatch(run + following):
            words.extend(_unpadded(run + following))
    return [word for word in words if len(word) <= _LONGEST]


def query_words(question: str) -> list[str]:
    """The question's search words, each once, without those that every question has.

    A question made of nothing else keeps them.
    """
    words = dict.fromkeys(segment(question))
    return [word for word in words if word not in _stop_words()] or list(words)


def is_stop_word(word: str) -> bool:
    """Whether every question may have it, in small letters."""
    return word in _stop_words()


def _forms(run: str) -> Iterator[str]:
    """The forms of one run: Chinese, or letters and digits with joints like ``-`` inside."""
    if _STARTS_HAN.match(run):
        yield from _jieba().cut_for_search(run)
        return
    parts = [run] if _NUMBER.fullmatch(run) else _JOINTS.split(run)
    if len(parts) > 1:
        if any(character.isdigit() for character in run):
            yield run
        yield from _unpadded("".join(parts))
    for part in parts:
        yield from _unpadded(part)
        if split := _CODE.fullmatch(part) or _QUANTITY.fullmatch(part):
            yield from split.groups()


def _unpadded(word: str) -> Iterator[str]:
    """A word's stem; a code or number also without leading zeros: E07 is E7, alarm 0232 is 232."""
    yield _stem(word)
    if code := _PADDED.fullmatch(word):
        yield code[1] + code[2]


def _stem(word: str) -> str:
    """Takes off plural, -ing and -ed, so that "trips", "tripped" and "tripping" meet.

    Only plain English words are touched, never a code. Weaker than Porter's rules on purpose: on
    98 questions over 760 pages of manuals it found as many pages and lost no fault code.
    """
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    word = _singular(word)
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and root[-1] != "e" and _VOWEL.search(root):
            doubled = root[-1] == root[-2] and root[-1] not in "lsz"
            return root[:-1] if doubled else root
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@cache
def _stop_words() -> frozenset[str]:
    """Words that tell no page from another.

    They are taken off the question alone: in the index they cost little.
    """
    words = files(__package__).joinpath("stop_words.txt").read_text("utf-8").split()
    return frozenset(map(_stem, words))


@cache
def _jieba() -> "jieba.Tokenizer":
    """Jieba with its own dictionary, loaded once (0.6 s) and only when Chinese is met.

    The dictionary is read directly. Jieba itself would log to the console and keep the dictionary
    as marshalled bytes under a fixed name in the shared temporary folder, where any user of the
    machine can plant another.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own escape sequences and pkg_resources
        import jieba
    tokenizer = jieba.Tokenizer()
    with files("jieba").joinpath("dict.txt").open("rb") as dictionary:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(dictionary)
    tokenizer.initialized = True
    return tokenizer
