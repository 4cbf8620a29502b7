"""Whose documents a principal may read: the one place where a role becomes an audience. Pure."""

from collections.abc import Mapping
from typing import Final

from assistant.access.model import Principal
from assistant.access.rights import Role
from vectorstore.readers import ANYBODY, AUDIENCES, Audience, Reader

_UP_TO: Final[Mapping[Role, frozenset[Audience]]] = {
    role: frozenset(AUDIENCES[: place + 1]) for place, role in enumerate(AUDIENCES)
}
"""What is for a role is for those above it too."""


def reader_of(principal: Principal) -> Reader:
    """The library's reader: audiences up to their role; their sites, all where they have none."""
    audiences = None if principal.role == AUDIENCES[-1] else _UP_TO[principal.role]
    reader = Reader(principal.sites or None, audiences)
    return ANYBODY if principal.kind == "console" else reader
