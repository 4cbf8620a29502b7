"""``/v1/keys``: which programs may what. For administrators, and never for a key."""

from collections.abc import Iterator, Sequence

from assistant.access.model import Key
from assistant.access.rights import Role
from assistant.api.keys import KeyList, NewKeyReply
from assistant.client.line import Line
from assistant.client.pages import pages

_PATH = "/v1/keys"


class Keys:
    """The keys of an installation."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def all(self) -> Iterator[Key]:
        """The latest first, those that are over too."""
        return (one for page in pages(self._line, _PATH, KeyList) for one in page.keys)

    def create(
        self,
        name: str,
        scopes: Sequence[str],
        *,
        days: int = 365,
        role: Role = "technician",
        sites: Sequence[str] | None = None,
    ) -> tuple[Key, str]:
        """A key for one program, and its text, which nothing shows again; 0 days: no end."""
        body = {"name": name, "scopes": list(scopes), "days": days, "role": role}
        reply = self._line.post(
            _PATH, NewKeyReply, body | ({} if sites is None else {"sites": sites})
        )
        return reply.key, reply.secret

    def rotate(self, key_id: str, overlap_hours: int = 24) -> tuple[Key, str]:
        """Another key that may the same; the old one does too meanwhile."""
        body = {"overlap_hours": overlap_hours}
        reply = self._line.post(f"{_PATH}/{key_id}/rotate", NewKeyReply, body)
        return reply.key, reply.secret

    def revoke(self, key_id: str) -> Key:
        """Nothing is let in by it from now on."""
        return self._line.post(f"{_PATH}/{key_id}/revoke", Key)
