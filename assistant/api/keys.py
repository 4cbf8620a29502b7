"""``/v1/keys``: which programs may what, until when. For administrators, and never for a key."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from assistant.access.model import Key
from assistant.access.rights import Right, Role
from assistant.api.actor import PrincipalOf
from assistant.api.context import AssistantOf
from assistant.api.idempotency.route import Once, ReservedId, ShownOnce
from assistant.api.paging import CursorOf, page_of
from assistant.api.paging import Key as Place
from assistant.api.people import Sites
from assistant.api.rights import needs

router = APIRouter(tags=["access"], route_class=Once)

KeyId = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="as it stands in the key")]


class NewKey(BaseModel):
    """``POST /v1/keys``."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=200)]
    """What the program is called."""
    scopes: Annotated[list[Right], Field(min_length=1, max_length=50)]
    """What it may do; never what people decide."""
    role: Role = "technician"
    """It reads what this role may read."""
    sites: Sites | None = None
    """Whose documents it reads: empty for all sites, left out for those of who makes it."""
    days: Annotated[int, Field(ge=0, le=3650)] = 365
    """So long it is good; 0: until it is revoked."""


class KeyRotation(BaseModel):
    """``POST /v1/keys/{id}/rotate``."""

    model_config = ConfigDict(extra="forbid")
    overlap_hours: Annotated[int, Field(ge=0, le=720)] = 24
    """In which the old key does too."""


class KeyList(BaseModel):
    """The latest first, those that are over too."""

    keys: list[Key]
    next_cursor: str | None


class NewKeyReply(ShownOnce):
    """The one reply that holds the key itself."""

    key: Key
    secret: str
    """``smk_…``, all of it: what the program sends."""


@router.get("/v1/keys", dependencies=[needs("people:manage")])
def list_keys(
    principal: PrincipalOf,
    assistant: AssistantOf,
    cursor: CursorOf = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> KeyList:
    """Every key of the sites of who asks: what it may, until when, when it was last used."""
    every = assistant.access.keys.all(principal)
    here, more = page_of(every, _latest_first, (int, str), cursor, limit)
    return KeyList(keys=here, next_cursor=more)


def _latest_first(key: Key) -> Place:
    return -round(key.created_at.timestamp() * 1e6), key.id


@router.post("/v1/keys", status_code=201, dependencies=[needs("people:manage")])
def create_key(
    new: NewKey, principal: PrincipalOf, reserved: ReservedId, assistant: AssistantOf
) -> NewKeyReply:
    """Lets a program in from now on; its key is in this reply alone."""
    key, text = assistant.access.keys.create(
        new.name,
        new.scopes,
        by=principal,
        expires_at=datetime.now(UTC) + timedelta(days=new.days) if new.days else None,
        role=new.role,
        sites=new.sites,
        request_id=reserved,
    )
    return NewKeyReply(key=key, secret=text)


@router.post("/v1/keys/{key_id}/rotate", status_code=201, dependencies=[needs("people:manage")])
def rotate_key(
    key_id: KeyId,
    wanted: KeyRotation,
    principal: PrincipalOf,
    reserved: ReservedId,
    assistant: AssistantOf,
) -> NewKeyReply:
    """Another key that may the same; the old one does too until the overlap is over."""
    overlap = timedelta(hours=wanted.overlap_hours)
    key, text = assistant.access.keys.rotate(
        key_id, by=principal, overlap=overlap, request_id=reserved
    )
    return NewKeyReply(key=key, secret=text)


@router.post("/v1/keys/{key_id}/revoke", dependencies=[needs("people:manage")])
def revoke_key(key_id: KeyId, principal: PrincipalOf, assistant: AssistantOf) -> Key:
    """Nothing is let in by it from now on."""
    return assistant.access.keys.revoke(key_id, by=principal)
