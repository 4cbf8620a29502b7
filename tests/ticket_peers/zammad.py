"""Zammad 6: TicketsController, TicketArticlesController, TriggerWebhookJob, UserAgent."""

import hashlib
import hmac
import json
import uuid
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.tickets.model import Incoming
from tests.ticket_peers.peer import HOOK, Refusal, SimulatedPeer


class ZammadPeer(SimulatedPeer):
    system = "zammad"
    writes = r"POST /api/v1/(tickets|ticket_articles)"
    settings: ClassVar[dict[str, Any]] = {
        "fields": {"group": "Maintenance", "customer": "shiftmate@plant.lan"}
    }

    def routes(self) -> list[Any]:
        return [
            Route("/api/v1/tickets", self._create, methods=["POST"]),
            Route("/api/v1/tickets/search", self._search),
            Route("/api/v1/ticket_articles", self._comment, methods=["POST"]),
            Route("/api/v1/ticket_articles/by_ticket/{id:int}", self._articles),
        ]

    def open(self, title: str, text: str) -> str:
        return self._add({"title": title, "article": {"body": text, "type": "phone"}})

    def event(self, ticket_id: str) -> Incoming:
        ticket = self.tickets[ticket_id]
        first, articles = ticket["articles"][0], ticket["articles"]
        body = json.dumps(
            {
                "ticket": {
                    "id": int(ticket_id),
                    "number": f"310{ticket_id}",
                    "title": ticket["title"],
                    "article_count": len(articles),
                    "article_ids": [one["id"] for one in articles],
                    "customer": {"id": 3, "firstname": "Chris", "lastname": "Miller"},
                    "group": {"id": 1, "name": "Maintenance"},
                },
                "article": {"content_type": "text/plain", "internal": False, **first},
            }
        ).encode()
        signature = hmac.new(HOOK.encode(), body, hashlib.sha1).hexdigest()
        headers = {
            "user-agent": "Zammad User Agent",
            "x-zammad-trigger": "new ticket",
            "x-zammad-delivery": str(uuid.uuid4()),
            "x-hub-signature": f"sha1={signature}",
        }
        return Incoming(headers, body)

    def note_event(self, ticket_id: str) -> Incoming:
        """What a careless trigger sends for our own note: an update."""
        told = json.loads(self.event(ticket_id).body)
        told["article"] = {"internal": True, **self.tickets[ticket_id]["articles"][-1]}
        body = json.dumps(told).encode()
        signature = hmac.new(HOOK.encode(), body, hashlib.sha1).hexdigest()
        return Incoming({"x-hub-signature": f"sha1={signature}"}, body)

    def _known(self, request: Request) -> None:
        if request.headers.get("authorization") != "Token token=let-me-in":
            raise Refusal(401, {"error": "Invalid BasicAuth credentials"})

    async def _create(self, request: Request) -> JSONResponse:
        self._known(request)
        told = await request.json()
        for needed in ("title", "group", "customer"):
            if not told.get(needed):
                raise Refusal(422, {"error": f"Missing required value for field '{needed}'!"})
        if not told.get("article", {}).get("body"):
            raise Refusal(422, {"error": "Need at least an 'article body' field."})
        number = self._add(told)
        return JSONResponse({"id": int(number), "title": told["title"]}, 201)

    async def _search(self, request: Request) -> JSONResponse:
        self._known(request)
        words = request.query_params["query"].strip('"')
        found = [int(key) for key, one in self.tickets.items() if words in one["title"]]
        return JSONResponse([{"id": number} for number in found])

    async def _comment(self, request: Request) -> JSONResponse:
        self._known(request)
        told = await request.json()
        key = str(told["ticket_id"])
        if key not in self.tickets:
            raise Refusal(404, {"error": "Couldn't find Ticket"})
        assert told["type"] == "note"
        assert told["internal"] is True
        self.written.setdefault(key, []).append(told["body"])
        self._article(self.tickets[key], told)
        return JSONResponse({"id": 9}, 201)

    async def _articles(self, request: Request) -> JSONResponse:
        self._known(request)
        ticket = self.tickets.get(str(request.path_params["id"]))
        if ticket is None:
            raise Refusal(404, {"error": "Couldn't find Ticket"})
        return JSONResponse(ticket["articles"])

    def _add(self, told: dict[str, Any]) -> str:
        key = str(len(self.tickets) + 41)
        self.tickets[key] = {**told, "articles": []}
        self._article(self.tickets[key], told["article"])
        return key

    def _article(self, ticket: dict[str, Any], told: dict[str, Any]) -> None:
        ticket["articles"].append({"id": 100 + len(ticket["articles"]), "body": told["body"]})
