"""People, sessions and keys, joined over one database."""

from collections.abc import Callable
from datetime import datetime

from assistant.access.addresses import Addresses
from assistant.access.credentials import Credentials
from assistant.access.events import Happened, unheard
from assistant.access.hashing import Hasher
from assistant.access.keys import Keys
from assistant.access.people import People
from assistant.access.presence import Presence
from assistant.access.sessions import Sessions
from assistant.access.sign_in import SignIn
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase


class Access:
    """Everything a door has to know of who may. Safe to use from many threads."""

    def __init__(
        self,
        plant: PlantDatabase,
        *,
        now: Callable[[], datetime] = utc_now,
        happened: Happened = unheard,
        hasher: Hasher | None = None,
        addresses: Addresses | None = None,
    ) -> None:
        """Over this database; ``happened`` is told of everything, in its transaction."""
        hasher = hasher or Hasher()
        self.sessions = Sessions(plant, now=now, happened=happened)
        self.presence = Presence(plant, self.sessions, happened=happened)
        self.credentials = Credentials(plant, self.sessions, hasher, happened=happened)
        self.people = People(plant, self.sessions, self.credentials, now=now, happened=happened)
        self.keys = Keys(plant, now=now, happened=happened)
        self.sign_in = SignIn(
            plant,
            self.credentials,
            self.sessions,
            hasher,
            addresses=addresses or Addresses(now=now),
            now=now,
            happened=happened,
        )
