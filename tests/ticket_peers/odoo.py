"""Odoo 19: JSON-2 over maintenance.request and mail.message; the webhook of ir.actions.server."""

import html
import json
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.tickets.model import Incoming
from tests.ticket_peers.peer import HOOK, Refusal, SimulatedPeer


class OdooPeer(SimulatedPeer):
    system = "odoo"
    writes = r"POST /json/2/maintenance.request/(create|message_post)"
    settings: ClassVar[dict[str, Any]] = {"database": "plant"}
    unsigned = True

    def routes(self) -> list[Any]:
        return [Route("/json/2/{model}/{method}", self._call, methods=["POST"])]

    def open(self, title: str, text: str) -> str:
        return self._add({"name": title, "description": f"<p>{html.escape(text)}</p>"})

    def event(self, ticket_id: str) -> Incoming:
        told = {"_model": "maintenance.request", "_id": int(ticket_id), "_action": "Tell(#7)"}
        return Incoming({"content-type": "application/json"}, json.dumps(told).encode(), HOOK)

    async def _call(self, request: Request) -> JSONResponse:
        headers = request.headers
        if headers.get("authorization") != "bearer let-me-in":
            raise Refusal(401, {"name": "werkzeug.exceptions.Unauthorized", "message": "Invalid"})
        assert headers["x-odoo-database"] == "plant"
        model, method = request.path_params["model"], request.path_params["method"]
        told = await request.json()
        known = getattr(self, f"_{method}", None)
        if known is None:
            raise Refusal(404, {"name": "werkzeug.exceptions.NotFound", "message": method})
        return JSONResponse(known(model, **told))

    def _create(self, model: str, vals_list: list[dict[str, Any]]) -> list[int]:
        assert model == "maintenance.request"
        if not all(one.get("name") for one in vals_list):
            raise Refusal(422, {"name": "psycopg2.errors.NotNullViolation", "message": "name"})
        return [int(self._add(one)) for one in vals_list]

    def _read(self, model: str, ids: list[int], fields: list[str]) -> list[dict[str, Any]]:
        found = [(key, self.tickets[str(key)]) for key in ids if str(key) in self.tickets]
        return [{"id": key, **{name: one[name] for name in fields}} for key, one in found]

    def _search_read(
        self, model: str, domain: list[list[Any]], fields: list[str], limit: int
    ) -> list[dict[str, Any]]:
        if model == "mail.message":
            key = str({name: value for name, _, value in domain}["res_id"])
            return [{"id": 1, "body": one} for one in self.written.get(key, [])][:limit]
        ((name, how, value),) = domain
        assert (name, how) == ("name", "ilike")
        found = [key for key, one in self.tickets.items() if value in one["name"]]
        return self._read(model, [int(key) for key in found], fields)

    def _message_post(self, model: str, ids: list[int], body: str, **more: Any) -> int:
        assert more == {"body_is_html": True, "subtype_xmlid": "mail.mt_note"}
        if str(ids[0]) not in self.tickets:
            raise Refusal(404, {"name": "odoo.exceptions.MissingError", "message": "gone"})
        self.written.setdefault(str(ids[0]), []).append(html.unescape(body))
        return 1

    def _add(self, told: dict[str, Any]) -> str:
        key = str(len(self.tickets) + 11)
        self.tickets[key] = told
        return key
