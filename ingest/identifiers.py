"""Codes, part numbers and model names in one spelling, whoever typed them. Pure.

``E-07``, ``E 07``, ``e07`` and ``E7`` are one code; so are ``Err22`` and ``ERR 022``.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePath

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
_FAULT_LETTERS = {prefix for family in _PREFIXES for prefix in family} - {"A"}
"""Behind an A alone an O or I is no digit: ``AO1`` and ``AI1`` are analog outputs and inputs."""
_MISTYPED = re.compile(r"(?=\d*[OI])(?=[OI]*\d)[\dOI]+")
_LOOK_ALIKE = str.maketrans("OI", "01")
_HEXADECIMAL = re.compile(
    r"0X(?P<prefixed>[\dA-F]{1,8})|(?P<suffixed>(?=[A-F]*\d)[\dA-F]{1,8})H"
    r"|(?P<bare>(?=[A-F]*\d)(?=\d*[A-F])[\dA-F]{2,8})"
)
_ZERO_LED = re.compile(r"0(?:[Xx][\dA-Fa-f]{1,8}|\d{0,6}[A-Fa-f]{1,7})")
"""A number in hexadecimal; a quantity begins with no zero."""
_QUANTITY = re.compile(
    r"\d+(?:[x×*]\d+)+|\d+(?:[.,/-]\d+)*"
    r"(?:[munpkMG]?(?:V|A|W|VA|Hz|F|H|m|g|s|Pa|bar|N|Nm|N\.m|l|L|J)(?:AC|DC|ac|dc|/\w+)?"
    r"|VAC|VDC|rpm|min|h|hr|hrs|sec|ms|mm|cm|mm2|in|inch|ft|lb|lbs|lbf|psi|mil|mils|awg|AWG"
    r"|st|nd|rd|th|dB|bit|bits|byte|baud|kB|MB|GB|ppm|C|F|K|k|x|X|D|d|P|R|pcs|deg)"
)
_MEASURE = re.compile(rf"\d+[.,]\d+|{_QUANTITY.pattern}")
_JOINT = re.compile(r"((?<=\d)[\W_]+(?=\d))|[\W_]+")
_PADDED = re.compile(r"(?<!\d)0+(?=\d)")
_WORD_OF_NAME = re.compile(r"[A-Z][A-Za-z]{0,3}")
"""A piece of a name that has no digit: ``GSK``, ``TDi``. Prose has few before or behind a number,
and a name that no index holds costs nothing."""
_PIECES = 4
"""Of a name with spaces in it, at most."""
_UNIT_FOLLOWS = re.compile(
    r" ?(?:[mk]?V(?:AC|DC)?|m?A|k?W|k?VA|[kM]?Hz|[kM]?Pa|m?bar|psi|N[.·]?m|kg|[mc]?m|ft|ms|s|h"
    r"|min(?:ute)?s?|sec(?:ond)?s?|hours?|days?|weeks?|months?|years?|rpm|r/min|baud|deg)(?![A-Za-z])"
    r"| ?(?:[%°℃Ω]|伏|安|瓦|赫|转|秒|分钟|小时|天|个月|年|毫米|厘米|米|公斤|次|度)"
)
"""What makes a number before it a quantity."""
_SEPARATOR = re.compile(r"[\W_]")
_LONG = 7
"""Characters of a name that its joints tell from no other: ``P0-13`` is too short."""
_SHORTEST = 3
"""Characters of a model's name without its maker's letters."""
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
    """A code in its normal spelling, then as other panels would print it: ``E22``, ``ERR22``.

    A hexadecimal one has its marks, or none: ``0DH``, ``0X0D``, ``0D``. Last come those that would
    be meant if letters were typed for digits: ``E07`` for ``EO7``.
    """
    plain = normal(code)
    meant = _with_digits(plain)
    others = [*_of_family(plain), *_hexadecimal(plain), meant, *_of_family(meant)]
    return list(dict.fromkeys([plain, *filter(None, others)]))


def _of_family(plain: str) -> list[str]:
    split = re.fullmatch(r"([A-Z]+)(\d.*)", plain)
    families = [family for family in _PREFIXES if split and split[1] in family]
    return [prefix + split[2] for family in families for prefix in family if split]


def _hexadecimal(plain: str) -> list[str]:
    """The same value, marked in each way; unmarked too, unless that would be a word or decimal."""
    found = _HEXADECIMAL.fullmatch(plain)
    if found is None:
        return []
    digits = (found["prefixed"] or found["suffixed"] or found["bare"]).lstrip("0") or "0"
    forms = [f"0X{digits}"]
    for written in (digits, f"0{digits}"):
        if not written.isalpha():
            bare = [] if written.isdigit() else [written]
            forms += [*bare, f"{written}H", f"0X{written}"]
    return [normal(form) for form in forms]


def _with_digits(plain: str) -> str:
    """With digits for the letters that look like them, behind letters that mean a fault."""
    for prefix in sorted(_FAULT_LETTERS, key=len, reverse=True):
        rest = plain.removeprefix(prefix)
        if rest != plain and _MISTYPED.fullmatch(rest):
            return normal(prefix + rest.translate(_LOOK_ALIKE))
    return ""


def part_names(text: str, *, typed: bool = False) -> list[str]:
    """The identifiers a text names, with those that it may write with spaces inside.

    ``6ES7 214-1AG40`` gives ``6ES7``, ``214-1AG40`` and both together, and a long one also without
    joints, since no other is spelled so. ``typed``: a question, where nobody holds the shift key.
    """
    plain = unicodedata.normalize("NFKC", text)
    parted = [run for run in _parted(plain, typed=typed) if _is_identifier(run.replace(" ", ""))]
    names = [*identifiers(plain), *map(normal, parted)]
    bare = [_SEPARATOR.sub("", run).upper() for run in (*_found(plain), *parted)]
    return list(dict.fromkeys([*names, *(run for run in bare if len(run) >= _LONG)]))


def model_forms(name: str) -> list[str]:
    """``XYZ980AB`` is also called ``980AB``: a maker's letters in front may be left out."""
    short = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    is_name = len(short) >= _SHORTEST and any(map(str.isalpha, short))
    return list(dict.fromkeys([name, short] if is_name else [name]))


