"""``tickets.toml`` of the data folder: which systems there are, what each is told, and how.

A secret stands in the environment, or in a file that its owner alone can read, never in this one.
"""

import json
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, get_args

import httpx
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from assistant.reports.values import (
    FailureImpact,
    OperationsImpact,
    Priority,
    Tongue,
    WorkCategory,
)
from assistant.tickets.errors import BadTickets
from assistant.tickets.templates import check_template
from assistant.wrong import what_is_wrong

FILE_NAME: Final = "tickets.toml"
System = Literal["zammad", "glpi", "jira", "servicenow", "atlas", "odoo", "osticket"]
KEYS: Final = ("hook", "token", "password", "client_secret")
MAPPED: Final[Mapping[str, object]] = {
    "priority": Priority,
    "failure_impact": FailureImpact,
    "operations_impact": OperationsImpact,
    "work_category": WorkCategory,
    "safety_relevant": Literal["true", "false"],
    "asset_id": None,
    "location": None,
}
"""Fields of a report that a mapping may speak of, and their words where those are listed."""
OTHERWISE: Final = "*"
"""In a mapping: any other value, and none."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_LONGEST_SECRET: Final = 4096


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Kept(_Told):
    """Where a secret is: ``{env = "SHIFTMATE_…"}`` or ``{file = "secrets/zammad"}``."""

    env: Annotated[str, Field(pattern="^SHIFTMATE_[A-Z0-9_]+$")] | None = None
    file: Path | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.env is None) == (self.file is None):
            raise ValueError("name either env or file")
        return self


def _address(url: str) -> str:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as exc:
        raise ValueError(f"is no address: {exc}") from exc
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ValueError("is no address that begins with https://")
    if parsed.userinfo or parsed.query or parsed.fragment:
        raise ValueError("an address has no user, password, query or fragment here")
    return url.rstrip("/")


Address = Annotated[str, AfterValidator(_address)]
Template = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(check_template)]


class Words(_Told):
    """A template in each language."""

    zh: Template | None = None
    en: Template | None = None


class Told(_Told):
    """One connection as the file has it."""

    system: System
    url: Address
    web: Address | None = None
    """Where people open it, if that is another address."""
    answers: bool = False
    """Tickets that are opened there get a note with an answer, and a draft here."""
    reports: bool = False
    """Reports that are submitted here become tickets there."""
    language: Literal["zh", "en"] = "en"
    """Of what a report that names no language becomes."""
    user: str | None = None
    client_id: str | None = None
    database: str | None = None
    hook: Kept | None = None
    """What proves their events."""
    token: Kept | None = None
    password: Kept | None = None
    client_secret: Kept | None = None
    fields: dict[str, Any] = {}
    """Sent with every new ticket."""
    map: dict[str, dict[str, dict[str, Any]]] = {}
    """A report's field -> its value -> what is sent then."""
    title: Words = Words()
    body: Words = Words()

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        if self.answers and self.hook is None:
            raise ValueError("answers needs a hook: the secret that proves their events")
        if self.answers and self.system == "osticket":
            raise ValueError("osticket tells nobody of its tickets; answers is not for it")
        for name, values in self.map.items():
            _check_mapped(name, values)
        _check_json([self.fields, self.map])
        for told in (self.title.zh, self.title.en):
            if told is not None and "{number}" not in told:
                raise ValueError("a title holds {number}: the ticket is found by it again")
        return self


def _check_mapped(name: str, values: Mapping[str, object]) -> None:
    if name not in MAPPED:
        raise ValueError(f"map: {name!r} is none of {', '.join(MAPPED)}")
    known = get_args(MAPPED[name])
    wrong = [value for value in values if known and value not in {*known, OTHERWISE}]
    if wrong:
        raise ValueError(f"map.{name}: {wrong[0]!r} is none of {', '.join(known)}, {OTHERWISE}")


def _check_json(told: object) -> None:
    try:
        json.dumps(told, allow_nan=False)
    except (TypeError, ValueError) as exc:
        raise ValueError(f"fields and map are sent as JSON, and {exc}") from exc


@dataclass(frozen=True)
class Connection:
    """A system that tickets come from or go to."""

    name: str
    told: Told
    _keys: Mapping[str, SecretStr] = field(repr=False, default_factory=dict)

    @property
    def web(self) -> str:
        """Where people open it."""
        return self.told.web or self.told.url

    def key(self, name: str) -> str:
        """A secret; raises BadTickets where it is needed and not there."""
        if name not in self._keys:
            raise BadTickets(
                f"{FILE_NAME}, [{self.name}]: {self.told.system} needs {name}. Add "
                f'{name} = {{env = "SHIFTMATE_…"}} or {{file = "…"}}.'
            )
        return self._keys[name].get_secret_value()

    def has(self, name: str) -> bool:
        """Whether there is such a secret."""
        return name in self._keys

    def text(self, name: Literal["user", "client_id", "database"]) -> str:
        """What is no secret; raises BadTickets where it is needed and not there."""
        told: str | None = getattr(self.told, name)
        if not told:
            raise BadTickets(f"{FILE_NAME}, [{self.name}]: {self.told.system} needs {name}.")
        return told

    def language(self, told: Tongue | None) -> Literal["zh", "en"]:
        """Of what a report becomes."""
        if not told:
            return self.told.language
        return "zh" if told.lower().startswith("zh") else "en"


def load_connections(
    folder: Path, environment: Mapping[str, str] = os.environ
) -> dict[str, Connection]:
    """The connections of a data folder, by name; none where there is no such file.

    Raises:
        BadTickets: The file or a secret cannot be read or used.
    """
    file = folder / FILE_NAME
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as exc:
        raise BadTickets(f"{file} cannot be read: {exc}.") from exc
    return {name: _connection(folder, name, entry, environment) for name, entry in told.items()}


def _connection(
    folder: Path, name: str, entry: object, environment: Mapping[str, str]
) -> Connection:
    if not _NAME.fullmatch(name):
        raise BadTickets(f"{FILE_NAME}: {name!r} is no name: small letters, digits and hyphens.")
    try:
        told = Told.model_validate(entry)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, (name, *first["loc"])))
        raise BadTickets(f"{FILE_NAME}, {where}: {what_is_wrong(first)}.") from exc
    kept = {key: getattr(told, key) for key in KEYS}
    keys = {key: _secret(folder, name, one, environment) for key, one in kept.items() if one}
    return Connection(name, told, keys)


def _secret(folder: Path, name: str, kept: Kept, environment: Mapping[str, str]) -> SecretStr:
    if kept.file is not None:
        found = _read(folder / kept.file, name)
    else:
        found = environment.get(kept.env or "", "")
    if not found.strip():
        raise BadTickets(f"{FILE_NAME}, [{name}]: {kept.env or kept.file} holds no secret.")
    return SecretStr(found.strip())


def _read(file: Path, name: str) -> str:
    try:
        mode = file.stat().st_mode
        if not stat.S_ISREG(mode) or mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise BadTickets(
                f"{FILE_NAME}, [{name}]: others than its owner can read {file}. chmod 600 it."
            )
        return file.read_bytes()[:_LONGEST_SECRET].decode()
    except (OSError, UnicodeDecodeError) as exc:
        raise BadTickets(f"{FILE_NAME}, [{name}]: {file} cannot be read: {exc}.") from exc
