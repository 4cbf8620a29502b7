"""``GET /v1/handover``, and ``/handover`` as a page: what one shift tells the next."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import HTMLResponse

from assistant.api.context import AssistantOf
from assistant.api.look import look_of
from assistant.api.rights import needs
from assistant.handover.markdown import markdown
from assistant.handover.model import Handover
from assistant.handover.page import page, policy
from assistant.handover.sheet import sheet
from ingest.document import Language

router = APIRouter(tags=["reports"])

MARKDOWN = "text/markdown"
ShiftOf = Annotated[
    str,
    Query(
        max_length=60,
        description="now, last (the one before), or a moment in it as RFC 3339 has it",
        examples=["last", "2026-03-01T07:30:00+08:00"],
    ),
]
SiteOf = Annotated[
    str,
    Query(
        max_length=200,
        description="whose records alone, by any of `sites` of the reply; else of all",
        examples=["North"],
    ),
]
Tongue = Annotated[
    Language | None, Query(alias="lang", description="of the text; else as the browser asks")
]
Accepted = Annotated[str, Header(max_length=1000, include_in_schema=False)]
"""OpenAPI has no parameter of that name: what a reply may be stands with the reply."""


@router.get(
    "/v1/handover",
    response_model=Handover,
    responses={200: {"content": {MARKDOWN: {"schema": {"type": "string"}}}}},
    dependencies=[needs("reports:read")],
)
def get_handover(
    assistant: AssistantOf,
    shift: ShiftOf = "last",
    site: SiteOf = "",
    form: Annotated[
        Literal["json", "md"] | None, Query(alias="format", description="else by Accept")
    ] = None,
    language: Tongue = None,
    accept: Accepted = "",
    accept_language: Accepted = "",
) -> Handover | Response:
    """What is open, isolated and safety-flagged now, and what changed in the shift."""
    found = assistant.handover(shift, site.strip())
    if form == "json" or (form is None and MARKDOWN not in accept):
        return found
    told = sheet(found, language or _language(accept_language))
    return Response(markdown(told), media_type=MARKDOWN)


@router.get(
    "/handover",
    response_class=HTMLResponse,
    include_in_schema=False,
    dependencies=[needs("reports:read")],
)
def show_handover(
    request: Request,
    assistant: AssistantOf,
    shift: ShiftOf = "last",
    site: SiteOf = "",
    language: Tongue = None,
    accept_language: Accepted = "",
) -> HTMLResponse:
    """The same as a page to print; its own form asks for a site."""
    found, look = assistant.handover(shift, site.strip()), look_of(request)
    text = page(found, language or look.language or _language(accept_language), look.marks)
    headers = {"Content-Security-Policy": policy(), "X-Content-Type-Options": "nosniff"}
    return HTMLResponse(text, headers=headers)


def _language(accepted: str) -> Language:
    """The first one that a browser names."""
    return "zh" if accepted.strip().lower().startswith("zh") else "en"
