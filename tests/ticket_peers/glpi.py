"""GLPI 11: the high-level API's ITILController and its OAuth server; Webhook and QueuedWebhook."""

import hashlib
import hmac
import html
import json
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.tickets.model import Incoming
from tests.ticket_peers.peer import HOOK, Refusal, SimulatedPeer

_GRANT = {
    "grant_type": "password",
    "client_id": "shiftmate",
    "client_secret": "s3cret",
    "username": "robot",
    "password": "pa55",
    "scope": "api",
}


class GlpiPeer(SimulatedPeer):
    system = "glpi"
    writes = r"POST /api.php/v2/Assistance/Ticket(/\d+/Timeline/Followup)?"
    settings: ClassVar[dict[str, Any]] = {"user": "robot", "client_id": "shiftmate"}
    keys: ClassVar[dict[str, str]] = {"client_secret": "s3cret", "password": "pa55"}

    def routes(self) -> list[Any]:
        tickets = "/api.php/v2/Assistance/Ticket"
        followups = tickets + "/{id:int}/Timeline/Followup"
        return [
            Route("/api.php/token", self._token, methods=["POST"]),
            Route(tickets, self._create, methods=["POST"]),
            Route(tickets, self._search),
            Route(followups, self._comment, methods=["POST"]),
            Route(followups, self._followups),
        ]

    def open(self, title: str, text: str) -> str:
        return self._add({"name": title, "content": f"<p>{html.escape(text)}</p>"})

    def event(self, ticket_id: str) -> Incoming:
        item = {"id": int(ticket_id), "external_id": None, **self.tickets[ticket_id]}
        body = json.dumps({"event": "new", "item": item}).encode()
        stamp = "1700000000"  # the queue's cron was away for months: no age is too great
        signature = hmac.new(HOOK.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
        return Incoming({"x-glpi-signature": signature, "x-glpi-timestamp": stamp}, body)

    def _known(self, request: Request) -> None:
        if request.headers.get("authorization") != "Bearer t0ken":
            told = {"status": "ERROR_UNAUTHENTICATED", "title": "You are not authenticated"}
            raise Refusal(401, told)

    async def _token(self, request: Request) -> JSONResponse:
        if await request.json() != _GRANT:
            raise Refusal(400, {"error": "invalid_grant"})
        return JSONResponse({"token_type": "Bearer", "expires_in": 3600, "access_token": "t0ken"})

    async def _create(self, request: Request) -> JSONResponse:
        self._known(request)
        told = await request.json()
        if not told.get("name") or not told.get("content"):
            raise Refusal(400, {"status": "ERROR_INVALID_PARAMETER", "title": "Invalid"})
        key = self._add(told)
        told = {"id": int(key), "href": f"/Assistance/Ticket/{key}"}
        return JSONResponse(told, 201)

    async def _search(self, request: Request) -> JSONResponse:
        self._known(request)
        field, _, value = request.query_params["filter"].partition("==")
        assert field == "external_id"
        found = [
            {"id": int(key), **one}
            for key, one in self.tickets.items()
            if one.get(field) == value.strip('"')
        ]
        return JSONResponse(found, 206)

    async def _comment(self, request: Request) -> JSONResponse:
        self._known(request)
        key = str(request.path_params["id"])
        if key not in self.tickets:
            raise Refusal(404, {"status": "ERROR_ITEM_NOT_FOUND", "title": "Item not found"})
        told = await request.json()
        assert told["is_private"] is True
        self.written.setdefault(key, []).append(html.unescape(told["content"]))
        return JSONResponse({"id": 9, "href": "…"}, 201)

    async def _followups(self, request: Request) -> JSONResponse:
        self._known(request)
        notes = self.written.get(str(request.path_params["id"]), [])
        return JSONResponse([{"type": "ITILFollowup", "item": {"content": one}} for one in notes])

    def _add(self, told: dict[str, Any]) -> str:
        key = str(len(self.tickets) + 1)
        self.tickets[key] = told
        return key
