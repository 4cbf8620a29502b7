"""Jira Service Management: /rest/servicedeskapi/request, and the platform's admin webhooks."""

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
from tests.ticket_peers.peer import HOOK, Refusal, SimulatedPeer

_BASIC = base64.b64encode(b"robot@plant.lan:let-me-in").decode()


class JiraPeer(SimulatedPeer):
    system = "jira"
    writes = r"POST /rest/servicedeskapi/request(/[^/]+/comment)?"
    settings: ClassVar[dict[str, Any]] = {
        "user": "robot@plant.lan",
        "fields": {"serviceDeskId": "1", "requestTypeId": "25"},
        "map": {"priority": {"medium": {"requestFieldValues": {"priority": {"name": "Medium"}}}}},
    }

    def routes(self) -> list[Any]:
        comments = "/rest/servicedeskapi/request/{key}/comment"
        return [
            Route("/rest/servicedeskapi/request", self._create, methods=["POST"]),
            Route("/rest/servicedeskapi/request", self._search),
            Route(comments, self._comment, methods=["POST"]),
            Route(comments, self._comments),
        ]

    def open(self, title: str, text: str) -> str:
        return self._add({"summary": title, "description": text})

    def event(self, ticket_id: str) -> Incoming:
        values = self.tickets[ticket_id]
        words = {"type": "text", "text": values["description"]}
        document = {
            "type": "doc",
            "version": 1,
            "content": [{"type": "paragraph", "content": [words]}],
        }
        fields = {"summary": values["summary"], "description": document}
        fields["reporter"] = {"accountId": "5b1", "displayName": "Mia Krystof"}
        body = json.dumps(
            {
                "timestamp": int(time.time() * 1000),
                "webhookEvent": "jira:issue_created",
                "issue": {"id": "10002", "key": ticket_id, "fields": fields},
            }
        ).encode()
        signature = hmac.new(HOOK.encode(), body, hashlib.sha256).hexdigest()
        headers = {"x-hub-signature": f"sha256={signature}"}
        headers["x-atlassian-webhook-identifier"] = str(uuid.uuid4())
        return Incoming(headers, body)

    def _known(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Basic {_BASIC}":
            raise Refusal(401, {"errorMessage": "Client must be authenticated."})

    async def _create(self, request: Request) -> JSONResponse:
        self._known(request)
        told = await request.json()
        if told.keys() - {"serviceDeskId", "requestTypeId", "requestFieldValues"}:
            raise Refusal(400, {"errorMessage": "Unrecognized field"})
        if not (told.get("serviceDeskId") and told.get("requestTypeId")):
            raise Refusal(400, {"errorMessage": "You must specify a service desk and type."})
        key = self._add(told["requestFieldValues"])
        return JSONResponse({"issueId": "10002", "issueKey": key}, 201)

    async def _search(self, request: Request) -> JSONResponse:
        self._known(request)
        words = request.query_params["searchTerm"]
        values = [
            {
                "issueKey": key,
                "requestFieldValues": [{"fieldId": name, "value": v} for name, v in one.items()],
            }
            for key, one in self.tickets.items()
            if words in one["summary"]
        ]
        return JSONResponse({"isLastPage": True, "values": values})

    async def _comment(self, request: Request) -> JSONResponse:
        self._known(request)
        key = request.path_params["key"]
        if key not in self.tickets:
            raise Refusal(404, {"errorMessage": "The request does not exist."})
        told = await request.json()
        assert told["public"] is False
        self.written.setdefault(key, []).append(told["body"])
        return JSONResponse({"id": "1000", **told}, 201)

    async def _comments(self, request: Request) -> JSONResponse:
        """Two a page, however many are asked for."""
        self._known(request)
        notes = self.written.get(request.path_params["key"], [])
        start = int(request.query_params["start"])
        page = [{"body": one, "public": False} for one in notes[start : start + 2]]
        return JSONResponse({"isLastPage": start + 2 >= len(notes), "values": page})

    def _add(self, values: dict[str, Any]) -> str:
        key = f"MNT-{len(self.tickets) + 1}"
        self.tickets[key] = values
        return key
