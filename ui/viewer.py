"""The page behind a citation, as HTML for the viewer. Pure."""

from ingest.document import Chunk
from ui.links import height_on_page, link_to, picture_of
from ui.safe import both, text


def empty_html() -> str:
    """Before anything has been opened."""
    return f'<div class="blank"><p>{both("viewer_empty")}</p></div>'


def gone_html() -> str:
    """The passage has left the library since it was cited."""
    return f'{_bar("")}<div class="blank"><p>{both("not_here")}</p></div>'


def page_html(chunk: Chunk, page: int | None, page_count: int) -> str:
    """The page with the evidence highlighted, how to turn it, and the passage beside it.

    Args:
        chunk: The evidence.
        page: Which page to show; None where the format has none.
        page_count: Of the document; 0 where the format has none.
    """
    head = (
        f'<p class="doc-title">{text(chunk.title or chunk.file_name)}</p>'
        f'<p class="doc-place"><span class="file">{text(chunk.file_name)}</span>'
        f"{_page_of(page, page_count)}{_section(chunk)}</p>"
    )
    sheet = "" if page is None else _turning(chunk, page, page_count) + _sheet(chunk, page)
    return f"{_bar(head)}{sheet}{_passage(chunk)}"


def _bar(head: str) -> str:
    return (
        f'<div class="bar"><div class="bar-words">{head}</div>'
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
    back = "" if page == chunk.page else _turn("back_to_evidence", link_to(chunk.chunk_id))
    return (
        '<div class="tools"><div class="group">'
        f"{_page_turn('previous_page', chunk, page - 1, count)}"
        f"{_page_turn('next_page', chunk, page + 1, count)}</div>"
        f'<div class="group zoom"><button type="button" class="fit">{both("zoom_fit")}</button>'
        f'<button type="button" class="double">{both("zoom_double")}</button></div>{back}</div>'
    )


def _page_turn(key: str, chunk: Chunk, to: int, count: int) -> str:
    if not 1 <= to <= count:
        return f'<button type="button" disabled>{both(key)}</button>'
    return _turn(key, link_to(chunk.chunk_id, to))


def _turn(key: str, link: str) -> str:
    return f'<a class="turn {key}" role="button" href="{link}">{both(key)}</a>'


def _sheet(chunk: Chunk, page: int) -> str:
    at = f"{height_on_page(chunk):.3f}" if page == chunk.page else "0"
    return (
        f'<div class="sheet" tabindex="0" data-at="{at}">'
        f'<img src="{text(picture_of(chunk, page))}" alt="{text(f"{chunk.file_name}, {page}")}">'
        f'<p class="no-picture">{both("no_picture")}</p></div>'
    )


def _passage(chunk: Chunk) -> str:
    kind = " safety" if chunk.kind == "safety" else ""
    return (
        f'<div class="passage-box{kind}"><p class="heading">{both("passage")}</p>'
        f'<div class="passage" lang="{chunk.language}">{text(chunk.text.strip())}</div></div>'
    )
