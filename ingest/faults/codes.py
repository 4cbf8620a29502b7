"""Fault codes as they are printed: alone, with variants, as lists and ranges. Pure."""

import re
from dataclasses import dataclass

_MOST = 60
"""Codes that one range may stand for."""

_NEAR = 20
"""Numbers of a list lie so near each other at least, unless they have as many digits."""

_PREFIX = (
    r"(?:(?:alarm|fault|error|trip|warning|code|message)s?(?:\s*(?:code|no\.?|number))?|no\.?"
    r"|(?:报警|故障|错误|警报|告警|警告|异常)(?:代码|号码|编号|号|码)?|代码|编号)\s*[.:：#]?\s*"
)
_HEX = r"(?:0[xX][0-9A-Fa-f]{1,8}|16#[0-9A-Fa-f]{1,8}|[0-9][0-9A-F]{0,7}[hH])"
_MIXED = (
    r"(?:[A-Za-z]{1,6}[-_.·]?\d{1,5}(?:[.\-_]\d{1,4}){0,2}[A-Za-z]{0,2}"
    r"|(?:[A-Za-z]{1,3}|Err|ERR|Error|ERROR|Alarm|ALARM|Fault|FAULT)[.\-]?\s\d{1,5}(?:[.\-]\d{1,3})?"
    r"|[A-Z][0-9A-F]{1,6}(?<=[0-9A-F]{2})"
    r"|[A-Z]{1,3}-[A-Z0-9]{1,4})"
)
_DIGITS = r"\d{1,6}(?:[.\-]\d{1,4}){0,2}"
_LETTERS = r"(?:[A-Za-z]\.){1,5}[A-Za-z]?|[A-Za-z]{1,6}(?:[-_.][A-Za-z]{1,4})?|[-–—_]{2,8}"
_MARKS = r"(?:\s*(?:[*※＊†#]+|\([A-Za-z*]{1,3}\)|（[A-Za-z*]{1,3}）))?"
_NOT_BEHIND = r"(?![A-Za-z0-9_])"

