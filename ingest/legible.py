"""Whether a page's text layer can be used, and if not, why. Pure.

What stands in the margins of every page (a running header, a download stamp) does not make a
scan readable, so callers pass the text without it.
"""

from ingest.letters import count_words_and_digits

_HANDFUL = 10
"""Letters and digits. Fewer, beside a picture, are a page number or a caption on a scan."""
_PICTURE_PAGE = 0.3
"""Share of the page under pictures from which it counts as a picture page."""
_GARBLED = 0.4
"""Share of characters without meaning. 0.1 is a figure with an odd font on a page that reads well;
0.8 and more were seen where a whole text layer is glyph codes."""


def why_unreadable(text: str, *, garbled: float, picture_cover: float, blank: bool) -> str | None:
    """The reason in a supervisor's words; None for a page that can be read."""
    useful = count_words_and_digits(text)
    if garbled > _GARBLED:
        return f"garbled text layer ({garbled:.0%} of the characters have no meaning); needs OCR"
    if useful < _HANDFUL and picture_cover > _PICTURE_PAGE:
        return f"a picture without a text layer ({picture_cover:.0%} of the page); needs OCR"
    if useful == 0:
        return "a blank page" if blank else "no text layer: a drawing, or letters drawn as shapes"
    return None
