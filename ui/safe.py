"""The only way text becomes HTML: nothing that came from a file, a person or a model is markup.

The chat draws messages through Markdown, HTML templates and a sanitizer in turn. A character
reference means itself to all three (CommonMark 0.31, section 6.2: references "cannot be used in
place of symbols indicating structure"), so every sign that could mean something becomes one.
"""

import re
import unicodedata
from urllib.parse import quote

from ui.phrases import PHRASES, Phrase

SIGNS = re.compile(r"[^0-9A-Za-z \u00a0-\U0010ffff]")
INVISIBLE = {"Cc", "Cf", "Cs"}


def text(raw: str) -> str:
    """Plain text as HTML on one line; line ends become ``<br>``.

    Control characters and direction overrides, which can disguise a file name, are dropped.
    """
    visible = "".join(
        sign for sign in raw if sign in "\n\t" or unicodedata.category(sign) not in INVISIBLE
    )
    return SIGNS.sub(_reference, visible)


def _reference(match: re.Match[str]) -> str:
    sign = match.group()
    if sign == "\n":
        return "<br>"
    return " " if sign == "\t" else f"&#{ord(sign)};"


def path_part(raw: str) -> str:
    """One part of an address, safe inside a quoted attribute too."""
    return quote(raw, safe="").replace("~", "%7E")


def both(key: str, **values: object) -> str:
    """The phrase in both languages; the style sheet shows the one the reader chose."""
    phrase = PHRASES[key]
    return spoken(Phrase(phrase.en.format(**values), phrase.zh.format(**values)))


def spoken(phrase: Phrase) -> str:
    """Words in both languages."""
    return (
        f'<span class="en" lang="en">{text(phrase.en)}</span>'
        f'<span class="zh" lang="zh-CN">{text(phrase.zh)}</span>'
    )
