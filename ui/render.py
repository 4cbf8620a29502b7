"""Turns become the chat's messages. Pure: every word passes through ui.safe."""

from collections.abc import Sequence

from assistant.answering.record import tells_more
from assistant.answering.reply import Answer, Citation
from ingest.document import Chunk
from ui.conversation import Turn
from ui.fixed_here import fixed_here_html, manuals_words
from ui.links import height_on_page, link_to, picture_of
from ui.masked import masked_html
from ui.phrases import PHRASES, Phrase
from ui.prose import QUOTE, answer_words
from ui.rating import rating_html
from ui.safe import both, spoken, text
from ui.signal import level, warning_words
from ui.steps import remedy_html

SHOWN_TURNS = 13
"""About 40 messages; each one shown makes every later update slower."""

STRIP = 0.3
"""Share of a page that a card's picture shows."""

ChatMessage = dict[str, str]


def chat_messages(turns: Sequence[Turn]) -> list[ChatMessage]:
    """The messages on screen, oldest first."""
    numbered = list(enumerate(turns))[-SHOWN_TURNS:]
    return [message for number, turn in numbered for message in turn_messages(turn, number)]


def turn_messages(turn: Turn, number: int = 0) -> list[ChatMessage]:
    """Question, evidence and answer, each a message of its own.

    A growing answer then redraws only itself: the evidence stays still under the reader's finger.
    """
    said = [{"role": "user", "content": _asked(turn)}]
    parts = (evidence_html(turn, number), reply_html(turn, number) + deeds_html(turn, number))
    return said + [{"role": "assistant", "content": part} for part in parts if part]


def _asked(turn: Turn) -> str:
    within = ""
    if turn.within:
        frame, name = PHRASES["asked_within"], turn.within.name
        told = Phrase(frame.en.format(name=name.en), frame.zh.format(name=name.zh))
        within = f'<small class="within">{spoken(told)}</small>'
    return f'<div class="asked">{text(turn.question)}{within}</div>'


# Evidence


def evidence_html(turn: Turn, number: int = 0) -> str:
    """The passages found, best first; empty while searching and when there are none."""
    chunks = [piece.chunk for piece in turn.evidence or ()]
    if not chunks and turn.refused and turn.answer:
        chunks = [citation.chunk for citation in turn.answer.citations]
    if not chunks:
        return ""
    marks = _marks(turn, chunks)
    heading = both("found_not_answer" if turn.refused else "found")
    best, *others = [(marks.get(chunk.chunk_id), chunk) for chunk in chunks]
    # Of the record that the answer begins with: what else was found is nothing to be done.
    leads = turn.passages[:1] == (chunks[0],) and not turn.refused
    return (
        f'<div class="evidence{" not-answer" if turn.refused else ""}">'
        f'<p class="heading">{heading}</p>{_warnings(turn.safety)}'
        f"{_card(*best, number if leads else None)}{_more(others)}</div>"
    )


def _warnings(blocks: Sequence[Chunk]) -> str:
    """The manuals' warnings, word for word, before anything else is read."""
    return "".join(
        f'<a class="warning{level(block)}" href="{link_to(block.chunk_id)}"'
        f' lang="{block.language}">{warning_words(block)}{_whose(block)}</a>'
        for block in blocks
    )


def _whose(block: Chunk) -> str:
    """Manual and page: what "as described in 1.2" means is another thing in each manual."""
    title = block.title or block.file_name
    page = block.page
    told = text(title) if page is None else both("machine_card_page", title=title, page=page)
    return f'<span class="whose">{told}</span>'


def _marks(turn: Turn, chunks: Sequence[Chunk]) -> dict[str, int]:
    """Chunk id -> the number it carries: the answer's own once it stands, else its rank."""
    if turn.refused:
        return {}
    if turn.answer:
        return {citation.chunk.chunk_id: citation.marker for citation in turn.answer.citations}
    return {chunk.chunk_id: mark for mark, chunk in enumerate(turn.passages or chunks, start=1)}


