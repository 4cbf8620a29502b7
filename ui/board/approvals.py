"""``/approvals``: reports that wait, and one of them beside what led to it. Supervisors alone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from assistant.api.actor import PrincipalOf, own_actor
from assistant.api.context import AssistantOf
from assistant.api.ids import RecordId
from assistant.api.rights import needs
from assistant.build import Assistant
from assistant.errors import NotHere
from assistant.reports.model import Event, Report
from assistant.reports.values import Status
from ingest.document import Chunk
from ui.board.closed import closed
from ui.board.decide import decide_html, missing
from ui.board.evidence import Find, pages_html, source_html, verbatim_html
from ui.board.now import waiting_line
from ui.board.queue import alike, latest, waiting
from ui.board.speak import filled
from ui.board.talk import cited, talk_html
from ui.board.values import SAFETY, SHOWN, changes_html, name_html, value_html
from ui.conversation import Turns
from ui.frame import framed
from ui.kept import Kept
from ui.phrases import PHRASES
from ui.safe import both, text

router = APIRouter()

APPROVALS: Final = "/approvals"
_CURRENT: Final = ' aria-current="page"'
_TABS: Final[tuple[Status, ...]] = ("submitted", "approved", "rejected", "closed")
_NONE: Final = {"submitted": "nothing_waits"}
"""What is said where a tab is empty, but for the rest of them."""


@router.get(APPROVALS, include_in_schema=False, dependencies=[needs("sign-in")])
def approvals(
    principal: PrincipalOf,
    assistant: AssistantOf,
    status: Annotated[str, Query(max_length=20)] = "submitted",
) -> HTMLResponse:
    """What waits: what bears on safety first, then what has waited longest."""
    if not principal.may("reports:approve"):
        return closed(principal, "approvals", APPROVALS)
    chosen: Status = next((one for one in _TABS if one == status), "submitted")
    reports = assistant.reports
    found = waiting(reports) if chosen == "submitted" else latest(reports, chosen)
    main = f'{_tabs(chosen)}<div class="card">{_list(chosen, found)}</div>'
    return framed(principal, "approvals", main, here=APPROVALS, styles=["board.css"])


@router.get(f"{APPROVALS}/{{report_id}}", include_in_schema=False, dependencies=[needs("sign-in")])
def approval(
    report_id: RecordId,
    request: Request,
    principal: PrincipalOf,
    assistant: AssistantOf,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """One report, what led to it, and what can be decided; ``done``, where it just was."""
    if not principal.may("reports:approve"):
        return closed(principal, "approvals", APPROVALS)
    report = assistant.reports.get(report_id)
    find = partial(_chunk, assistant)
    tags = [one.tag for one in assistant.machines()]
    actor, four_eyes = own_actor(principal), assistant.settings.four_eyes
    others = alike(assistant.reports, report)
    zone = assistant.reports.zone
    decide = decide_html(report, actor, tags, others, four_eyes=four_eyes, zone=zone)
    kept: Kept | None = getattr(request.app.state, "kept", None)
    turns = kept.led_to(report.conversation_id, report.author.name, assistant) if kept else ()
    main = (
        f'<p><a class="back" href="{APPROVALS}">← {both("approvals")}</a></p>'
        f'{_head(report, assistant)}{_done(report, done)}<div class="beside">'
        f"{_section('told', 'report_told', _told(report, find, assistant))}"
        f"{_section('led', 'what_led', _led(report, find, turns))}"
        f"{_section('deciding', 'decide', decide + _next(assistant, report))}</div>"
        f'<details class="log"><summary>{both("log")}</summary>'
        f"{_log(assistant, report_id)}</details>"
    )
    return framed(
        principal,
        "approvals",
        f'<div id="approval">{main}</div>',
        here=APPROVALS,
        styles=["board.css"],
        modules=["board.js", "approvals.js"],
    )


def _section(name: str, key: str, body: str) -> str:
    return (
        f'<section class="{name}" aria-labelledby="{name}"><h2 id="{name}">{both(key)}</h2>'
        f"{body}</section>"
    )


def _told(report: Report, find: Find, assistant: Assistant) -> str:
    return f"{_safety(report, assistant)}{_fields(report, find, assistant)}"


def _led(report: Report, find: Find, turns: Turns) -> str:
    """Words, conversation, pages, photos."""
    said = "said_chat" if report.source == "chat" else "said_verbatim"
    pages = pages_html(report, find, cited(turns))
    return (
        f"<h3>{both(said)}</h3>{verbatim_html(report)}{talk_html(report, turns)}{pages}"
        f'<div id="photos" data-report="{report.id}" hidden><h3>{both("photos")}</h3>'
        '<div class="pages"></div></div>'
    )


def _chunk(assistant: Assistant, chunk_id: str) -> Chunk | None:
    try:
        return assistant.chunk(chunk_id)
    except NotHere:
        return None


def _tabs(chosen: Status) -> str:
    links = "".join(
        f'<a class="button" href="{APPROVALS}?status={one}"'
        f"{_CURRENT * (one == chosen)}>{both(f'state_{one}')}</a>"
        for one in _TABS
    )
    name = f'<span class="sr-only" id="tabs-name">{both("report_state")}</span>'
    return f'<nav class="tabs deeds" aria-labelledby="tabs-name">{name}{links}</nav>'


def _list(chosen: Status, found: Sequence[Report]) -> str:
    if not found:
        return f'<p class="good">{both(_NONE.get(chosen, "nothing_here"))}</p>'
    now = datetime.now(UTC)
    return f'<ul class="rows lines">{"".join(waiting_line(one, now) for one in found)}</ul>'


def _head(report: Report, assistant: Assistant) -> str:
    zone = assistant.reports.zone
    sent = report.submitted_at or report.created_at
    reason = report.decision_reason
    told = f'<p class="note">{both("reason")}: {text(reason)}</p>' if reason else ""
    told += _duplicate(report, assistant)
    return (
        f'<p class="head"><strong>{text(report.number)}</strong> '
        f'<span class="sign">{both(f"state_{report.status}")}</span> '
        f"{both('by_whom', name=report.author.name)}, "
        f"{text(f'{sent.astimezone(zone):%Y-%m-%d %H:%M}')}</p>{told}"
    )


def _done(report: Report, done: str) -> str:
    """What was decided or corrected; said where the page begins."""
    if not done:
        return ""
    state = PHRASES[f"state_{report.status}"]
    words = filled("decided", lambda language: {"state": getattr(state, language)})
    return f'<p class="done" role="status">✓ {both("times_done") if done == "times" else words}</p>'


def _duplicate(report: Report, assistant: Assistant) -> str:
    """The report that tells the same, where it was rejected for that."""
    if report.duplicate_of is None:
        return ""
    first = assistant.reports.get(report.duplicate_of)
    link = f'<a href="{APPROVALS}/{first.id}">{text(first.number)}</a>'
    return f'<p class="note">{both("duplicate_told")} {link} {text(first.title or "")}</p>'


def _safety(report: Report, assistant: Assistant) -> str:
    """Before everything else, where there is anything."""
    zone = assistant.reports.zone
    told = [
        f"<li>{both(f'field_{name}')}: {value}</li>"
        for name in SAFETY
        if (value := value_html(name, getattr(report, name) or None, zone))
    ]
    return f'<div class="warning safety"><ul>{"".join(told)}</ul></div>' if told else ""


def _fields(report: Report, find: Find, assistant: Assistant) -> str:
    sources = report.ai.fields if report.ai else {}
    lacking, zone = missing(report), assistant.reports.zone
    rows = []
    for name in SHOWN:
        value = value_html(name, getattr(report, name), zone)
        if name == "asset_id" and not value and report.asset_text:
            value = f"<q>{text(report.asset_text)}</q>"
        if not value and name not in lacking:
            continue
        shown = value or f'<span class="missing">{both("not_given")}</span>'
        source = source_html(sources.get(name), find) if value else ""
        rows.append(f"<dt>{both(f'field_{name}')}</dt><dd>{shown}{source}</dd>")
    return f'<dl class="card told">{"".join(rows)}</dl>'


def _next(assistant: Assistant, report: Report) -> str:
    others = [one for one in waiting(assistant.reports) if one.id != report.id]
    if not others:
        return f'<p class="note">{both("none_waiting")}</p>'
    first = others[0]
    return (
        f'<p class="next"><a class="button" href="{APPROVALS}/{first.id}">'
        f"{both('next_waiting', number=first.number)}</a></p>"
    )


def _action(one: Event) -> str:
    """A step back goes by its own name."""
    back = {("closed", "approved"): "log_reopened", ("approved", "submitted"): "log_withdrawn"}
    key = back.get((one.from_status or "", one.action))
    return both(key) if key else name_html(one.action)


def _log(assistant: Assistant, report_id: str) -> str:
    """Steps, corrections and photos, as they came."""
    zone = assistant.reports.zone
    told = [
        (one.at, one.actor.name, _action(one), text(one.reason or "") + changes_html(one, zone))
        for one in assistant.reports.events(report_id)
    ]
    told += [
        (one.added_at, one.added_by, both("photo_came", number=one.number), "")
        for one in assistant.photos.of(report_id)
    ]
    rows = "".join(
        f"<tr><td>{text(f'{at.astimezone(zone):%Y-%m-%d %H:%M}')}</td>"
        f"<td>{text(name)}</td><td>{action}</td><td>{why}</td></tr>"
        for at, name, action, why in sorted(told, key=lambda one: one[0])
    )
    return f'<div class="table"><table><tbody>{rows}</tbody></table></div>'
