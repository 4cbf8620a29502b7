"""Settings -> engines: what reads, embeds, writes and keeps; `assistant.build` joins them."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.masking.masked import Masked, Masker
from assistant.masking.people import Known
from assistant.models.centred import CentredEmbedder
from assistant.models.embedder import open_embedder
from assistant.models.failover import Failover
from assistant.models.generator import Generator, Server
from assistant.models.local import LocalGenerator
from assistant.models.manifest import load_manifest
from assistant.models.remote import Patience, RemoteGenerator
from assistant.models.store import state
from assistant.models.trust import trusted
from assistant.settings import Settings
from ingest.isolation.isolate import ReadingRoom, reading_room
from ingest.isolation.limits import ReadingLimits
from vectorstore.embedder import Embedder

if TYPE_CHECKING:  # SQLAlchemy is imported when it is used
    from assistant.access.desk import Access
    from assistant.access.openid.desk import OpenId
    from assistant.access.openid.register import Register
    from assistant.audit.log import AuditLog
    from assistant.plant.database import PlantDatabase
    from assistant.speech.whisper import WhisperListener
    from assistant.tickets.office import TicketOffice
    from assistant.webhooks.desk import WebhookDesk


def build_embedder(settings: Settings) -> Embedder:
    """The engine for vectors."""
    model = settings.embedding_model
    return CentredEmbedder(open_embedder(_source(settings, model), model))


def build_reading_room(settings: Settings) -> ReadingRoom:
    """Where files are read: this process's one, within the time that the settings allow."""
    return reading_room(ReadingLimits(most_seconds=60 * settings.reading_minutes))


def build_plant(settings: Settings) -> "PlantDatabase":
    """The database of reports and work orders; raises PlantUnavailable."""
    from assistant.plant.database import PlantDatabase, sqlite_url

    url = settings.database_url
    return PlantDatabase.open(url.get_secret_value() if url else sqlite_url(settings.data_dir))


def plant_file(settings: Settings) -> Path | None:
    """The SQLite file of reports and work orders; None where they are PostgreSQL's."""
    from assistant.plant.database import sqlite_file, sqlite_url

    url = settings.database_url
    return sqlite_file(url.get_secret_value() if url else sqlite_url(settings.data_dir))


def build_audit(settings: Settings, plant: "PlantDatabase") -> "AuditLog":
    """What happened, by whom."""
    from assistant.audit.log import AuditLog

    return AuditLog(plant, settings.site)


def build_access(settings: Settings, plant: "PlantDatabase") -> "Access":
    """People, sessions and keys; the log hears of what becomes of them."""
    from assistant.access.desk import Access
    from assistant.witness import Witness

    return Access(plant, happened=Witness(build_audit(settings, plant)).access)


def build_openid(settings: Settings, register: "Callable[[], Register]") -> "OpenId | None":
    """The provider that people may sign in by, whom nobody asks yet.

    Args:
        settings: The site's; None comes of those that name no provider.
        register: Who its people are here.

    Raises:
        UnfitProvider: Nobody could sign in by what they say.
    """
    if not settings.oidc_issuer:
        return None
    from assistant.access.openid.desk import OpenId
    from assistant.access.openid.provider import Provider, Registration
    from assistant.access.openid.roles import RoleRule
    from assistant.access.openid.wire import Wire

    secret = settings.oidc_client_secret
    registration = Registration(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        scopes=settings.oidc_scopes,
        name=settings.oidc_name,
    )
    default = settings.oidc_default_role or None
    rule = RoleRule.parse(settings.oidc_roles_claim, settings.oidc_roles, default)
    return OpenId(Provider(registration, Wire(settings.oidc_ca_file)), rule, register)


def build_webhooks(settings: Settings, plant: "PlantDatabase") -> "WebhookDesk":
    """The endpoints of the site; raises UnfitEndpoint where `webhook_hosts` is no list."""
    from assistant.webhooks.addresses import require_tellable
    from assistant.webhooks.desk import WebhookDesk
    from assistant.webhooks.hosts import AllowedHosts

    hosts = AllowedHosts(settings.webhook_hosts)
    return WebhookDesk(plant, hosts, site=settings.site, judge=require_tellable)


def build_tickets(settings: Settings, plant: "Callable[[], PlantDatabase]") -> "TicketOffice":
    """The systems of tickets.toml; raises BadTickets, and UnfitEndpoint as above."""
    from assistant.tickets.connections import load_connections
    from assistant.tickets.office import TicketOffice
    from assistant.webhooks.hosts import AllowedHosts
    from assistant.webhooks.wire import Wire

    wire = Wire(AllowedHosts(settings.webhook_hosts))
    return TicketOffice(load_connections(settings.data_dir), wire, settings.site, plant)


def build_generator(settings: Settings, known: Known | None = None) -> Generator:
    """The engine for words: a server where an address is given, else a model in this process.

    Args:
        settings: The site's.
        known: The people whom a server elsewhere is not told of.
    """
    if settings.generation_url:
        remote = _discreet(settings, known or Known())
        local = _stand_in(settings)
        return Failover(remote, local) if local else remote
    model = settings.generation_model
    return LocalGenerator(_source(settings, model), model, settings.answers_at_once)


def build_listener(settings: Settings) -> "WhisperListener | None":
    """The engine for speech; None where its weights were not pulled, since typing does as well."""
    from assistant.speech.whisper import WhisperListener

    name = settings.speech_model
    if name not in load_manifest().ids:
        return WhisperListener(lambda: Path(name), name) if name else None
    if state(load_manifest().model(name), settings.models_dir).status != "ready":
        return None
    return WhisperListener(lambda: trusted(settings.models_dir, name), name)


def build_remote(settings: Settings, url: str) -> RemoteGenerator:
    """The server at an address; raises ModelUnavailable where it is no address."""
    key = settings.generation_api_key
    patience = Patience(
        settings.generation_connect_timeout,
        settings.generation_timeout,
        settings.generation_word_timeout,
        settings.generation_tries,
    )
    secret = key.get_secret_value() if key else None
    return RemoteGenerator(url, settings.generation_model, secret, patience)


def _discreet(settings: Settings, known: Known) -> Server:
    """The server; behind a mask where words that it is asked leave this machine."""
    url = settings.generation_url or ""
    remote = build_remote(settings, url)
    if not is_masked(settings, url):
        return remote
    badge = re.compile(settings.badge_pattern) if settings.badge_pattern else None
    return Masked(remote, Masker(known, settings.phone_regions.split(","), badge))


def is_masked(settings: Settings, url: str) -> bool:
    """Whether names and numbers of people are kept from a server at that address."""
    return settings.mask == "always" or (settings.mask == "auto" and not is_here(url))


def is_here(url: str) -> bool:
    """Whether an address is this machine's own; a name other than localhost might be anybody's."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _stand_in(settings: Settings) -> LocalGenerator | None:
    """The model that was pulled to this machine, if there is one and it may write."""
    if not settings.generation_failover:
        return None
    for model in load_manifest().defaults:
        if model.role == "generation" and state(model, settings.models_dir).status == "ready":
            folder = str(trusted(settings.models_dir, model.id))
            return LocalGenerator(folder, model.id, settings.answers_at_once)
    return None


def _source(settings: Settings, model: str) -> str:
    """Where a model is loaded from: its pulled folder, or the folder or hub name as given."""
    if model in load_manifest().ids:
        return str(trusted(settings.models_dir, model))
    return model
