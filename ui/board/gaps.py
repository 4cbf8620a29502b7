"""``/gaps``: what the manuals could not answer, and the answers that supervisors wrote."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from assistant.access.model import Principal
from assistant.api.actor import PrincipalOf, own_actor
from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from assistant.api.versions import tag
from assistant.gaps.model import Gap, VerifiedAnswer
from ui.board.answer_form import form_html, wordings_html
from ui.board.closed import closed
from ui.frame import framed
from ui.safe import both, path_part, text
from vectorstore.records import DocumentRecord

router = APIRouter()

GAPS: Final = "/gaps"
_MOST: Final = 100


@router.get(GAPS, include_in_schema=False, dependencies=[needs("sign-in")])
def gaps(principal: PrincipalOf, assistant: AssistantOf) -> HTMLResponse:
    """Gaps first, then the form, then the answers that hold."""
    if not principal.may("gaps:read"):
        return closed(principal, "gaps", GAPS)
    zone = assistant.settings.zone
    found = assistant.gaps.gaps(limit=_MOST)
    unanswered = [one for one in found if not one.verified_answer]
    answered = [one for one in found if one.verified_answer]
    answers = assistant.gaps.answers.all()
    may_write = principal.may("answers:write")
    manuals = [(one.document_id, _called(one), one.page_count) for one in assistant.documents()]
    tags = [one.tag for one in assistant.machines()]
    actor = own_actor(principal)
    form = form_html(actor, manuals, tags) if may_write else ""
    main = (
        f'<div id="gaps"><p>{both("gaps_how")}</p>'
        f'<section aria-labelledby="open"><h2 id="open">{both("open_gaps")}</h2>'
        f"{_gaps(unanswered, zone, may_write=may_write)}</section>{form}"
        f"{_answered(answered, zone, may_write=may_write)}"
        f'<section aria-labelledby="kept"><h2 id="kept">{both("verified")}</h2>'
        f"{_answers(answers, zone, principal)}</section></div>"
    )
    return framed(
        principal, "gaps", main, here=GAPS, styles=["board.css"], modules=["board.js", "gaps.js"]
    )


def _called(manual: DocumentRecord) -> str:
    """With its revision, which is all that tells some manuals apart."""
    return " · ".join(filter(None, (manual.title or manual.file_name, manual.revision)))


def _gaps(found: Sequence[Gap], zone: ZoneInfo, *, may_write: bool) -> str:
    if not found:
        return f'<p class="good">{both("no_gaps")}</p>'
    return f'<ul class="rows">{"".join(_gap(one, zone, may_write) for one in found)}</ul>'


def _answered(found: Sequence[Gap], zone: ZoneInfo, *, may_write: bool) -> str:
    """Questions that were gaps, and have an answer now."""
    if not found:
        return ""
    return (
        f'<section aria-labelledby="answered"><h2 id="answered">{both("answered_gaps")}</h2>'
        f"{_gaps(found, zone, may_write=may_write)}</section>"
    )


def _gap(one: Gap, zone: ZoneInfo, may_write: bool) -> str:
    told = {"times_asked": one.count, "times_refused": one.refused, "times_down": one.rated_down}
    counts = ", ".join(both(key, count=count) for key, count in told.items() if count)
    other = "".join(f"<li><bdi>{text(wording)}</bdi></li>" for wording in one.wordings)
    wordings = f'<p class="small">{both("other_wordings")}</p><ul>{other}</ul>' if other else ""
    comments = "".join(f"<blockquote>{text(said)}</blockquote>" for said in one.comments)
    served = f'<span class="sign">✓ {both("has_answer")}</span>' if one.verified_answer else ""
    machine = text(one.machine) if one.machine else both("any_machine")
    questions = json.dumps((one.question, *one.wordings), ensure_ascii=False)
    write = (
        f'<button type="button" data-write="{text(questions)}" data-machine="'
        f'{text(one.machine or "")}">{both("write_answer")}</button>'
    )
    return (
        f'<li class="card gap"><h3><bdi>{text(one.question)}</bdi></h3>'
        f'<p class="small">{machine}; {counts}; '
        f"{both('last_asked', at=_day(one.last_asked_at, zone))} {served}</p>{wordings}{comments}"
        f'<p class="deeds">{write * may_write}</p></li>'
    )


def _answers(found: Sequence[VerifiedAnswer], zone: ZoneInfo, principal: Principal) -> str:
    if not found:
        return f'<p class="good">{both("no_verified")}</p>'
    ranked = sorted(found, key=lambda one: not one.needs_review)
    return f'<ul class="rows">{"".join(_answer(one, zone, principal) for one in ranked)}</ul>'


def _answer(one: VerifiedAnswer, zone: ZoneInfo, principal: Principal) -> str:
    review = "; ".join(both(f"review_{why}") for why in one.needs_review)
    warned = f'<p class="warning">{both("needs_look")} {review}</p>' if review else ""
    questions = "".join(f"<li><bdi>{text(question)}</bdi></li>" for question in one.questions)
    said = "".join(
        f'<p class="answer" lang="{lang}">{text(words)}</p>'
        for lang, words in (("en", one.text_en), ("zh-CN", one.text_zh))
        if words
    )
    pages = ", ".join(
        f'<a href="/v1/documents/{path_part(page.document_id)}/pages/{page.page}.png"'
        f' target="_blank" rel="noopener">{both("page", page=page.page)}</a>'
        for page in one.pages
        if page.page
    )
    machine = text(one.machine) if one.machine else both("any_machine")
    withdraw = (
        f'<form class="withdraw" data-id="{one.id}" data-version="{text(tag(one.version))}">'
        f'<div class="field"><label for="why-{one.id}">{both("withdraw_reason")}</label>'
        f'<input id="why-{one.id}" name="reason" maxlength="500" autocomplete="off"></div>'
        f'<p class="trouble" role="alert" hidden></p>'
        f'<button type="submit" class="danger">{both("withdraw")}</button></form>'
    )
    deeds = ""
    if principal.may("answers:write"):
        wordings = wordings_html(one, own_actor(principal))
        deeds = (
            f"<details><summary>{both('change_wordings')}</summary>{wordings}</details>"
            f'<details class="leave"><summary>{both("withdraw")}</summary>{withdraw}</details>'
        )
    return (
        f'<li class="card"><ul class="questions">{questions}</ul>{said}<p class="small">{machine}; '
        f"{pages or ''} {both('written_by', name=one.author)}, "
        f"{both('holds_until', at=_day(one.expires_at, zone))}</p>{warned}"
        f"{deeds}</li>"
    )


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}"
