"""Who stands at the door, before anybody knows who it is, and what they are shown there."""

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse

from assistant.api.cookies import session_in
from assistant.api.look import look_of
from assistant.api.sign_in_page import POLICY, Form, page
from assistant.build import Assistant
from ingest.document import Language

if TYPE_CHECKING:  # SQLAlchemy is imported when it is used
    from assistant.access.openid.desk import OpenId

Back = Annotated[str, Query(alias="next", max_length=4000)]
"""Where they want to be."""
Tongue = Annotated[Language | None, Query(alias="lang")]


async def _accepted(request: Request) -> str:
    return look_of(request).language or request.headers.get("accept-language", "")[:1000]


Accepted = Annotated[str, Depends(_accepted)]
"""The language chosen on this device, else those that its browser asks for."""


def house(request: Request) -> Assistant:
    """The assistant itself, and not as a stranger sees it."""
    assistant: Assistant = request.app.state.assistant
    return assistant


def openid(request: Request) -> "OpenId | None":
    """The site's provider, where it has one."""
    found: OpenId | None = request.app.state.openid
    return found


def token_in(request: Request) -> str:
    """Of the session that the browser shows; empty where it shows none."""
    return session_in(request.headers.get("cookie", ""), request.url.scheme) or ""


def address_of(request: Request) -> str:
    """Where they come from."""
    return request.client.host if request.client else ""


def device_of(request: Request) -> str:
    """What the browser calls itself."""
    return request.headers.get("user-agent", "")


def shown(
    request: Request,
    form: Form,
    language: Language,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> HTMLResponse:
    """A form to fill in; that to sign in has the provider's button beside."""
    provider = openid(request)
    html = page(form, language, provider.name if provider else "", look_of(request).theme)
    return sealed(html, status, headers)


def sealed(html: str, status: int = 200, headers: dict[str, str] | None = None) -> HTMLResponse:
    """A page that runs nothing, and that nothing keeps."""
    kept = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(html, status, headers={**kept, **(headers or {})})
