"""The form in which a supervisor writes a verified answer; ui/static/gaps.js sends it. Pure."""

import json
from collections.abc import Sequence

from assistant.api.versions import tag
from assistant.gaps.model import VerifiedAnswer
from assistant.reports.model import Actor
from ui.board.fields import day_html, field_html, search_html, select_html
from ui.phrases import PHRASES, Phrase
from ui.safe import both, text

_MOST_PAGES = 6
"""That the form takes; the answer rests on one at least."""


def form_html(
    actor: Actor, manuals: Sequence[tuple[str, str, int]], machines: Sequence[str]
) -> str:
    """The form.

    Args:
        actor: Who writes.
        manuals: Ids, names, and how many pages each has; 0 of a format without.
        machines: Tags.
    """
    told = text(json.dumps(actor.model_dump(), ensure_ascii=False))
    shelf = [("", PHRASES["choose"]), *((one, Phrase(name, name)) for one, name, _ in manuals)]
    pages = text(json.dumps({one: count for one, _, count in manuals}))
    rows = "".join(_row(place, shelf) for place in range(_MOST_PAGES))
    return (
        f'<section aria-labelledby="write"><h2 id="write">{both("write_answer")}</h2>'
        f'<form class="card answer-form" data-actor="{told}" data-pages="{pages}">'
        f"{_area('answer_questions', 3)}"
        f"{search_html('answer_machine', 'answer_machine', '', machines, 'board_machine_hint')}"
        f'<div class="grid">{_area("answer_zh", 5)}{_area("answer_en", 5)}</div>'
        f'{rows}<p class="deeds"><button type="button" data-another>{both("another_page")}</button>'
        f"</p>{day_html('answer_expires', 'answer_expires', '')}"
        f'<p class="small">{both("answer_expires_note")}</p>'
        '<p class="trouble" role="alert" hidden></p><p class="good" role="status" hidden></p>'
        f'<button type="submit" class="primary">{both("keep_answer")}</button></form></section>'
    )


def _row(place: int, shelf: Sequence[tuple[str, Phrase]]) -> str:
    """A manual and a page of it; those after the first come when they are asked for."""
    page, manual = f"answer_page_{place}", f"answer_document_{place}"
    number = f'<input type="number" id="{page}" name="{page}" min="1" max="100000">'
    more, count = "_more" * (place > 0), place + 1
    return (
        f'<div class="grid page-row"{" hidden" * (place > 0)}>'
        f"{select_html(manual, f'answer_document{more}', shelf, '', number=count)}"
        f"{field_html(page, f'answer_page{more}', number, number=count)}</div>"
    )


def wordings_html(answer: VerifiedAnswer, actor: Actor) -> str:
    """The form in which the wordings that an answer answers to are changed."""
    told, name = text(json.dumps(actor.model_dump(), ensure_ascii=False)), f"words-{answer.id}"
    said = text("\n".join(answer.questions)).replace("<br>", "&#10;")
    return (
        f'<form class="wordings" data-id="{answer.id}" data-version="{text(tag(answer.version))}"'
        f' data-actor="{told}"><div class="field"><label for="{name}">{both("answer_questions")}'
        f'</label><textarea id="{name}" name="questions" rows="4" maxlength="9000">{said}'
        '</textarea></div><p class="trouble" role="alert" hidden></p>'
        f'<button type="submit">{both("keep_wordings")}</button></form>'
    )


def _area(name: str, rows: int) -> str:
    return field_html(
        name,
        name,
        f'<textarea id="{name}" name="{name}" rows="{rows}" maxlength="9000"></textarea>',
    )
