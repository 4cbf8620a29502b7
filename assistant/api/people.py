"""``/v1/people``: who may sign in, as what; for administrators, and to unlock for supervisors."""

from typing import Annotated, Self

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from assistant.access.model import LockedPerson, Person
from assistant.access.passwords import made_password
from assistant.access.rights import Role
from assistant.api.actor import PrincipalOf
from assistant.api.context import AssistantOf
from assistant.api.idempotency.route import Once, ReservedId, ShownOnce
from assistant.api.ids import RecordId
from assistant.api.paging import CursorOf, Key, page_of
from assistant.api.rights import needs
from assistant.api.versions import MarkOf, marked_tag

router = APIRouter(tags=["access"], route_class=Once)

Secret = Annotated[SecretStr, Field(max_length=1000)]
Sites = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=100)]


class NewSecret(BaseModel):
    """A password that somebody chose, or one that the service makes and shows once."""

    model_config = ConfigDict(extra="forbid")
    password: Secret | None = None
    make_password: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if self.password is not None and self.make_password:
            raise ValueError("give a password, or have one made")
        return self

    def settle(self) -> tuple[str | None, str | None]:
        """The password, and what is to be shown of it."""
        if self.make_password:
            made = made_password()
            return made, made
        return _plain(self.password), None


class NewPerson(NewSecret):
    """``POST /v1/people``; without password and PIN they cannot sign in yet."""

    name: Annotated[str, Field(max_length=200)]
    role: Role = "technician"
    sites: Sites | None = None
    """Where they work: empty for all sites, left out for those of who adds them."""
    pin: Secret | None = None
    """6 to 9 digits, for shared tablets: gives a technician's rights, for half an hour."""


class PersonChanges(BaseModel):
    """``PATCH /v1/people/{id}``: what is sent is changed."""

    model_config = ConfigDict(extra="forbid")
    role: Role | None = None
    """Another one ends their sessions."""
    sites: Sites | None = None
    is_disabled: Annotated[bool, Field(strict=True)] | None = None


class NewPin(BaseModel):
    """``PUT /v1/people/{id}/pin``."""

    model_config = ConfigDict(extra="forbid")
    pin: Secret


class PersonList(BaseModel):
    """By name."""

    people: list[Person]
    next_cursor: str | None


class LockedList(BaseModel):
    """By name."""

    people: list[LockedPerson]


class PersonReply(ShownOnce):
    """The one reply that holds a password which the service made."""

    person: Person
    password: str | None
    """Good for choosing another one at ``/password``, and for nothing else. Null where somebody
    chose it, or there is none."""


@router.get("/v1/people", dependencies=[needs("people:manage")])
def list_people(
    principal: PrincipalOf,
    assistant: AssistantOf,
    cursor: CursorOf = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> PersonList:
    """Everybody of the sites of who asks, disabled ones too."""
    everybody = assistant.access.people.all(principal)
    here, more = page_of(everybody, _place, (str, str), cursor, limit)
    return PersonList(people=here, next_cursor=more)


def _place(person: Person) -> Key:
    return person.name.casefold(), person.id


@router.get("/v1/people/locked", dependencies=[needs("people:unlock")])
def list_locked(principal: PrincipalOf, assistant: AssistantOf) -> LockedList:
    """Who waits after wrong tries, and may be unlocked by who asks."""
    return LockedList(people=assistant.access.people.locked(principal))


@router.post("/v1/people", status_code=201, dependencies=[needs("people:manage")])
def add_person(
    new: NewPerson,
    principal: PrincipalOf,
    reserved: ReservedId,
    assistant: AssistantOf,
    response: Response,
) -> PersonReply:
    """Lets somebody in from now on. A password that the service makes is in this reply alone."""
    password, shown = new.settle()
    person = assistant.access.people.add(
        new.name,
        new.role,
        by=principal,
        password=password,
        is_made=shown is not None,
        pin=_plain(new.pin),
        sites=new.sites,
        person_id=reserved,
    )
    response.headers["Location"] = f"/v1/people/{person.id}"
    _tag(person, response)
    return PersonReply(person=person, password=shown)


@router.get("/v1/people/{person_id}", dependencies=[needs("people:manage")])
def get_person(
    person_id: RecordId, principal: PrincipalOf, assistant: AssistantOf, response: Response
) -> Person:
    """One person."""
    return _tag(assistant.access.people.get(person_id, principal), response)


@router.patch("/v1/people/{person_id}", dependencies=[needs("people:manage")])
def change_person(
    person_id: RecordId,
    changes: PersonChanges,
    principal: PrincipalOf,
    version: MarkOf,
    assistant: AssistantOf,
    response: Response,
) -> Person:
    """Gives another role or other sites, lets nobody in any more, or again; not to oneself."""
    sent = changes.model_dump()
    changed = assistant.access.people.change(person_id, by=principal, version=version, **sent)
    return _tag(changed, response)


@router.put("/v1/people/{person_id}/password", dependencies=[needs("people:manage")])
def set_password(
    person_id: RecordId, new: NewSecret, principal: PrincipalOf, assistant: AssistantOf
) -> PersonReply:
    """Somebody's new password; it ends their sessions and unlocks. One that is made is shown once.

    Without either, one is made.
    """
    password, shown = new.settle()
    if password is None:
        password = shown = made_password()
    is_made = shown is not None
    credentials = assistant.access.credentials
    person = credentials.set_password(person_id, password, by=principal, is_made=is_made)
    return PersonReply(person=person, password=shown)


@router.put("/v1/people/{person_id}/pin", dependencies=[needs("people:manage")])
def set_pin(
    person_id: RecordId, new: NewPin, principal: PrincipalOf, assistant: AssistantOf
) -> Person:
    """Somebody's PIN for shared tablets; it ends what the old one began, and unlocks."""
    return assistant.access.credentials.set_pin(person_id, _plain(new.pin), by=principal)


@router.delete("/v1/people/{person_id}/pin", status_code=204, dependencies=[needs("people:manage")])
def remove_pin(person_id: RecordId, principal: PrincipalOf, assistant: AssistantOf) -> None:
    """No PIN from now on."""
    assistant.access.credentials.set_pin(person_id, None, by=principal)


@router.post(
    "/v1/people/{person_id}/unlock", status_code=204, dependencies=[needs("people:unlock")]
)
def unlock_person(person_id: RecordId, principal: PrincipalOf, assistant: AssistantOf) -> Response:
    """Forgets the wrong tries under their name; supervisors do it for technicians of their site."""
    assistant.access.credentials.unlock(person_id, by=principal)
    return Response(status_code=204)


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _tag(person: Person, response: Response) -> Person:
    response.headers["ETag"] = marked_tag(person.version, person)
    return person
