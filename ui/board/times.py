"""When the machine stopped and ran again, where somebody said it wrong. Pure.

A tablet asks for times by its own clock, so ui/static/times.js fills the fields in from moments.
"""

from collections.abc import Collection
from typing import Final
from zoneinfo import ZoneInfo

from assistant.reports.model import Report
from assistant.reports.states import HELD
from ui.board.fields import field_html
from ui.safe import both, text

TIMES: Final = ("malfunction_start", "malfunction_end")


def times_html(report: Report, lacking: Collection[str], zone: ZoneInfo) -> str:
    """Fields to correct them, with a button of their own; nothing where there is no stop.

    Args:
        report: As it was read.
        lacking: Fields that are asked for elsewhere.
        zone: The site's, by which the rest of the page tells times.
    """
    told = any(getattr(report, name) is not None for name in TIMES)
    if report.status not in HELD or not (told or report.is_breakdown):
        return ""
    fields = "".join(_field(name, report) for name in TIMES if name not in lacking)
    return (
        f'<details class="times"><summary>{both("times_open")}</summary>{fields}'
        f'<p class="small" data-zone="{text(zone.key)}"></p>'
        f'<button type="submit" data-times>{both("times_save")}</button></details>'
    )


def moment_html(name: str, at: str = "") -> str:
    """A box for a moment; ``at`` is the one that is known, as ISO 8601 has it."""
    known = f' data-at="{text(at)}"' if at else ""
    return (
        f'<input type="datetime-local" id="{name}" name="{name}" max="9999-12-31T23:59"'
        f' autocomplete="off"{known}>'
    )


def _field(name: str, report: Report) -> str:
    known = getattr(report, name)
    return field_html(name, f"field_{name}", moment_html(name, known.isoformat() if known else ""))
