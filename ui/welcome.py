"""What stands in the chat before the first question. Pure."""

from collections.abc import Sequence

from ui.safe import both, text
from ui.seam import Manual

_EXAMPLES = ("example_start", "example_safety")
LISTED = 6
"""Documents named; the rest are counted."""


def welcome_html(manuals: Sequence[Manual], code: str = "") -> str:
    """The library and a few questions; or, while it is empty, how to fill it.

    Args:
        manuals: Of the library.
        code: That they tell what to do about; empty where none is known.
    """
    return _ready(manuals, code) if manuals else _empty()


def _ready(manuals: Sequence[Manual], code: str) -> str:
    asked = [both("machine_card_question", code=code)] if code else []
    asked += [both(key) for key in _EXAMPLES]
    examples = "".join(f'<button type="button" class="example">{one}</button>' for one in asked)
    return (
        f"<h2>{both('welcome')}</h2><p>{both('welcome_how')}</p>"
        f'<p class="heading">{both("examples")}</p><div class="examples">{examples}</div>'
        f'<p class="heading">{both("library", count=len(manuals))}</p>{_shelf(manuals)}'
    )


def _shelf(manuals: Sequence[Manual]) -> str:
    rows = "".join(f"<li>{_spine(manual)}</li>" for manual in manuals[:LISTED])
    hidden = len(manuals) - LISTED
    rest = f"<li>{both('more_documents', count=hidden)}</li>" if hidden > 0 else ""
    return f'<ul class="shelf">{rows}{rest}</ul>'


def _spine(manual: Manual) -> str:
    pages = both("pages", count=manual.page_count) if manual.page_count else ""
    return (
        f'<span class="title">{text(manual.title or manual.file_name)}</span>'
        f'<span class="where"><span class="file">{text(manual.file_name)}</span>'
        f"<span>{pages}</span></span>"
    )


def _empty() -> str:
    return (
        f"<h2>{both('library_empty')}</h2><p>{both('library_empty_how')}</p>"
        f"<p><code>shiftmate ingest manuals/</code></p><p>{both('library_empty_api')}</p>"
    )
