"""A draft as the fields of a fault report, each suggested with the words it came from. Pure."""

import re
from typing import Any, Literal

from assistant.reports.drafting.draft import Draft
from assistant.reports.drafting.note import Span
from assistant.reports.drafting.parts import part
from assistant.reports.model import (
    Action,
    Evidence,
    FaultReport,
    PartUsed,
    Provenance,
    Suggestion,
)

_PRIORITIES: tuple[tuple[re.Pattern[str], Literal["urgent", "high", "medium", "low"]], ...] = (
    (re.compile(r"not urgent|low|no rush|no hurry|不急|不紧急|低|[34]$", re.IGNORECASE), "low"),
    (re.compile(r"urgent|asap|emergency|top|急|1$", re.IGNORECASE), "urgent"),
    (re.compile(r"high|高|2$", re.IGNORECASE), "high"),
    (re.compile(r"medium|normal", re.IGNORECASE), "medium"),
)
_ACTIVITIES = (
    ("1", re.compile(r"replac|swap|swop|renew|changed|换", re.IGNORECASE)),
    ("2", re.compile(r"repair|fixed|weld|glue|solder|修|焊", re.IGNORECASE)),
    (
        "4",
        re.compile(
            r"adjust|align|calibrat|upped|raised|lowered|increas|reduc|decreas|set\b|tension|调|校|设",
            re.IGNORECASE,
        ),
    ),
    (
        "7",
        re.compile(
            r"clean|greas|lubricat|oiled|topped|filled|bled|清|润滑|加油|补油", re.IGNORECASE
        ),
    ),
    ("8", re.compile(r"test|ran\b|cycled|试", re.IGNORECASE)),
    ("6", re.compile(r"check|inspect|measur|检查|测", re.IGNORECASE)),
)
"""Kinds of work after ISO 14224 by the words for it; what outranks others stands first."""
_NAME, _TEXT = 200, 10_000


def as_report(
    draft: Draft, source: Literal["chat", "note"] = "note", conversation_id: str | None = None
) -> FaultReport:
    """What a person would type otherwise; nothing is accepted yet: all states are "suggested"."""
    start = draft.occurred.at if draft.occurred and draft.impact else None
    return FaultReport(
        source=source,
        conversation_id=conversation_id,
        reported_text=draft.note.text[:_TEXT] if draft.note.text.strip() else None,
        language=draft.note.language,
        reporter=_text(draft, "reporter"),
        asset_id=_registered(draft),
        asset_text=_text(draft, "equipment"),
        location=_text(draft, "location"),
        occurred_at=draft.occurred and draft.occurred.at,
        occurred_precision=draft.occurred and draft.occurred.precision,
        failure_impact="critical" if draft.impact else None,
        is_breakdown=True if draft.impact else None,
        malfunction_start=start if draft.ended else None,
        malfunction_end=draft.ended and draft.ended.at,
        downtime_minutes=_minutes(draft),
        fault_codes=tuple(code[:_NAME] for code in _list(draft, "fault_codes"))[:20],
        suspected_cause=_text(draft, "suspected_cause", _TEXT),
        priority=_priority(draft),
        actions=tuple(_action(draft, words) for words in _list(draft, "actions_taken")),
        parts_needed=tuple(map(_part, _list(draft, "parts_needed"))),
        follow_up=_text(draft, "follow_up", _TEXT),
        ai=_provenance(draft),
    )


def _action(draft: Draft, words: str) -> Action:
    kind = next((code for code, verbs in _ACTIVITIES if verbs.search(words)), None)
    used = tuple(_part(name) for name in _list(draft, "parts_used") if name in words)
    return Action(activity_code=kind, text=words, parts=used)


def _part(words: str) -> PartUsed:
    told = part(words)
    return PartUsed(part_no=told.number, name=told.name[:_NAME], qty=told.quantity)


def _priority(draft: Draft) -> Literal["urgent", "high", "medium", "low"] | None:
    words = str(draft.value("severity") or "")
    return next((name for said, name in _PRIORITIES if said.search(words)), "medium")


def _registered(draft: Draft) -> str | None:
    """The tag where the register has it; one that was only said is the machine's words."""
    found = draft.found.get("equipment_id")
    return str(found.value) if found and found.rule == "register" else None


def _provenance(draft: Draft) -> Provenance:
    fields = {
        name: Suggestion(
            value=_plain(found.value),
            evidence=tuple(_quoted(draft, span) for span in found.spans if draft.note.words(span)),
        )
        for name, found in draft.told.items()
    }
    return Provenance(model=draft.written_by, fields=fields)


def _quoted(draft: Draft, span: Span) -> Evidence:
    """``start`` and ``end`` count in the whole reported text, whatever message it was."""
    message = str(draft.note.place(span).message)
    return Evidence(
        quote=draft.note.words(span), start=span.start, end=span.end, message_id=message
    )


def _plain(value: Any) -> str | int | list[str] | None:  # noqa: ANN401 - of any field
    return list(value) if isinstance(value, tuple) else value


def _text(draft: Draft, name: str, most: int = _NAME) -> str | None:
    value = draft.value(name)
    return str(value)[:most] if value else None


def _minutes(draft: Draft) -> int | None:
    value = draft.value("downtime_minutes")
    return value if isinstance(value, int) else None


def _list(draft: Draft, name: str) -> tuple[str, ...]:
    value = draft.value(name)
    return value if isinstance(value, tuple) else ()
