"""The page behind a citation, as HTML for the viewer. Pure."""

from collections.abc import Sequence

from ingest.document import Chunk, Figure
from ui.links import height_on_page, link_to, picture_of, picture_of_figure
from ui.phrases import PHRASES
from ui.safe import both, text
from ui.signal import level

ZOOM = (
    '<div class="group zoom"><button type="button" class="zoom-out">'
    f'<span aria-hidden="true">−</span><span class="sr-only">{both("zoom_out")}</span></button>'
    '<button type="button" class="zoom-fit"><span class="percent">100 %</span>'
    f'<span class="sr-only">{both("zoom_width")}</span></button>'
    '<button type="button" class="zoom-in"><span aria-hidden="true">+</span>'
    f'<span class="sr-only">{both("zoom_in")}</span></button></div>'
)
"""100 to 400 %; ui/static/viewer.js does it."""


def empty_html() -> str:
    """Before anything has been opened."""
    return f'<div class="blank"><p>{both("viewer_empty")}</p></div>'


def gone_html() -> str:
    """The passage has left the library since it was cited."""
    return f'{_bar("")}<div class="blank"><p>{both("not_here")}</p></div>'


def page_html(
    chunk: Chunk, page: int | None, page_count: int, figures: Sequence[Figure] = ()
) -> str:
    """The page with the evidence highlighted, how to turn it, and the passage beside it.

    Args:
        chunk: The evidence.
        page: Which page to show; None where the format has none.
        page_count: Of the document; 0 where the format has none.
        figures: Of the document, in the order of their numbers; those of the page are offered.
    """
    head = _head(chunk, _page_of(page, page_count) + _section(chunk))
    if page is None:
        return f"{_bar(head)}{_passage(chunk)}"
    back = "" if page == chunk.page else _turn("back_to_evidence", link_to(chunk.chunk_id))
    return (
        f"{_bar(head, back)}{_turning(chunk, page, page_count)}{_sheet(chunk, page)}"
        f"{_offered(chunk, figures, page)}{_passage(chunk)}"
    )


def figure_html(chunk: Chunk, figures: Sequence[Figure], number: int) -> str:
    """A figure of the chunk's document by itself, as large as the sheet; the others of its page."""
    figure = figures[number - 1]
    head = _head(chunk, f'<span class="page">{both("page", page=figure.page)}</span>')
    told = _alt("figure_picture", name=chunk.file_name, caption=figure.caption)
    back = _turn("back_to_page", link_to(chunk.chunk_id, figure.page), page=figure.page)
    return (
        f'{_bar(head)}<div class="tools">{ZOOM}{back}</div>'
        f"{_picture(picture_of_figure(chunk.document_id, number), told, 0)}"
        f"{_offered(chunk, figures, figure.page, number)}"
        f'<div class="passage-box" tabindex="0"><p class="caption">{text(figure.caption)}</p></div>'
    )


def _head(chunk: Chunk, place: str) -> str:
    return (
        f'<p class="doc-title">{text(chunk.title or chunk.file_name)}</p>'
        f'<p class="doc-place"><span class="file">{text(chunk.file_name)}</span>{place}</p>'
    )


def _bar(head: str, back: str = "") -> str:
    return (
        f'<div class="bar"><div class="bar-words">{head}</div>{back}'
        f'<button type="button" class="close">{both("close")}</button></div>'
    )


def _page_of(page: int | None, count: int) -> str:
    if page is None:
        return ""
    return f'<span class="page">{both("page_of", page=page, count=max(count, page))}</span>'


def _section(chunk: Chunk) -> str:
    if not chunk.section:
        return ""
    return f'<span class="section">{text(chunk.section_path)}</span>'


def _turning(chunk: Chunk, page: int, count: int) -> str:
    return (
        '<div class="tools"><div class="group">'
        f"{_page_turn('previous_page', chunk, page - 1, count)}"
        f"{_page_turn('next_page', chunk, page + 1, count)}</div>"
        f"{ZOOM}</div>"
    )


def _page_turn(key: str, chunk: Chunk, to: int, count: int) -> str:
    if not 1 <= to <= count:
        return f'<button type="button" class="{key}" disabled>{both(key)}</button>'
    return _turn(key, link_to(chunk.chunk_id, to))


def _turn(key: str, link: str, **values: object) -> str:
    return f'<a class="turn {key}" role="button" href="{link}">{both(key, **values)}</a>'


def _sheet(chunk: Chunk, page: int) -> str:
    at = height_on_page(chunk) if page == chunk.page else 0
    return _picture(
        picture_of(chunk, page), _alt("page_picture", name=chunk.file_name, page=page), at
    )


def _alt(key: str, **values: object) -> str:
    """What a picture shows; of both languages ui/static/viewer.js takes the reader's."""
    en, zh = (text(words.format(**values).replace("\n", " ")) for words in PHRASES[key])
    return f'alt="{en}" data-en="{en}" data-zh="{zh}"'


def _picture(address: str, alt: str, at: float) -> str:
    return (
        f'<div class="sheet" tabindex="0" data-at="{at:.3f}">'
        f'<img src="{text(address)}" {alt}>'
        f'<p class="no-picture">{both("no_picture")}</p></div>'
    )


def _offered(chunk: Chunk, figures: Sequence[Figure], page: int, shown: int | None = None) -> str:
    """The figures of a page, each a button that opens it."""
    here = [
        _figure(chunk, number, figure, is_shown=number == shown)
        for number, figure in enumerate(figures, start=1)
        if figure.page == page
    ]
    if not here:
        return ""
    label = f'<p class="sr-only">{both("figures_here")}</p>'
    return f'<div class="figures">{label}{"".join(here)}</div>'


def _figure(chunk: Chunk, number: int, figure: Figure, *, is_shown: bool) -> str:
    rest = figure.caption.removeprefix(figure.label).strip(" \t.:：—–-")
    current = ' aria-current="true"' if is_shown else ""
    return (
        f'<a class="turn figure" role="button"{current}'
        f' href="{link_to(chunk.chunk_id, figure=number)}">'
        f"<strong>{text(figure.label)}</strong><span>{text(rest)}</span></a>"
    )


def _passage(chunk: Chunk) -> str:
    kind = f" safety{level(chunk)}" if chunk.kind == "safety" else ""
    return (
        f'<div class="passage-box{kind}" tabindex="0"><p class="heading">{both("passage")}</p>'
        f'<div class="passage" lang="{chunk.language}">{text(chunk.text.strip())}</div></div>'
    )
