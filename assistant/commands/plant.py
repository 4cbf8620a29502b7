"""The plant's database for a command that needs nothing else of the assistant."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from assistant.engines import build_plant
from assistant.errors import NotHere
from assistant.plant.database import PlantDatabase
from assistant.settings import Settings


@contextmanager
def opened_plant(settings: Settings) -> Iterator[PlantDatabase]:
    """Opens what is there; raises NotHere rather than making a data folder."""
    if settings.database_url is None and not settings.data_dir.exists():
        raise NotHere(f"{settings.data_dir}: there are no reports yet.")
    with closing(build_plant(settings)) as plant:
        yield plant
