"""Atlas CMMS: RequestController, CommentController, ApiKeyAuthFilter, WebhookDispatchService."""

import hashlib
import hmac
import json
import time
import uuid
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.tickets.model import Incoming
from tests.ticket_peers.peer import HOOK, Refusal, SimulatedPeer


class AtlasPeer(SimulatedPeer):
    system = "atlas"
    writes = r"(POST /requests|PATCH /requests/\d+|POST /comments)"
    settings: ClassVar[dict[str, Any]] = {"map": {"priority": {"*": {"priority": "MEDIUM"}}}}
    serializes = False
    """Whether its endpoint is told to send the request along."""

    def routes(self) -> list[Any]:
        return [
            Route("/requests", self._create, methods=["POST"]),
            Route("/requests/search", self._search, methods=["POST"]),
            Route("/requests/{id:int}", self._get),
            Route("/requests/{id:int}", self._patch, methods=["PATCH"]),
            Route("/comments", self._comment, methods=["POST"]),
            Route("/comments/search/{id:int}", self._comments, methods=["POST"]),
        ]

    def open(self, title: str, text: str) -> str:
        return self._add({"title": title, "description": text, "asset": {"id": 7, "name": "CV"}})

    def approve(self, ticket_id: str) -> None:
        self.tickets[ticket_id]["workOrder"] = {"id": 900, "title": "…"}

    def event(self, ticket_id: str) -> Incoming:
        ticket = self.tickets[ticket_id] if self.serializes else None
        told = {"requestId": int(ticket_id), "companyId": 2, "newRequest": ticket}
        body = json.dumps({**told, "occurredAt": 1700000000000}).encode()
        signature = hmac.new(HOOK.encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "x-webhook-signature": signature,
            "x-webhook-timestamp": str(int(time.time() * 1000)),
            "x-webhook-id": str(uuid.uuid4()),
            "x-webhook-event": "NEW_REQUEST",
        }
        return Incoming(headers, body)

    def _known(self, request: Request) -> None:
        if request.headers.get("x-api-key") != "let-me-in":
            raise Refusal(403, {"success": False, "message": "Access is denied"})

    def _here(self, request: Request) -> dict[str, Any]:
        self._known(request)
        found = self.tickets.get(str(request.path_params["id"]))
        if found is None:
            raise Refusal(404, {"success": False, "message": "Not found"})
        return found

    async def _create(self, request: Request) -> JSONResponse:
        self._known(request)
        told = await request.json()
        if not told.get("title") or len(told.get("description", "")) > 10_000:
            raise Refusal(400, {"success": False, "message": "Validation failed"})
        return JSONResponse({"id": int(self._add(told)), **told})

    async def _search(self, request: Request) -> JSONResponse:
        self._known(request)
        (wanted,) = (await request.json())["filterFields"]
        assert wanted["operation"] == "cn"
        found = [
            {"id": int(key), **one}
            for key, one in self.tickets.items()
            if wanted["value"] in one[wanted["field"]]
        ]
        return JSONResponse({"content": found, "totalElements": len(found)})

    async def _get(self, request: Request) -> JSONResponse:
        return JSONResponse({"id": request.path_params["id"], **self._here(request)})

    async def _patch(self, request: Request) -> JSONResponse:
        """Every field of the form is set: what is not sent becomes null (MapStruct's way)."""
        ticket, told = self._here(request), await request.json()
        if ticket.get("workOrder"):
            message = "Can't patch an approved request"
            raise Refusal(406, {"success": False, "message": message})
        before = ticket.get("description") or ""
        for name in ("title", "description", "priority", "asset"):
            ticket[name] = told.get(name)
        key = str(request.path_params["id"])
        self.written.setdefault(key, []).append(ticket["description"].removeprefix(before))
        return JSONResponse(ticket)

    async def _comment(self, request: Request) -> JSONResponse:
        self._known(request)
        told = await request.json()
        assert told["workOrder"] == {"id": 900}
        self.written.setdefault("order", []).append(told["content"])
        return JSONResponse({"id": 1})

    async def _comments(self, request: Request) -> JSONResponse:
        self._known(request)
        return JSONResponse([{"content": one} for one in self.written.get("order", [])])

    def _add(self, told: dict[str, Any]) -> str:
        key = str(len(self.tickets) + 5)
        self.tickets[key] = {"priority": "NONE", **told}
        return key
