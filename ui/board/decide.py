"""What a supervisor can do with a report now: deeds, what is lacking, the rule of four eyes. Pure.

ui/static/approvals.js sends what is chosen to ``/v1/reports``, under the version that was read.
"""

import json
from collections.abc import Sequence
from typing import Final, get_args
from zoneinfo import ZoneInfo

from assistant.api.versions import tag
from assistant.reports.codes import CodeSet, code_sets
from assistant.reports.model import Actor, Report
from assistant.reports.states import APPROVE, CLOSE, Need, Standing, Step, steps
from assistant.reports.values import OperatingState
from ui.board.fields import field_html, search_html, select_html
from ui.board.times import moment_html, times_html
from ui.phrases import PHRASES, Phrase
from ui.safe import both, text

_ORDER: Final[Sequence[Step]] = ("approved", "acknowledged", "closed", "rejected", "submitted")
_NEEDS_REASON: Final = frozenset(
    {("submitted", "rejected"), ("approved", "submitted"), ("closed", "approved")}
)
_LONGEST: Final = 90
"""Characters of an option."""
_FOUR_EYES: Final = frozenset[Step]({"approved", "rejected"})


def decide_html(
    report: Report,
    actor: Actor,
    machines: Sequence[str],
    others: Sequence[Report] = (),
    *,
    four_eyes: bool,
    zone: ZoneInfo,
) -> str:
    """The form.

    Args:
        report: As it was read.
        actor: Who decides.
        machines: Tags of the register.
        others: Reports that it may be a duplicate of.
        four_eyes: Whether another than its author must decide.
        zone: The site's.
    """
    own = four_eyes and actor.name == report.author.name and report.status == "submitted"
    offered = [one for one in _ORDER if one in _steps(report) and not (own and one in _FOUR_EYES)]
    rule = f'<p class="warning">{both("four_eyes")}</p>' if own else ""
    if not offered:
        return f'{rule}<p class="note">{both("to_decide")}</p>'
    buttons = "".join(_button(report, one) for one in offered)
    told = text(json.dumps(actor.model_dump(), ensure_ascii=False))
    return (
        f'<form class="decide" data-id="{report.id}" data-version="{text(tag(report.version))}"'
        f' data-actor="{told}">{rule}{_lacking(report, machines)}'
        f'<div class="field"><label for="reason">{both("reason")}</label>'
        '<textarea id="reason" name="reason" rows="3" maxlength="2000"></textarea>'
        f'<p class="small">{both("reason_hint")}</p></div>'
        f'<p class="trouble" role="alert" hidden></p><div class="deeds">{buttons}</div>'
        f"{times_html(report, missing(report), zone)}"
        f"{_duplicate(others) if 'rejected' in offered else ''}</form>"
    )


def missing(report: Report) -> list[str]:
    """Fields without which its next decision is refused."""
    needs: Sequence[Need] = {"submitted": APPROVE, "approved": CLOSE}.get(report.status, ())
    return [one.field for one in needs if not one.is_met(report)]


def _duplicate(others: Sequence[Report]) -> str:
    """The second way to send a report back: another one tells the same, which is reason enough."""
    if not others:
        return ""
    told = [_none(), *((one.id, Phrase(_called(one), _called(one))) for one in others)]
    return (
        f'<details class="duplicate"><summary>{both("duplicate_open")}</summary>'
        f"{select_html('duplicate_of', 'duplicate_which', told, '')}"
        f'<button type="submit" class="danger" data-to="rejected" data-duplicate>'
        f"{both('step_duplicate')}</button></details>"
    )


def _called(report: Report) -> str:
    machine = report.asset_id or report.asset_text or "–"
    return f"{report.number} · {machine} · {report.title or ''}"[:_LONGEST]


def _steps(report: Report) -> Sequence[Step]:
    now = Standing(report.status, report.author, report.acknowledged_at is not None)
    return steps(now)


def _button(report: Report, step: Step) -> str:
    is_back = (report.status, step) == ("closed", "approved")
    key = "step_reopened" if is_back else f"step_{step}"
    kind = {"approved": "primary", "closed": "primary", "rejected": "danger"}.get(step, "")
    kind = "" if is_back else kind
    needs = " data-reasoned" * ((report.status, step) in _NEEDS_REASON)
    fills = " data-filled" * (kind == "primary")
    return (
        f'<button type="submit" class="{kind}" data-to="{step}"{needs}{fills}>{both(key)}</button>'
    )


def _lacking(report: Report, machines: Sequence[str]) -> str:
    found = missing(report)
    if not found:
        return ""
    key = "needed_first" if report.status == "submitted" else "needed_to_close"
    controls = "".join(_control(one, report, machines) for one in dict.fromkeys(found))
    return f'<fieldset class="lacking"><legend>{both(key)}</legend>{controls}</fieldset>'


def _control(name: str, report: Report, machines: Sequence[str]) -> str:
    label = f"field_{name}"
    if name == "asset_id":
        guess = report.asset_text if report.asset_text in machines else ""
        return search_html(name, label, guess or "", machines, "choose")
    if name == "failure_mode_code":
        return select_html(name, label, _codes("failure_mode"), "")
    if name == "operating_state":
        told = [(one, PHRASES[f"state_of_{one}"]) for one in get_args(OperatingState)]
        return select_html(name, label, [_none(), *told], "")
    if name == "malfunction_end":
        return field_html(name, label, moment_html(name))
    if name == "actions":
        text_box = '<textarea id="action_text" name="action_text" maxlength="2000"></textarea>'
        return field_html("action_text", "field_action_text", text_box) + select_html(
            "action_code", "field_action_code", _codes("activity"), ""
        )
    return f'<p class="missing">{_label(name)}: {both("not_given")}</p>'


def _label(name: str) -> str:
    return both(f"field_{name}") if f"field_{name}" in PHRASES else text(name)


def _codes(kind: CodeSet) -> list[tuple[str, Phrase]]:
    told = code_sets()[kind].values()
    return [
        _none(),
        *((one.code, Phrase(f"{one.code} {one.en}", f"{one.code} {one.zh}")) for one in told),
    ]


def _none() -> tuple[str, Phrase]:
    return "", PHRASES["choose"]
