"""osTicket 1.18: api.tickets.php. It opens tickets and says their number; no more."""

from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.ticket_peers.peer import Refusal, SimulatedPeer


class OsTicketPeer(SimulatedPeer):
    system = "osticket"
    writes = r"POST /api/tickets.json"
    settings: ClassVar[dict[str, Any]] = {
        "answers": False,
        "fields": {"name": "Shiftmate", "email": "shiftmate@plant.lan"},
    }

    def routes(self) -> list[Any]:
        return [Route("/api/tickets.json", self._create, methods=["POST"])]

    async def _create(self, request: Request) -> PlainTextResponse:
        if request.headers.get("x-api-key") != "let-me-in":
            raise Refusal(401, "Valid API key required")
        told = await request.json()
        for needed in ("name", "email", "subject", "message"):
            if not told.get(needed):
                raise Refusal(400, f"Unable to create new ticket: {needed} required")
        key = f"{len(self.tickets) + 1:06d}"
        self.tickets[key] = told
        return PlainTextResponse(key, 201)
