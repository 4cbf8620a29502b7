"""The plant's database: opened, brought to the newest schema, read and written.

SQLite in the data folder, or PostgreSQL where its address is given; the same tables in both.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.errors import PlantUnavailable
from vectorstore.database import being_restored

FILE_NAME = "plant.db"
_MIGRATIONS = Path(__file__).parent / "migrations"
_WAIT_MS = 30_000
"""For another process's write to end."""
_WRITES = "writes"
Prepare = Callable[[DBAPIConnection, str], None]


class PlantDatabase:
    """Sessions on an engine. Safe to use from many threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._views: dict[str, Engine] = {}
        self._opening = Lock()
        self._turn = Lock()

    @classmethod
    def open(cls, url: str) -> "PlantDatabase":
        """Opens it, and makes or migrates its tables.

        Raises:
            PlantUnavailable: It cannot be reached, written or migrated, or is being restored.
        """
        file = sqlite_file(url)
        if file and (restoring := being_restored(file.parent)):
            raise PlantUnavailable(restoring)
        engine = _engine(url)
        try:
            with _writer(engine).begin() as connection:
                if not _is_newest(connection):
                    _migrate(connection)
        except PlantUnavailable:
            engine.dispose()
            raise
        except (SQLAlchemyError, OSError) as exc:
            engine.dispose()
            shown = make_url(url).render_as_string(hide_password=True)
            raise PlantUnavailable(
                f"The plant's database {shown} cannot be opened: {getattr(exc, 'orig', exc)}. "
                "Check SHIFTMATE_DATABASE_URL, the folder's rights and the disk."
            ) from exc
        return cls(engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One state of the rows; nothing written in the block is kept. Raises PlantUnavailable."""
        with _told(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """All of the block's writes or none. On SQLite one writer at a time, from the start on.

        Raises:
            PlantUnavailable: The disk is full, the server is gone, or another writer stays.
        """
        with (
            _told(),
            self._turn_to_write(),
            Session(_writer(self.engine), expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """SQLite lets its writers try again and again, so that one of many may never be heard.

        Those of this process queue here instead, and take no connection before their turn.
        """
        if self.engine.dialect.name != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=_WAIT_MS / 1000):
            raise PlantUnavailable(
                f"The plant's database is busy: other changes took {_WAIT_MS // 1000} s. Nothing "
                "was written; try again."
            )
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def reading_by(self, name: str, prepare: Prepare) -> Iterator[Session]:
        """The same on connections of their own, each of which was prepared; raises the same.

        Args:
            name: Of what is prepared; connections are kept by it.
            prepare: Told a new connection, and the schema that the tables are in.
        """
        with _told(), Session(self._viewed(name, prepare), expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Gives the connections back."""
        for engine in (self.engine, *self._views.values()):
            engine.dispose()

    def _viewed(self, name: str, prepare: Prepare) -> Engine:
        def ready(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
            prepare(connection, _schema(connection, engine.dialect.name))
            connection.commit()  # PostgreSQL makes views in a transaction

        with self._opening:
            if name not in self._views:
                engine = _engine(self.engine.url.render_as_string(hide_password=False))
                event.listen(engine, "connect", ready)
                self._views[name] = engine
            return self._views[name]


@contextmanager
def _told() -> Iterator[None]:
    """What keeps the database from working, without the statement and its values."""
    try:
        yield
    except (OperationalError, NoConnectionFree) as exc:
        raise PlantUnavailable(
            f"The plant's database does not answer: {getattr(exc, 'orig', exc)}. Check the "
            "disk's free space, the server, and other programs that hold it; then try again."
        ) from exc


def sqlite_url(folder: Path) -> str:
    """The address of the database in a data folder."""
    return f"sqlite:///{folder / FILE_NAME}"


def sqlite_file(url: str) -> Path | None:
    """The file that an address names; None where it names a server."""
    address = make_url(url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def _engine(url: str) -> Engine:
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        if engine.url.database:
            Path(engine.url.database).parent.mkdir(0o700, parents=True, exist_ok=True)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _writer(engine: Engine) -> Engine:
    return engine.execution_options(**{_WRITES: True})


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """SQLite as it serves several processes; the driver's own transactions are switched off."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # a report that was acknowledged survives a power cut
        "foreign_keys = ON",
        f"busy_timeout = {_WAIT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _schema(connection: DBAPIConnection, dialect: str) -> str:
    """Where the tables are, quoted."""
    if dialect == "sqlite":
        return "main"
    cursor = connection.cursor()
    cursor.execute("SELECT quote_ident(current_schema())")
    (name,) = cursor.fetchone() or ("public",)
    cursor.close()
    return str(name)


def _begin(connection: Connection) -> None:
    """A writer takes its place at once: to wait for it half way through would be a deadlock."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_newest(connection: Connection) -> bool:
    """Told without Alembic, which takes a third of a second to import: each command would."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    newest = max(path.stem for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))
    at = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    return at == [newest.partition("_")[0]]


def _migrate(connection: Connection) -> None:
    """To the tables as they are now; raises PlantUnavailable where a later version made others."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as exc:
        raise PlantUnavailable(
            f"The plant's database was written by a later version of Shiftmate: {exc}. Install "
            "that version again, or restore a backup that this one made."
        ) from exc
