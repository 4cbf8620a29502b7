"""``/v1/people``: who may sign in. For administrators, and never for a key.

A program's key is refused all of this; who asks the service on its own machine, where nobody signs
in, may.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.access.model import LockedPerson, Person, SignedIn
from assistant.access.names import folded
from assistant.access.rights import Role
from assistant.api.people import LockedList, PersonList, PersonReply
from assistant.api.sessions import EndedReply, SessionList
from assistant.client.line import Line, read
from assistant.client.pages import pages
from assistant.errors import NotHere

_PATH = "/v1/people"


class People:
    """The people of an installation."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def all(self) -> Iterator[Person]:
        """By name, disabled ones too."""
        return (one for page in pages(self._line, _PATH, PersonList) for one in page.people)

    def locked(self) -> Sequence[LockedPerson]:
        """Those who wait after wrong tries, and may be unlocked."""
        return self._line.get(f"{_PATH}/locked", LockedList).people

    def get(self, person_id: str) -> Person:
        """One of them."""
        return self._line.get(f"{_PATH}/{person_id}", Person)

    def named(self, name: str) -> Person:
        """The person of this name, whatever its case and width; raises NotHere."""
        for one in self.all():
            if folded(one.name) == folded(name):
                return one
        raise NotHere(f"There is nobody called {name!a}. `shiftmate people list` shows everybody.")

    def add(
        self,
        name: str,
        role: Role = "technician",
        *,
        password: str | None = None,
        pin: str | None = None,
        sites: Sequence[str] | None = None,
    ) -> Person:
        """Somebody new; without password and PIN they cannot sign in yet."""
        told = {"password": password, "pin": pin, "sites": sites}
        return self._line.post(
            _PATH, PersonReply, {"name": name, "role": role, **_given(told)}
        ).person

    def invite(
        self, name: str, role: Role = "technician", *, sites: Sequence[str] | None = None
    ) -> tuple[Person, str]:
        """The same with a password that the service makes, which nothing shows again."""
        body = {"name": name, "role": role, "make_password": True, **_given({"sites": sites})}
        reply = self._line.post(_PATH, PersonReply, body)
        return reply.person, reply.password or ""

    def change(
        self,
        person_id: str,
        version: str,
        *,
        role: Role | None = None,
        sites: Sequence[str] | None = None,
        is_disabled: bool | None = None,
    ) -> Person:
        """Changes what is given, of the version that was read."""
        body = _given({"role": role, "sites": sites, "is_disabled": is_disabled})
        return self._line.patch(f"{_PATH}/{person_id}", Person, body, version=version)

    def set_password(self, person_id: str, password: str) -> Person:
        """A new password; it ends their sessions, and unlocks."""
        body = {"password": password}
        return self._line.put(f"{_PATH}/{person_id}/password", PersonReply, body).person

    def set_pin(self, person_id: str, pin: str | None) -> Person:
        """A PIN for shared tablets, or none."""
        path = f"{_PATH}/{person_id}/pin"
        if pin is not None:
            return self._line.put(path, Person, {"pin": pin})
        self._line.delete(path)
        return self.get(person_id)

    def unlock(self, person_id: str) -> None:
        """Forgets the wrong tries under their name."""
        self._line.send("POST", f"{_PATH}/{person_id}/unlock")

    def sessions(self, person_id: str) -> Sequence[SignedIn]:
        """Where they are signed in now, latest first."""
        return self._line.get(f"{_PATH}/{person_id}/sessions", SessionList).sessions

    def end_session(self, person_id: str, session_id: str) -> None:
        """Ends one of them."""
        self._line.delete(f"{_PATH}/{person_id}/sessions/{session_id}")

    def sign_out(self, person_id: str) -> int:
        """Ends their sessions; how many."""
        return read(self._line.send("DELETE", f"{_PATH}/{person_id}/sessions"), EndedReply).ended


def _given(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}
