"""Codes, part numbers and model names in one spelling, whoever typed them. Pure.

``E-07``, ``E 07``, ``e07`` and ``E7`` are one code; so are ``Err22`` and ``ERR 022``.
"""

import re
import unicodedata
from collections.abc import Iterator

_PIECE = r"[A-Za-z0-9]+"
_RUN = re.compile(rf"(?<![A-Za-z0-9]){_PIECE}(?:[-._/]{_PIECE})*(?![A-Za-z0-9])")
_SPACED = re.compile(r"(?<![A-Za-z0-9])([A-Z][A-Za-z]{0,3}) (\d{1,4}[A-Za-z]?)(?![A-Za-z0-9.])")
"""``E 07``, ``AL 12``: a short capital word before a number. Prose has few of them, and a form
that no index holds costs nothing."""
_SPACED_LOOSELY = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,5}[ ]\d{1,5}[A-Za-z]?(?![A-Za-z0-9.])")
"""The same in a question, where nobody holds the shift key."""
_PREFIXES = (
    ("E", "ER", "ERR", "ERROR"),
    ("A", "AL", "ALM", "ALARM"),
    ("F", "FLT", "FAULT"),
)
"""Letters that say no more than "a fault": a panel shows Er22 where its manual says E22."""
_QUANTITY = re.compile(
    r"\d+(?:[x×*]\d+)+|\d+(?:[.,/-]\d+)*"
    r"(?:[munpkMG]?(?:V|A|W|VA|Hz|F|H|m|g|s|Pa|bar|N|Nm|N\.m|l|L|J)(?:AC|DC|ac|dc|/\w+)?"
    r"|VAC|VDC|rpm|min|h|hr|hrs|sec|ms|mm|cm|mm2|in|inch|ft|lb|lbs|lbf|psi|mil|mils|awg|AWG"
    r"|st|nd|rd|th|dB|bit|bits|byte|baud|kB|MB|GB|ppm|C|F|K|k|x|X|D|d|P|R|pcs|deg)"
)
_MEASURE = re.compile(rf"\d+[.,]\d+|{_QUANTITY.pattern}")
_JOINT = re.compile(r"((?<=\d)[\W_]+(?=\d))|[\W_]+")
_PADDED = re.compile(r"(?<!\d)0+(?=\d)")
_LONGEST = 40
"""Characters; no part number seen is longer."""


def normal(identifier: str) -> str:
    """One spelling: upper case, without joints, spaces and the zeros that only fill up.

    A joint between two numbers stays, since parameter ``P0-13`` is not ``P013``. A code of digits
    alone loses its zeros too: alarm ``0232`` is alarm ``232``.
    """
    plain = unicodedata.normalize("NFKC", identifier).upper()
    joined = _JOINT.sub(lambda joint: "-" if joint[1] else "", plain)
    return _PADDED.sub("", joined)


def identifiers(text: str) -> list[str]:
    """The identifiers a text names, each once, in order, in their normal spelling.

    What mixes letters and digits is one, unless it is a quantity: ``P0-03``, ``OC1``, ``BT40``,
    ``6ES7214-1AG40`` are, ``24V`` and ``3rd`` are not. Codes without a digit, or of digits alone,
    look like words and numbers: only a fault record tells that they are codes.
    """
    plain = unicodedata.normalize("NFKC", text)
    return list(dict.fromkeys(normal(found) for found in _found(plain)))


def spellings(code: str) -> list[str]:
    """A code in its normal spelling, then as other panels would print it: ``E22``, ``ERR22``."""
    plain = normal(code)
    split = re.fullmatch(r"([A-Z]+)(\d.*)", plain)
    families = [family for family in _PREFIXES if split and split[1] in family]
    others = [prefix + split[2] for family in families for prefix in family if split]
    return list(dict.fromkeys([plain, *others]))


def code_candidates(question: str) -> list[str]:
    """Everything in a question that a fault record's code could be, as typed, each once.

    Codes without a digit (``OCS``) and of digits alone (``0232``) are among them, and so are plain
    words and numbers: only a record decides. Quantities are left out.
    """
    plain = unicodedata.normalize("NFKC", question)
    runs = (match[0] for match in _RUN.finditer(plain))
    spaced = (match[0] for match in _SPACED_LOOSELY.finditer(plain))
    found = (run for run in (*spaced, *runs) if len(run) <= _LONGEST)
    return list(dict.fromkeys(run for run in found if not _MEASURE.fullmatch(run)))


def _found(text: str) -> Iterator[str]:
    for match in _RUN.finditer(text):
        if _is_identifier(match[0]):
            yield match[0]
    for match in _SPACED.finditer(text):
        yield match[0]


def _is_identifier(run: str) -> bool:
    return (
        2 <= len(run) <= _LONGEST
        and any(map(str.isalpha, run))
        and any(map(str.isdigit, run))
        and not _QUANTITY.fullmatch(run)
    )