def _card(mark: int | None, chunk: Chunk, steps_of: int | None) -> str:
    return (
        f'<div class="card{_safety(chunk)}">'
        f'<p class="source-line">{_badge(mark)}{_kind(chunk)}'
        f'<span class="title">{text(chunk.title or chunk.file_name)}</span>{_where(chunk)}</p>'
        f"{_strip(chunk)}"
        f'<div class="passage{" record" if chunk.fault else ""}" lang="{chunk.language}">'
        f"{_told(chunk, steps_of)}</div>"
        f'<a class="open" href="{link_to(chunk.chunk_id)}">{_open_words(chunk)}</a></div>'
    )


def _told(chunk: Chunk, steps_of: int | None) -> str:
    """What the chunk says; a fault record by its fields, and whole where they do not hold all.

    Args:
        chunk: The best of what was found.
        steps_of: The turn in which its remedy is ticked off; None where it answers nothing.
    """
    fault = chunk.fault
    if fault is None or not (fault.cause or fault.remedy):
        return text(chunk.text.strip())
    remedy = text(fault.remedy)
    if steps_of is not None:
        remedy = remedy_html(fault.remedy, chunk.chunk_id, steps_of)
    parts = (("cause", text(fault.cause)), ("remedy", remedy))
    told = (f"<dt>{both(key)}</dt><dd>{words}</dd>" for key, words in parts if words)
    whole = f"<p>{text(chunk.text.strip())}</p>" if tells_more(fault, chunk.text) else ""
    return (
        f'<p class="code">{text(" / ".join(fault.codes))} <span>{text(fault.name)}</span></p>'
        f"<dl>{''.join(told)}</dl>{whole}"
    )


def _more(others: Sequence[tuple[int | None, Chunk]]) -> str:
    if not others:
        return ""
    count = len(others)
    label = both("one_more_passage") if count == 1 else both("more_passages", count=count)
    rows = "".join(_row(mark, chunk) for mark, chunk in others)
    return f'<details class="more"><summary>{label}</summary>{rows}</details>'


def _row(mark: int | None, chunk: Chunk, words: str | None = None) -> str:
    shown = " ".join((words or chunk.text).split())
    return (
        f'<a class="row{_safety(chunk)}"'
        f' href="{link_to(chunk.chunk_id)}">{_badge(mark)}<span class="row-text">'
        f'{_kind(chunk)}<span class="title">{text(chunk.title or chunk.file_name)}</span>'
        f'{_where(chunk)}<span class="words" lang="{chunk.language}">{text(shown)}</span>'
        "</span></a>"
    )


def _badge(mark: int | None) -> str:
    return "" if mark is None else f'<span class="mark">{mark}</span>'


def _kind(chunk: Chunk) -> str:
    key = {"safety": "safety_warning", "fault_record": "fault_record"}.get(chunk.kind)
    return f'<span class="kind{level(chunk)}">{both(key)}</span>' if key else ""


def _safety(chunk: Chunk) -> str:
    return f" safety{level(chunk)}" if chunk.kind == "safety" else ""


def _where(chunk: Chunk) -> str:
    parts = [f'<span class="file">{text(chunk.file_name)}</span>']
    if chunk.page is not None:
        parts.append(f'<span class="page">{both("page", page=chunk.page)}</span>')
    if chunk.section:
        parts.append(f'<span class="section">{text(chunk.section_path)}</span>')
    return f'<span class="where">{"".join(parts)}</span>'


def _open_words(chunk: Chunk) -> str:
    if chunk.page is None:
        return both("open_passage")
    return both("open_page", page=chunk.page)


def _strip(chunk: Chunk) -> str:
    """The part of the page picture that holds the passage; the style sheet cuts it out."""
    if chunk.page is None:
        return ""
    at = min(max((height_on_page(chunk) - STRIP / 2) / (1 - STRIP), 0.0), 1.0)
    alt = text(f"{chunk.file_name}, {chunk.page}")
    return (
        f'<a class="strip" href="{link_to(chunk.chunk_id)}"><img class="at-{round(at * 20) * 5}"'
        f' src="{text(picture_of(chunk, chunk.page))}" alt="{alt}"></a>'
    )