def names_of_manual(title: str, file_name: str) -> list[str]:
    """The models that title and file name bear, with and without their maker's letters."""
    called = f"{title}\n{PurePath(file_name).stem.replace('_', ' ')}"
    forms = (form for name in part_names(called) for form in model_forms(name))
    return list(dict.fromkeys(forms))


def code_candidates(question: str) -> list[str]:
    """Everything in a question that a fault record's code could be, as typed, each once.

    Codes without a digit (``OCS``) and of digits alone (``0232``) are among them, and so are plain
    words and numbers: only a record decides. Quantities are left out.
    """
    plain = unicodedata.normalize("NFKC", question)
    found = (*_SPACED_LOOSELY.finditer(plain), *_RUN.finditer(plain))
    return list(dict.fromkeys(match[0] for match in found if _may_be_a_code(plain, match)))


def _may_be_a_code(text: str, match: re.Match[str]) -> bool:
    is_number = match[0].split()[-1].isdigit()
    is_counted = is_number and _UNIT_FOLLOWS.match(text, match.end()) is not None
    is_measure = _MEASURE.fullmatch(match[0]) and not _ZERO_LED.fullmatch(match[0])
    return len(match[0]) <= _LONGEST and not is_counted and not is_measure


def _found(text: str) -> Iterator[str]:
    for match in _RUN.finditer(text):
        if _is_identifier(match[0]):
            yield match[0]
    for match in _SPACED.finditer(text):
        yield match[0]


def _parted(text: str, *, typed: bool) -> Iterator[str]:
    """Neighbouring runs with a space between them, each a number, a code or a short word."""
    runs = list(_RUN.finditer(text))
    for at, first in enumerate(runs):
        end = first.end()
        if not _is_piece(first[0], typed=typed):
            continue
        for run in runs[at + 1 : at + _PIECES]:
            if text[end : run.start()] != " " or not _is_piece(run[0], typed=typed):
                break
            end = run.end()
            yield text[first.start() : end]


def _is_piece(run: str, *, typed: bool) -> bool:
    word = run.upper() if typed else run
    return any(map(str.isdigit, run)) or _WORD_OF_NAME.fullmatch(word) is not None


def _is_identifier(run: str) -> bool:
    return (
        2 <= len(run) <= _LONGEST
        and any(map(str.isalpha, run))
        and any(map(str.isdigit, run))
        and not _QUANTITY.fullmatch(run)
    )
