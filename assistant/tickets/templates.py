"""``Conveyor {machine}: {title} [{number}]``: a report's words in a line; pure.

A line none of whose words are known is left out: nobody said it, and the ticket does not either.
"""

from collections.abc import Mapping
from string import Formatter
from typing import Final

from assistant.reports.model import Report

NAMES: Final = (
    "number", "site", "title", "machine", "location", "description", "reported_text",
    "fault_codes", "priority", "failure_impact", "operations_impact", "reporter", "detected_at",
    "actions", "parts_needed", "suspected_cause", "follow_up",
)  # fmt: skip


def check_template(told: str) -> str:
    """As it is; raises ValueError where it asks for what there is not."""
    try:
        parts = list(Formatter().parse(told))
    except ValueError as exc:
        raise ValueError(f"{told!r} is no template: {exc}") from exc
    for _, name, form, conversion in parts:
        if name is not None and (name not in NAMES or form or conversion):
            raise ValueError(f"{{{name}}} is none of {', '.join(NAMES)}")
    return told


def words_of(report: Report) -> dict[str, str]:
    """What a template can say of a report; empty for what nobody said."""
    told = {
        "machine": " ".join(filter(None, (report.asset_id, report.asset_text))),
        "fault_codes": ", ".join(report.fault_codes),
        "detected_at": f"{report.detected_at:%Y-%m-%d %H:%M} UTC" if report.detected_at else "",
        "actions": "; ".join(one.text for one in report.actions if one.text),
        "parts_needed": "; ".join(part.called for part in report.parts_needed),
    }
    return {name: told[name] if name in told else getattr(report, name) or "" for name in NAMES}


def filled(template: str, words: Mapping[str, str]) -> str:
    """The template with its words."""
    return "\n".join(line.format_map(words) for line in template.splitlines() if _says(line, words))


def _says(line: str, words: Mapping[str, str]) -> bool:
    asked = [name for _, name, _, _ in Formatter().parse(line) if name]
    return not asked or any(words[name] for name in asked)
