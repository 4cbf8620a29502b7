"""Which face a piece of text is set in. Chinese is embedded as a TrueType subset, so readers need no font."""

import re
from html import escape
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

CHINESE = "Chinese"
FONT_FILE = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
"""WenQuanYi Micro Hei, Apache-2.0 or GPL-3 with font exception; reportlab cannot embed CFF fonts such as Noto CJK."""

CJK = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]")
BEYOND_LATIN = re.compile(r"([^\x00-\xff–—‘’“”•…]+)")
BOLD = re.compile(r"\*\*(.+?)\*\*")


class MissingFont(SystemExit):
    """The font that draws Chinese is not on this machine."""


def register() -> None:
    """Make the Chinese font known to reportlab."""
    if not FONT_FILE.exists():
        raise MissingFont(f"{FONT_FILE} is missing. Install it: apt-get install fonts-wqy-microhei")
    pdfmetrics.registerFont(TTFont(CHINESE, str(FONT_FILE), subfontIndex=0))


def is_chinese(text: str) -> bool:
    """Whether the text holds a Chinese character or full-width punctuation."""
    return bool(CJK.search(text))


def face(text: str, *, bold: bool = False) -> str:
    """The font name for a line drawn in one piece."""
    if is_chinese(text) or BEYOND_LATIN.search(text):
        return CHINESE
    return "Helvetica-Bold" if bold else "Helvetica"


def inline(text: str) -> str:
    """Reportlab's paragraph markup: bold, line breaks, and the odd sign that Helvetica lacks."""
    marked = escape(text, quote=False).replace(" ;; ", "<br/>")
    if is_chinese(text):
        return BOLD.sub(r'<font color="#003a70">\1</font>', marked)
    return BEYOND_LATIN.sub(rf'<font name="{CHINESE}">\1</font>', BOLD.sub(r"<b>\1</b>", marked))
