"""The plant's database: it migrates itself, writes all or nothing, and knows what time it is."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assistant.errors import NaiveTime, PlantUnavailable
from assistant.plant.base import Utc
from assistant.plant.database import PlantDatabase, sqlite_url


def test_it_is_made_and_opened_again(tmp_path: Path) -> None:
    for _ in range(2):
        plant = PlantDatabase.open(sqlite_url(tmp_path / "made"))
        with plant.reading() as session:
            assert session.scalar(text("PRAGMA journal_mode")) == "wal"
            assert session.scalar(text("PRAGMA foreign_keys")) == 1
        plant.close()


def test_a_failed_block_writes_nothing(tmp_path: Path) -> None:
    plant = PlantDatabase.open(sqlite_url(tmp_path))
    with plant.writing() as session:
        session.execute(text("CREATE TABLE one (n INTEGER UNIQUE)"))
    with pytest.raises(IntegrityError):
        _write_twice(plant)
    with plant.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM one")) == 0
    plant.close()


def test_writers_that_wait_keep_nobody_from_reading(tmp_path: Path) -> None:
    plant = PlantDatabase.open(sqlite_url(tmp_path))
    with ThreadPoolExecutor(20) as room:
        with plant.writing() as session:
            session.execute(text("CREATE TABLE one (n INTEGER)"))
            waiting = [room.submit(_write, plant) for _ in range(20)]
            time.sleep(0.2)  # all have asked, and are more than there are connections
            with plant.reading() as reader:
                assert reader.scalar(text("SELECT 1")) == 1
        for one in waiting:
            one.result()
    with plant.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM one")) == 20
    plant.close()


def _write(plant: PlantDatabase) -> None:
    with plant.writing() as session:
        session.execute(text("INSERT INTO one VALUES (1)"))


def _write_twice(plant: PlantDatabase) -> None:
    with plant.writing() as session:
        session.execute(text("INSERT INTO one VALUES (1)"))
        session.execute(text("INSERT INTO one VALUES (1)"))


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "plant.db").mkdir()
    with pytest.raises(PlantUnavailable, match="SHIFTMATE_DATABASE_URL"):
        PlantDatabase.open(sqlite_url(tmp_path))


def test_a_later_version_s_database_is_left_alone_and_told(tmp_path: Path) -> None:
    plant = PlantDatabase.open(sqlite_url(tmp_path))
    with plant.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    plant.close()
    with pytest.raises(PlantUnavailable, match=r"later version.*'later'"):
        PlantDatabase.open(sqlite_url(tmp_path))


def test_what_keeps_it_from_working_is_told_without_the_values(tmp_path: Path) -> None:
    plant = PlantDatabase.open(sqlite_url(tmp_path))
    with pytest.raises(PlantUnavailable, match="nowhere") as told, plant.reading() as session:
        session.execute(text("SELECT * FROM nowhere WHERE :secret"), {"secret": "Ada"})
    assert "Ada" not in str(told.value)
    plant.close()


def test_moments_are_kept_in_utc_and_need_an_offset() -> None:
    east = timezone(timedelta(hours=8))
    naive = datetime.fromisoformat("2026-02-28T23:30")
    kept = Utc().process_bind_param(datetime(2026, 3, 1, 7, 30, tzinfo=east), None)
    assert kept == datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    assert Utc().process_result_value(naive, None) == kept
    with pytest.raises(NaiveTime, match="offset"):
        Utc().process_bind_param(naive, None)
