"""Signs that look alike become one, so that texts can be compared. Pure."""

import re
import unicodedata

_CIRCLED = re.compile("[①-⓿❶-➓]")
_VULGAR = re.compile("[¼-¾⅐-⅞]")
_DASH = re.compile("[‐-―−﹣－]")
_TIMES = re.compile(r"(?<=\d)\s?[x×*✕]\s?(?=\d)")
_GLUED = re.compile(r"(?<![A-Za-z0-9])(AC|DC)(?=\d)")
_NUMBERED = re.compile(r"(?<![A-Za-z])[Nn][Oo]\.\s?(?=\d)|#(?=\d)")
_BELOW_ZERO = re.compile(r"(?:零下|\bminus)\s?(?=\d)")


def fold(text: str) -> str:
    """One spelling of signs, with single spaces; callouts and emphasis are left out."""
    return _same_signs(text if text.isascii() else _opened(text))


def _opened(text: str) -> str:
    """Full-width and composed signs as ASCII has them."""
    text = text.replace("º", "°")  # the ordinal sign, which NFKC would make a letter
    text = _VULGAR.sub(lambda sign: f" {sign[0]}", _CIRCLED.sub(" ", text))
    plain = unicodedata.normalize("NFKC", text).replace("⁄", "/").replace("µ", "μ")
    return re.sub("[〜～∼]", "~", _DASH.sub("-", plain))


def _same_signs(text: str) -> str:
    plain = " ".join(text.replace("**", "").replace("`", "").replace("+/-", "±").split())
    plain = _BELOW_ZERO.sub("-", _NUMBERED.sub("", plain))
    return _TIMES.sub("x", _GLUED.sub(r"\1 ", plain))
