"""What a report was made of: the words that were said, and the pages that were looked at. Pure."""

from collections.abc import Callable, Iterable, Sequence

from assistant.reports.model import Evidence, Report, Suggestion
from ingest.document import Chunk
from ui.links import picture_of
from ui.safe import both, text

Find = Callable[[str], Chunk | None]
"""A passage by its id; None where it has left the library or is not for this reader."""


def verbatim_html(report: Report) -> str:
    """The reporter's words, those marked that a field was taken from."""
    said = report.reported_text
    if not said:
        return f'<p class="note">{both("nothing_said")}</p>'
    parts, at = [], 0
    for start, end in _spans(said, _evidence(report)):
        parts += [text(said[at:start]), f"<mark>{text(said[start:end])}</mark>"]
        at = end
    lang = f' lang="{text(report.language)}"' if report.language else ""
    return f'<blockquote class="said"{lang}>{"".join(parts)}{text(said[at:])}</blockquote>'


def source_html(told: Suggestion | None, find: Find) -> str:
    """Where one field came from; empty where a person filled it in."""
    if told is None:
        return ""
    quotes = [_quote(one, find) for one in told.evidence]
    if not quotes:
        return f'<p class="source">{both("filled_by_rule")}</p>'
    return f'<p class="source">{both("taken_from")} {"; ".join(quotes)}</p>'


def pages_html(report: Report, find: Find, beside: Iterable[Chunk] = ()) -> str:
    """The pictures of the pages that fields point to, the passage highlighted.

    Args:
        report: Whose fields.
        find: A passage by its id.
        beside: Passages of other pages that were looked at.
    """
    ids = dict.fromkeys(one.chunk_id for one in _evidence(report) if one.chunk_id)
    found = [find(chunk_id) for chunk_id in ids]
    shown = {anchor(one) for one in found if one}
    found += [one for one in beside if anchor(one) not in shown]
    sheets = "".join(_sheet(one) for one in found)
    return f'<h3>{both("pages_behind")}</h3><div class="pages">{sheets}</div>' if sheets else ""


def anchor(chunk: Chunk) -> str:
    """Where the page stands on the approval's page."""
    return f"page-{chunk.document_id[:12]}-{chunk.page or 0}"


def _evidence(report: Report) -> Iterable[Evidence]:
    fields = report.ai.fields if report.ai else {}
    return [one for told in fields.values() for one in told.evidence]


def _spans(said: str, evidence: Iterable[Evidence]) -> Sequence[tuple[int, int]]:
    """Parts of the text to be marked, which do not overlap."""
    found = sorted(
        (one.start, one.end)
        for one in evidence
        if one.start is not None and one.end is not None and one.start < one.end <= len(said)
    )
    told: list[tuple[int, int]] = []
    for start, end in found:
        if told and start <= told[-1][1]:
            told[-1] = (told[-1][0], max(told[-1][1], end))
        else:
            told.append((start, end))
    return told


def _quote(one: Evidence, find: Find) -> str:
    words = f"<q>{text(one.quote)}</q>"
    chunk = find(one.chunk_id) if one.chunk_id else None
    if chunk is None:
        return words
    place = (
        f"{text(chunk.file_name)}, {both('page', page=chunk.page)}"
        if chunk.page
        else text(chunk.file_name)
    )
    return f'{words} <a href="#{anchor(chunk)}">{place}</a>'


def _sheet(chunk: Chunk | None) -> str:
    if chunk is None:
        return f'<p class="note">{both("page_gone")}</p>'
    name = text(chunk.title or chunk.file_name)
    if chunk.page is None:
        picture = f'<blockquote lang="{chunk.language}">{text(chunk.text.strip())}</blockquote>'
    else:
        address = text(picture_of(chunk, chunk.page))
        picture = (
            f'<a href="{address}" target="_blank" rel="noopener"><img loading="lazy"'
            f' src="{address}" alt="{name}, {chunk.page}"></a>'
        )
    place = both("page", page=chunk.page) if chunk.page else ""
    return f'<figure id="{anchor(chunk)}"><figcaption>{name} {place}</figcaption>{picture}</figure>'
