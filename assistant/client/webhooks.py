"""``/v1/webhooks``: who is told what happens to reports. For administrators, not for keys."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from assistant.api.webhooks import (
    DeliveryList,
    EndpointList,
    NewEndpointReply,
    Replay,
    ReplayReply,
    Rotation,
    SecretReply,
    Switch,
)
from assistant.client.line import Line
from assistant.client.pages import pages
from assistant.webhooks.model import Delivery, Endpoint, NewEndpoint

_PATH = "/v1/webhooks"


class Webhooks:
    """Endpoints of the site."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def all(self) -> Sequence[Endpoint]:
        """In the order in which they were added."""
        return self._line.get(_PATH, EndpointList).endpoints

    def add(
        self, url: str, events: Sequence[str] = (), description: str | None = None
    ) -> NewEndpointReply:
        """Tells a system from now on; the one reply that holds its secret."""
        told = {"url": url, "events": tuple(events), "description": description}
        return self._line.post(_PATH, NewEndpointReply, NewEndpoint.model_validate(told))

    def get(self, endpoint_id: str) -> Endpoint:
        """One of them."""
        return self._line.get(f"{_PATH}/{endpoint_id}", Endpoint)

    def switch(self, endpoint_id: str, version: str, *, enabled: bool) -> Endpoint:
        """Off, or on again, as it was read in this version."""
        path, body = f"{_PATH}/{endpoint_id}", Switch(enabled=enabled)
        return self._line.patch(path, Endpoint, body, version=version)

    def remove(self, endpoint_id: str) -> None:
        """Forgets it, what waits for it and its log."""
        self._line.delete(f"{_PATH}/{endpoint_id}")

    def rotate(self, endpoint_id: str, overlap_hours: int = 24) -> str:
        """A new secret; the old one signs beside it meanwhile."""
        body = Rotation(overlap_hours=overlap_hours)
        return self._line.post(f"{_PATH}/{endpoint_id}/rotate", SecretReply, body).secret

    def deliveries(
        self, endpoint_id: str, *, updated_since: datetime | None = None
    ) -> Iterator[Delivery]:
        """Every message to it and every try, the latest first."""
        path = f"{_PATH}/{endpoint_id}/deliveries"
        found = pages(self._line, path, DeliveryList, updated_since=updated_since)
        return (one for page in found for one in page.deliveries)

    def replay(
        self, endpoint_id: str, event_id: str | None = None, since: datetime | None = None
    ) -> int:
        """Puts one message in line again, or all that failed since a moment; how many."""
        told = {"event_id": event_id} if since is None else {"since": since}
        body = Replay.model_validate(told)
        return self._line.post(f"{_PATH}/{endpoint_id}/replay", ReplayReply, body).replayed
