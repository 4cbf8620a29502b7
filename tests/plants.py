"""The plant's database for tests: SQLite in a folder, and PostgreSQL where a server is named."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from assistant.plant.database import FILE_NAME, PlantDatabase, sqlite_url

POSTGRES = os.environ.get("SHIFTMATE_TEST_POSTGRES", "")
ENGINES = [
    "sqlite",
    pytest.param(
        "postgresql",
        marks=pytest.mark.skipif(not POSTGRES, reason="SHIFTMATE_TEST_POSTGRES names no server"),
    ),
]


@contextmanager
def opened(engine: str, folder: Path) -> Iterator[PlantDatabase]:
    """An empty database of this kind."""
    if engine == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / FILE_NAME).exists():
            (folder / FILE_NAME).write_bytes(_empty())
        plant = PlantDatabase.open(sqlite_url(folder))
        event.listen(plant.engine, "connect", hastily)
        plant.close()  # the connection that was opened with care
        yield plant
        plant.close()
        return
    schema = f"test_{uuid4().hex}"
    server = create_engine(POSTGRES)
    with server.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    own = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
    plant = PlantDatabase.open(own.render_as_string(hide_password=False))
    try:
        yield plant
    finally:
        plant.close()
        _drop(server, schema)
        server.dispose()


def _drop(server: Engine, schema: str, tries: int = 5) -> None:
    """Again where the other worker's tables were dropped at the same moment: a deadlock."""
    for left in reversed(range(tries)):
        try:
            with server.begin() as connection:
                connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
            return
        except OperationalError:
            if not left:
                raise


@cache
def _empty() -> bytes:
    """Every table there is, and no row: made once, since each migration takes its time."""
    with TemporaryDirectory() as folder:
        PlantDatabase.open(sqlite_url(Path(folder))).close()
        return (Path(folder) / FILE_NAME).read_bytes()


def hastily(connection: Any, _: object) -> None:
    """No test cuts the power, so none waits for the disk."""
    connection.execute("PRAGMA synchronous = OFF")