# Answers


def reply_html(turn: Turn, number: int = 0) -> str:
    """What stands under the evidence: progress, words, the answer, a refusal or trouble."""
    if turn.trouble:
        return _partial(turn, number) + _trouble(turn)
    if turn.answer:
        if turn.answer.refused:
            return _refusal(turn.answer)
        return _answer(turn.answer, _card_of(turn), number)
    if turn.words:
        return _partial(turn, number)
    key = "searching" if turn.evidence is None else turn.doing or "writing"
    return f'<div class="progress running">{both(key)}</div>'


def deeds_html(turn: Turn, number: int) -> str:
    """What can be done with an answer: hear it, make a report of it, say what it was worth.

    ui/static/aloud.js and reporting.js show what this device and this person can do.
    """
    if turn.answer is None:
        return ""
    aloud = f'<a class="rate aloud" href="#aloud-{number}">{both("read_aloud")}</a>'
    report = f'<a class="rate report" href="#report-{number}">{both("write_report")}</a>'
    return (
        f'<div class="deeds">{"" if turn.refused else aloud}{report}</div>'
        f"{rating_html(turn, number)}"
    )


def _partial(turn: Turn, number: int) -> str:
    if not turn.words:
        return ""
    cited = dict(enumerate(turn.passages, start=1))
    is_running = turn.state == "running"
    words = answer_words(turn.words, cited, _card_of(turn), turn=number, is_whole=not is_running)
    return (
        f'<div class="answer{" running" if is_running else ""}">'
        f'<p class="heading">{both("answer")}</p>{words}</div>'
    )


def _card_of(turn: Turn) -> Chunk | None:
    """What stands above the answer whole."""
    return turn.evidence[0].chunk if turn.evidence else None


def _answer(answer: Answer, card: Chunk | None, number: int) -> str:
    cited = {citation.marker: citation.chunk for citation in answer.citations}
    note = f'<p class="note">{both("cut_short")}</p>' if answer.finish == "length" else ""
    masked = masked_html(answer.timings.masked)
    below = f"{_sources(answer.citations)}{fixed_here_html(answer)}{masked}{_took(answer)}"
    words = answer_words(manuals_words(answer), cited, card, turn=number)
    if QUOTE in answer.text and "<blockquote>" not in words:
        words = f"<p>{both('quoted_above')}</p>{words}"
    return f'<div class="answer"><p class="heading">{both("answer")}</p>{words}{note}{below}</div>'


def _sources(citations: Sequence[Citation]) -> str:
    if not citations:
        return ""
    rows = "".join(_row(piece.marker, piece.chunk, piece.quote) for piece in citations)
    return f'<div class="sources"><p class="heading">{both("sources")}</p>{rows}</div>'


def _took(answer: Answer) -> str:
    spent = answer.timings
    found, total = f"{spent.retrieve_ms / 1000:.2f}", f"{spent.total_ms / 1000:.1f}"
    return f'<p class="took">{both("took", found=found, total=total)}</p>'


def _refusal(answer: Answer) -> str:
    return (
        f'<div class="refused"><p class="heading">{both("refused")}</p>'
        f"{answer_words(answer.text, {})}{masked_html(answer.timings.masked)}</div>"
    )


def _trouble(turn: Turn) -> str:
    trouble = turn.trouble
    if trouble is None:
        return ""
    said = both(trouble.phrase, **trouble.values)
    if turn.state == "stopped":
        return f'<p class="note">{said}</p>'
    stands = f"<p>{both('evidence_stands')}</p>" if turn.evidence else ""
    return (
        f'<div class="trouble"><p class="heading">{both("trouble")}</p><p>{said}</p>{stands}</div>'
    )
