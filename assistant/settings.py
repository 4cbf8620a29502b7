"""One frozen Settings, the only reader of the environment.

Every field is read from ``SHIFTMATE_<NAME>``; nothing else in the house looks there.
"""

import re
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_LOCALTIME = Path("/etc/localtime")


def _system_zone() -> str:
    """The IANA name of the zone that this machine is set to, where it tells one."""
    _, marked, name = str(_LOCALTIME.resolve()).partition("/zoneinfo/")
    return name if marked else "UTC"


def zone_called(name: str) -> ZoneInfo:
    """Raises ValueError where there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ValueError(f"{name!r} is no IANA time zone. Asia/Shanghai is one.") from exc


def _times(told: str) -> tuple[time, ...]:
    """Raises ValueError where one of them is none."""
    return tuple(datetime.strptime(one.strip(), "%H:%M").time() for one in told.split(","))  # noqa: DTZ007 - a time of any day


_UNSET = {
    "data_dir", "models_dir", "site_zone", "database_url", "generation_url",
    "generation_api_key", "oidc_client_secret", "oidc_ca_file", "otel_endpoint",
}  # fmt: skip
"""Which are not set where they are set to nothing."""


class Settings(BaseSettings):
    """What a site may choose. Numbers carry their unit in the description."""

    model_config = SettingsConfigDict(env_prefix="SHIFTMATE_", frozen=True, extra="ignore")

    data_dir: Annotated[Path, Field(description="all state of a plant; copying it is a backup")] = (
        user_data_path("shiftmate", appauthor=False)
    )
    models_dir: Annotated[Path, Field(description="weights; shared by all data folders")] = (
        user_data_path("shiftmate-models", appauthor=False)
    )

    site: Annotated[
        str, Field(min_length=1, max_length=80, description="what reports are numbered by")
    ] = "plant"
    site_zone: Annotated[
        str, Field(description="IANA name, such as Asia/Shanghai; the system's if not given")
    ] = Field(default_factory=_system_zone)
    shift_starts: Annotated[
        str, Field(description="when shifts begin, by the site's clock, each as HH:MM")
    ] = "06:00,14:00,22:00"
    database_url: Annotated[
        SecretStr | None,
        Field(description="of reports and work orders, postgresql://…; else plant.db in data_dir"),
    ] = None

    keep_questions: Annotated[
        bool, Field(description="refused and rated questions, for the gap list; without names")
    ] = True
    keep_questions_days: Annotated[
        int, Field(ge=1, le=3650, description="after which a kept question is deleted")
    ] = 365
    four_eyes: Annotated[bool, Field(description="who wrote a report does not approve it")] = True

    embedding_model: Annotated[
        str, Field(description="a name from `shiftmate models list`, a local folder or a hub name")
    ] = "multilingual-e5-small"
    generation_model: Annotated[
        str, Field(description="the same; or the model's name at generation_url")
    ] = "qwen2.5-coder-1.5b-instruct"
    generation_url: Annotated[
        str | None, Field(description="an OpenAI-compatible address, such as http://host:8000/v1")
    ] = None
    generation_api_key: SecretStr | None = None
    speech_model: Annotated[
        str,
        Field(description="a name from `shiftmate models list`, or a folder; empty: none listens"),
    ] = "faster-whisper-base"
    generation_connect_timeout: Annotated[
        float, Field(gt=0, description="seconds to reach the server")
    ] = 3.0
    generation_timeout: Annotated[
        float, Field(gt=0, description="seconds until its first word, all tries together")
    ] = 60.0
    generation_word_timeout: Annotated[
        float, Field(gt=0, description="seconds from word to word")
    ] = 20.0
    generation_tries: Annotated[int, Field(ge=1, le=10, description="before the first word")] = 3
    generation_failover: Annotated[
        bool, Field(description="the local model writes when the server is away, if it was pulled")
    ] = True

    mask: Annotated[
        Literal["auto", "always", "off"],
        Field(description="names and numbers of people in prompts; auto: when they leave here"),
    ] = "auto"
    phone_regions: Annotated[
        str,
        Field(
            pattern=r"^[A-Z]{2}(,[A-Z]{2})*$",
            description="ISO 3166: whose telephone numbers are written here without +",
        ),
    ] = "CN"
    badge_pattern: Annotated[
        str, Field(description="a regular expression: what the site numbers its people by")
    ] = ""

    answer_mode: Annotated[
        Literal["generative", "extractive"],
        Field(description="extractive: the manuals' own words, and no model writes below them"),
    ] = "generative"
    passages: Annotated[int, Field(ge=1, le=20, description="shown to the model")] = 6
    prompt_characters: Annotated[
        int, Field(ge=500, description="passage text in one prompt, CJK counted double")
    ] = 3000
    max_new_tokens: Annotated[int, Field(ge=16, le=4096)] = 256
    max_question_characters: Annotated[int, Field(ge=100)] = 2000
    gate: Annotated[
        float,
        Field(ge=0, le=1, description="evidence below this is no evidence; docs/evaluation.md"),
    ] = 0.35
    answers_at_once: Annotated[
        int, Field(ge=1, le=64, description="written together; each slows the others a little")
    ] = 4
    waiting_answers: Annotated[
        int, Field(ge=0, description="answers that may queue for the model before 429")
    ] = 8

    emergency_number: Annotated[
        str,
        Field(
            max_length=60,
            pattern=r"^[^\x00-\x1f\x7f]*$",
            description="what to dial in an emergency; the first line of such a reply names it",
        ),
    ] = ""

    max_upload_bytes: Annotated[int, Field(ge=1024, description="one upload, all its files")] = (
        512 * 1024 * 1024
    )
    max_upload_files: Annotated[int, Field(ge=1)] = 200
    keep_free_bytes: Annotated[
        int, Field(ge=0, description="of the data folder's disk; below it uploads are refused")
    ] = 256 * 1024 * 1024
    reading_minutes: Annotated[
        int, Field(ge=1, description="for one file; pages not reached in it are left out and told")
    ] = 120
    requests_a_minute: Annotated[
        int, Field(ge=1, description="of one person or key; the rest is told to wait (429)")
    ] = 1200
    answers_a_minute: Annotated[int, Field(ge=1, description="the same, of the chat")] = 60
    webhook_hosts: Annotated[
        str,
        Field(description="who may be told of reports: cmms.lan,http://10.0.5.7:3000; else nobody"),
    ] = ""
    sign_in: Annotated[
        Literal["auto", "always"],
        Field(
            description="auto: at this machine none is asked for until there is an administrator"
        ),
    ] = "auto"
    oidc_issuer: Annotated[
        str, Field(description="the address of an OpenID provider to sign in by; empty: none")
    ] = ""
    oidc_name: Annotated[
        str,
        Field(
            max_length=60,
            pattern=r"^[^\x00-\x1f\x7f]*$",
            description="what people call it, on the button; empty: its host's name",
        ),
    ] = ""
    oidc_client_id: Annotated[str, Field(description="what it calls this service")] = ""
    oidc_client_secret: Annotated[
        SecretStr | None, Field(description="between the two; none for a public client")
    ] = None
    oidc_scopes: Annotated[
        str, Field(description="what it is asked to tell; some name groups only where asked")
    ] = "openid profile email"
    oidc_roles_claim: Annotated[
        str, Field(min_length=1, description="where it tells groups, such as realm_access.roles")
    ] = "groups"
    oidc_roles: Annotated[
        str, Field(description="what groups may: fitters=technician,leads=supervisor,it=admin")
    ] = ""
    oidc_default_role: Annotated[
        Literal["", "technician", "supervisor", "admin"],
        Field(description="of who has none of these groups; empty: they are not let in"),
    ] = ""
    oidc_sites: Annotated[
        str, Field(description="of who comes by it first: plant,west; empty: of all")
    ] = ""
    oidc_ca_file: Annotated[
        Path | None, Field(description="PEM: who vouches for it; else whom the system trusts")
    ] = None
    allowed_hosts: Annotated[
        str,
        Field(description="names it is reached by, plant.lan,help.plant.lan, beside addresses"),
    ] = ""
    behind_proxy: Annotated[
        str,
        Field(description="addresses of the proxy whose word on callers and TLS is believed"),
    ] = ""
    log_format: Annotated[
        Literal["text", "json"], Field(description="json: one object a line, for programs")
    ] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    otel_endpoint: Annotated[
        str | None, Field(description="of a collector, http://127.0.0.1:4318/v1/traces; else none")
    ] = None
    front_door: Annotated[
        str, Field(description="package:function that mounts the page; empty for the API alone")
    ] = "ui.web:mount"

    @property
    def database(self) -> Path:
        """The one SQLite file."""
        return self.data_dir / "shiftmate.db"

    @property
    def allowed_names(self) -> frozenset[str]:
        """Of ``allowed_hosts``."""
        names = (name.strip().lower() for name in self.allowed_hosts.split(","))
        return frozenset(filter(None, names))

    @property
    def keep_questions_for(self) -> timedelta | None:
        """None where none is kept."""
        return timedelta(days=self.keep_questions_days) if self.keep_questions else None

    @property
    def zone(self) -> ZoneInfo:
        """Of ``site_zone``: the plant's clock."""
        return ZoneInfo(self.site_zone)

    @property
    def shifts(self) -> tuple[time, ...]:
        """When they begin, by the plant's clock."""
        return _times(self.shift_starts)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, told: dict[str, object]) -> dict[str, object]:
        """What is set to nothing, as compose files do, is not set: an empty path would be here."""
        return {name: value for name, value in told.items() if value != "" or name not in _UNSET}

    @field_validator("webhook_hosts")
    @classmethod
    def _are_hosts(cls, told: str) -> str:
        if told:
            from assistant.origins import origins

            origins(told)
        return told

    @field_validator(
        "oidc_client_id", "oidc_client_secret", "oidc_roles", "oidc_default_role", "oidc_sites",
        "oidc_ca_file",
    )  # fmt: skip
    @classmethod
    def _has_issuer(cls, told: object, info: ValidationInfo) -> object:
        if told and not info.data.get("oidc_issuer"):
            raise ValueError(
                "is of no use without SHIFTMATE_OIDC_ISSUER: nobody could sign in by that "
                "provider. Set both, or neither."
            )
        return told

    @field_validator("badge_pattern")
    @classmethod
    def _is_pattern(cls, told: str) -> str:
        try:
            re.compile(told)
        except re.error as exc:
            raise ValueError(f"{told!r} is no regular expression: {exc}.") from exc
        return told

    @field_validator("shift_starts")
    @classmethod
    def _are_times(cls, told: str) -> str:
        try:
            found = _times(told)
        except ValueError as exc:
            raise ValueError(f"{told!r} is no list of times. 06:00,14:00,22:00 is one.") from exc
        if len(set(found)) < len(found):
            raise ValueError(f"{told!r} has a time twice. Each shift begins at its own.")
        return told

    @field_validator("site_zone")
    @classmethod
    def _is_zone(cls, name: str) -> str:
        zone_called(name)
        return name
