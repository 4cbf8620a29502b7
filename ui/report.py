"""``/report``: a report in five taps; ``/reports``: what became of them; and one of them.

The pages are drawn by ui/static/report*.js, which ask the API as who is signed in.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from assistant.api.actor import PrincipalOf
from assistant.api.rights import needs
from ui.frame import framed
from ui.safe import both, text

router = APIRouter()

REPORT: Final = "/report"
REPORTS: Final = "/reports"


@router.get(REPORT, include_in_schema=False, dependencies=[needs("reports:draft")])
async def report(principal: PrincipalOf) -> HTMLResponse:
    """The form: empty, or with ``?conversation=``, ``?machine=``, ``?entry=`` or ``?report=``."""
    main = (
        f'<noscript><p class="trouble">{both("no_service")}</p></noscript>'
        '<form id="report" novalidate autocomplete="off"></form>'
        '<div id="report-after" role="status" tabindex="-1" hidden></div>'
    )
    return framed(
        principal, "place_report", main, here=REPORT, styles=["report.css"], modules=["report.js"]
    )


@router.get(REPORTS, include_in_schema=False, dependencies=[needs("reports:read")])
async def reports(principal: PrincipalOf) -> HTMLResponse:
    """What became of reports."""
    main = '<div id="reports"></div>'
    return framed(
        principal, "place_reports", main, here=REPORTS, styles=["report.css"],
        modules=["report-list.js"],
    )  # fmt: skip


@router.get(f"{REPORTS}/{{number}}", include_in_schema=False, dependencies=[needs("reports:read")])
async def one_report(
    principal: PrincipalOf, number: Annotated[str, Path(max_length=80)]
) -> HTMLResponse:
    """One report with its log, photos and evidence; whether there is such is the API's to say."""
    main = f'<div id="one-report" data-number="{text(number)}"></div>'
    return framed(
        principal, "place_reports", main, here=REPORTS, styles=["report.css"],
        modules=["report-one.js"],
    )  # fmt: skip
