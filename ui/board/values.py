"""Fields of a report as a supervisor reads them, in both languages. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from assistant.reports.codes import CodeSet, named
from assistant.reports.model import Action, Event, Measurement, PartUsed
from prompts.handover import NAMES
from ui.board.speak import each
from ui.board.times import TIMES
from ui.phrases import PHRASES
from ui.safe import both, text

SHOWN: Final = (
    "asset_id", "item_text", "location", "title", "description", "fault_codes", "failure_impact",
    "is_breakdown", "malfunction_start", "malfunction_end", "downtime_minutes", "detected_at",
    "failure_mode_code", "mechanism_code", "cause_code", "suspected_cause", "operating_state",
    "priority", "work_category", "actions", "parts_needed", "measurements", "follow_up",
)  # fmt: skip
"""Safety stands before all of them."""
SAFETY: Final = ("safety_relevant", "hazards", "loto_required", "permit_ref")
_CODES: Final[Mapping[str, CodeSet]] = {
    "failure_mode_code": "failure_mode",
    "mechanism_code": "mechanism",
    "cause_code": "cause",
}
_WORDS: Final[Mapping[str, str]] = {
    "failure_impact": "impact",
    "operating_state": "state_of",
    "work_category": "work",
}


def value_html(name: str, value: Any, zone: ZoneInfo) -> str:  # noqa: ANN401  # of any field
    """A field's value; empty where nobody said.

    Args:
        name: Of the field.
        value: As the report has it.
        zone: The site's.
    """
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return both("yes" if value else "no")
    if isinstance(value, datetime):
        return text(f"{value.astimezone(zone):%Y-%m-%d %H:%M}")
    if isinstance(value, tuple):
        return _list(name, value)
    return _word(name, str(value))


def changes_html(event: Event, zone: ZoneInfo) -> str:
    """What a correction changed: fields by name, times of a stop before and after."""
    if event.action != "changed":
        return ""
    return "; ".join(
        f"{both(key) if (key := f'field_{name}') in PHRASES else text(name)}"
        f"{_moments(change, zone) if name in TIMES else ''}"
        for name, change in event.changed.items()
    )


def _moments(change: tuple[object, object], zone: ZoneInfo) -> str:
    before, after = (
        f"{datetime.fromisoformat(str(one)).astimezone(zone):%Y-%m-%d %H:%M}" if one else "–"
        for one in change
    )
    return f" {text(before)} → {text(after)}"


def code_html(kind: CodeSet, code: str) -> str:
    """A code with its name."""
    return each(lambda language: named(kind, code, _tongue(language)))


def name_html(key: str) -> str:
    """A state, a priority or a hazard."""
    return each(lambda language: NAMES[key][language]) if key in NAMES else text(key)


def _word(name: str, value: str) -> str:
    if name in _CODES:
        return code_html(_CODES[name], value)
    key = f"{_WORDS.get(name, '')}_{value}"
    if key in PHRASES:
        return both(key)
    return name_html(value) if name == "priority" else text(value)


def _list(name: str, values: tuple[Any, ...]) -> str:
    if name == "hazards":
        return ", ".join(name_html(f"hazard:{one}") for one in values)
    told = "".join(f"<li>{_entry(one)}</li>" for one in values)
    return f"<ul>{told}</ul>"


def _entry(one: Any) -> str:  # noqa: ANN401  # of a list of a report
    if isinstance(one, Action):
        return _action(one)
    if isinstance(one, PartUsed):
        return text(_part(one))
    if isinstance(one, Measurement):
        return text(f"{one.quantity} {one.value} {one.unit}")
    return text(str(one))


def _action(one: Action) -> str:
    code = f"{code_html('activity', one.activity_code)}: " if one.activity_code else ""
    took = "" if one.active_repair_min is None else both("age_minutes", count=one.active_repair_min)
    beside = [*filter(None, [took]), *(text(_part(part)) for part in one.parts)]
    return f"{code}{text(one.text or '')}" + (f" ({'; '.join(beside)})" if beside else "")


def _part(one: PartUsed) -> str:
    amount = "" if one.qty is None else f" × {one.qty} {one.uom or ''}"
    return f"{one.called}{amount}".strip()


def _tongue(language: str) -> Any:  # noqa: ANN401  # ``zh`` or ``en``
    return language
