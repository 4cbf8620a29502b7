"""ServiceNow: the Table API; events as the business rule of the adapter's docstring sends them."""

import base64
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
from tests.ticket_peers.peer import Refusal, SimulatedPeer

_BASIC = base64.b64encode(b"robot:pa55").decode()
_HOOK = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


class ServiceNowPeer(SimulatedPeer):
    system = "servicenow"
    writes = r"(POST|PATCH) /api/now/table/incident(/\w+)?"
    settings: ClassVar[dict[str, Any]] = {"user": "robot", "fields": {"category": "hardware"}}
    keys: ClassVar[dict[str, str]] = {"password": "pa55", "hook": _HOOK}

    def routes(self) -> list[Any]:
        return [
            Route("/api/now/table/incident", self._create, methods=["POST"]),
            Route("/api/now/table/incident", self._search),
            Route("/api/now/table/incident/{id}", self._comment, methods=["PATCH"]),
            Route("/api/now/table/sys_journal_field", self._journal),
        ]

    def open(self, title: str, text: str) -> str:
        return self._add({"short_description": title, "description": text})

    def event(self, ticket_id: str, at: float | None = None) -> Incoming:
        incident = self.tickets[ticket_id]
        data = {"sys_id": ticket_id, "opened_by": "Abel Tuter", **incident}
        body = json.dumps({"type": "incident.created", "data": data}).encode()
        known, stamp = str(uuid.uuid4()), str(int(at or time.time()))
        key = base64.b64decode(_HOOK.removeprefix("whsec_"))
        signed = f"{known}.{stamp}.".encode() + body
        signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        headers = {"webhook-id": known, "webhook-timestamp": stamp}
        return Incoming({**headers, "webhook-signature": f"v1,{signature}"}, body)

    def _known(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Basic {_BASIC}":
            told = {"error": {"message": "User Not Authenticated"}, "status": "failure"}
            raise Refusal(401, told)

    async def _create(self, request: Request) -> JSONResponse:
        self._known(request)
        told = await request.json()
        if len(told["short_description"]) > 160:
            raise Refusal(400, {"error": {"message": "too long"}, "status": "failure"})
        key = self._add(told)
        location = {"Location": f"https://desk.lan/api/now/table/incident/{key}"}
        return JSONResponse({"result": {"sys_id": key, "number": "INC1"}}, 201, headers=location)

    async def _search(self, request: Request) -> JSONResponse:
        self._known(request)
        field, _, value = request.query_params["sysparm_query"].partition("=")
        found = [{"sys_id": key} for key, one in self.tickets.items() if one.get(field) == value]
        return JSONResponse({"result": found})

    async def _comment(self, request: Request) -> JSONResponse:
        self._known(request)
        key = request.path_params["id"]
        if key not in self.tickets:
            told = {"error": {"message": "No Record found"}, "status": "failure"}
            raise Refusal(404, told)
        self.written.setdefault(key, []).append((await request.json())["work_notes"])
        return JSONResponse({"result": {"sys_id": key}})

    async def _journal(self, request: Request) -> JSONResponse:
        self._known(request)
        asked = dict(part.split("=") for part in request.query_params["sysparm_query"].split("^"))
        assert asked["element"] == "work_notes"
        notes = self.written.get(asked["element_id"], [])
        return JSONResponse({"result": [{"value": one} for one in notes]})

    def _add(self, told: dict[str, Any]) -> str:
        key = f"{len(self.tickets) + 1:032x}"
        self.tickets[key] = told
        return key