_NUMBERED = re.compile(rf"[*※＊]?(?:{_HEX}|{_MIXED}|{_DIGITS}){_NOT_BEHIND}{_MARKS}")
_SPELT = re.compile(rf"[*※＊]?(?:{_LETTERS}){_NOT_BEHIND}{_MARKS}")
_LEAD = re.compile(_PREFIX, re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:[/／,，、;；&+\n]|\bor\b|\band\b|或|和|及)\s*", re.IGNORECASE)
_RANGED = re.compile(r"\s*(?:–|—|~|～|〜|-|…|\.{2,3}|至|到|\bto\b|\bthrough\b)\s*", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*[(（\[]\s*([^()（）\[\]]{1,16}?)\s*[)）\]]")
_AFTER_CODE = re.compile(r"^\s*(?:[:：、.．\-–—]+(?:\s|(?=[^\x00-\x7f])|$)|\s)\s*")
_TAIL = re.compile(r"^(.*?)(\d+)(\D{0,2})$", re.DOTALL)
_PLAIN_WORDS = frozenset({
    "code", "none", "note", "notes", "all", "name", "other", "others", "display", "error",
    "fault", "alarm", "no", "yes", "on", "off", "item", "see", "and", "the", "for", "not", "set",
    "reset", "stop", "start", "type", "class", "if", "is", "in", "of", "to", "at", "by", "or",
    "it", "motor", "input", "output", "phase", "drive", "power", "door", "oil", "air", "fan",
    "high", "low", "check", "cause", "remedy", "table", "page",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Codes:
    """What stands at the beginning of a cell or line."""

    codes: tuple[str, ...]
    """As printed, the one to show first; a range is followed by all it stands for."""
    rest: str
    """What follows: a name, or nothing."""

    @property
    def is_numbered(self) -> bool:
        """It holds a digit: letters alone may be a word."""
        return any(map(str.isdigit, self.codes[0]))

    @property
    def is_plain_number(self) -> bool:
        """Digits alone: it may be an ordinal, a page or a value."""
        return self.codes[0].strip("*※＊ ").isdigit()


def unmarked(code: str) -> str:
    """A printed code without the mark of its footnote: ``AL-20*`` is asked for as ``AL-20``."""
    return code.lstrip("*※＊").rstrip("*※＊†# ") or code


def codes_in(text: str, *, spelt: bool = False) -> Codes | None:
    """The codes that a text begins with; ``spelt`` ones (``OCS``, ``b.b.``) too where asked for."""
    lead = _LEAD.match(text)
    if lead and lead.end() < len(text):
        led = _codes(text[lead.end() :], spelt=False)
        if led is not None:
            return led
    return _codes(text.strip(), spelt=spelt)


def _codes(text: str, *, spelt: bool) -> Codes | None:
    first = _token(text, spelt=spelt)
    if first is None:
        return None
    found, at = [first.group().strip()], first.end()
    at = _more(text, at, found, spelt=spelt)
    rest = text[at:]
    if rest and not (_AFTER_CODE.match(rest) or ord(rest[0]) > 0x2E7F):
        return None
    return Codes(tuple(dict.fromkeys(found)), _AFTER_CODE.sub("", rest, count=1).strip())


def _token(text: str, at: int = 0, *, spelt: bool) -> re.Match[str] | None:
    numbered = _NUMBERED.match(text, at)
    if numbered or not spelt:
        return numbered
    letters = _SPELT.match(text, at)
    return letters if letters and _looks_spelt(text, letters) else None


def _looks_spelt(text: str, found: re.Match[str]) -> bool:
    """``OCS``, ``bEr``, ``*OV``: alone, on a line of its own, or in capitals before a bracket."""
    word = found.group().strip("*※＊ ")
    behind = text[found.end() :]
    alone = not behind.strip() or behind[0] in "\n(（" or _LISTED.match(behind) is not None
    plain = word.rstrip(".")
    is_word = plain in {plain.lower(), plain.upper(), plain.capitalize()}
    return alone and not (is_word and plain.lower() in _PLAIN_WORDS)


def _more(text: str, at: int, found: list[str], *, spelt: bool) -> int:
    """Gathers what is listed, ranged over or bracketed behind the first; where they end."""
    while len(found) < _MOST:
        if bracket := _variant(text, at):
            found.append(bracket[1])
            at = bracket.end()
            continue
        joint, following = _next(text, at, spelt=spelt)
        if joint is None or following is None:
            return at
        word = following.group().strip()
        if not _lists(found[-1], joint.group(), word):
            return following.end()
        ranged = _RANGED.fullmatch(joint.group()) is not None
        run = _between(found[-1], word) if ranged else None
        if ranged and run is None:
            return at
        if run:
            found[-1:] = [f"{found[-1]}{joint.group().strip()}{word}", *run]
        else:
            found.extend(_completed(found[-1], word))
        at = following.end()
    return at


def _variant(text: str, at: int) -> re.Match[str] | None:
    bracket = _BRACKETED.match(text, at)
    if bracket is None:
        return None
    inner = _NUMBERED.fullmatch(bracket[1])
    return bracket if inner and any(map(str.isdigit, bracket[1])) else None


def _next(text: str, at: int, *, spelt: bool) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    joint = _RANGED.match(text, at) or _LISTED.match(text, at)
    if joint is None or joint.end() == at:
        return None, None
    return joint, _token(text, joint.end(), spelt=spelt)


def _between(first: str, last: str) -> list[str] | None:
    """``Er01`` to ``Er03`` are three; None where they do not count up."""
    low, high = _TAIL.match(first), _TAIL.match(last)
    if not low or not high or high[1] not in {low[1], ""} or low[3] != high[3]:
        return None
    start, end = int(low[2]), int(high[2])
    if not start < end <= start + _MOST or len(high[2]) < len(low[2]):
        return None
    return [f"{low[1]}{n:0{len(low[2])}d}{low[3]}" for n in range(start, end + 1)]


def _lists(before: str, joint: str, word: str) -> bool:
    """Whether two numbers are two codes; the 0 of ``128,0`` is a class or a flag of the first."""
    if joint != "," or not (before.isdigit() and word.isdigit()) or len(before) == len(word):
        return True
    return word != "0" and abs(int(before) - int(word)) <= _NEAR


def _completed(before: str, word: str) -> list[str]:
    """In ``OC1/2`` the second is OC2: as printed, and whole."""
    whole = _TAIL.match(before)
    if word.isdigit() and whole and whole[1] and not before.isdigit():
        return [f"{whole[1]}{word}"]
    return [word]
