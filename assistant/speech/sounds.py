"""How words sound, coarsely, so that what was misheard can be compared. Pure.

Not phonetics: enough to tell that "army" ends as the letter E is called, and "Alarmo C" as O and C.
"""

import re
from typing import Final, NamedTuple

_NAMES: Final = {
    "A": "A", "B": "bi", "C": "si", "D": "di", "E": "i", "F": "ef", "G": "ji", "H": "Aj", "I": "y",
    "J": "jA", "K": "kA", "L": "el", "M": "em", "N": "en", "O": "o", "P": "pi", "Q": "kiu",
    "R": "ar", "S": "es", "T": "ti", "U": "iu", "V": "vi", "W": "dabliu", "X": "eks", "Y": "vy",
    "Z": "si",
}  # fmt: skip
"""What letters are called; A as in day, y as in eye."""
_RULES: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"), (r"sch|sh|ch|tch|dge", "j"), (r"ck|q", "k"),
        (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x", "ks"), (r"z", "s"), (r"wr", "r"), (r"kn", "n"),
        (r"(?<=[^aeiouy])e$", ""), (r"ee|ea|ey$|ie|ei", "i"), (r"(?<=.)y$", "i"),
        (r"ay|ai", "A"), (r"oo|ew|ue", "u"), (r"ow$|oa|oe", "o"), (r"gh|h", ""), (r"w", "v"),
        (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_CHARACTERS: Final = {
    character: sound
    for sound, characters in {
        "i": "一易亿意已依医以也", "A": "诶欸艾哎", "y": "爱", "o": "欧", "bi": "必比逼笔币",
        "si": "西细系希", "di": "弟地第低", "ti": "踢提题体", "pi": "屁批皮", "ji": "吉机鸡记",
        "ar": "阿啊", "iu": "优有又", "vi": "维微位", "ef": "福弗夫", "en": "恩嗯",
    }.items()
    for character in characters
}  # fmt: skip
"""Characters that a model writes for the names of Latin letters."""


def letters_sound(letters: str) -> str:
    """How letters sound when they are spelled."""
    return "".join(_NAMES.get(one, "") for one in letters.upper())


def word_sound(word: str) -> str:
    """How a word sounds; letters that are written in capitals are spelled."""
    if not word.isascii():
        return "".join(_CHARACTERS.get(one, "?") for one in word)
    if len(word) == 1 or (word.isupper() and len(word) <= 3):
        return letters_sound(word)
    sound = word.lower()
    for pattern, heard in _RULES:
        sound = pattern.sub(heard, sound)
    return sound


class Likeness(NamedTuple):
    """How the end of something heard sounds like something wanted."""

    share: float
    """1 where it does, 0 where it does not."""
    length: int
    """Sounds at the end that it is made of."""


def ends_like(heard: str, wanted: str) -> Likeness:
    """Compares what is wanted with the end of what was heard, a sound longer or shorter."""
    if not wanted or not heard:
        return Likeness(0.0, 0)
    lengths = range(max(1, len(wanted) - 1), len(wanted) + 2)
    distance, length = min((_distance(heard[-one:], wanted), one) for one in lengths)
    return Likeness(max(0.0, 1 - distance / len(wanted)), min(length, len(heard)))


def _distance(one: str, other: str) -> int:
    """Levenshtein's."""
    row = list(range(len(other) + 1))
    for at, sound in enumerate(one, 1):
        before, row[0] = row[0], at
        for to, wanted in enumerate(other, 1):
            before, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, before + (sound != wanted))
    return row[-1]
