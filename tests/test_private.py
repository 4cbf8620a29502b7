"""What a plant keeps, its service's user alone can read, whatever the shell allows."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.backup.load import load
from assistant.backup.save import save
from assistant.commands.doctor import _folder
from assistant.commands.private import keep_private, keep_readable
from assistant.plant.database import PlantDatabase, sqlite_url
from assistant.settings import Settings

OTHERS = 0o077


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """A shell that lets everybody read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    found = [folder, *folder.rglob("*")]
    return [str(one) for one in found if one.stat().st_mode & OTHERS]


def a_plant(folder: Path) -> None:
    PlantDatabase.open(sqlite_url(folder)).close()
    (folder / "tls").mkdir()
    (folder / "tls" / "key.pem").write_text("key")


def test_what_a_command_makes_is_its_users_alone(tmp_path: Path) -> None:
    keep_private()
    a_plant(tmp_path / "data")
    assert open_to_others(tmp_path / "data") == []
    assert _folder(Settings(data_dir=tmp_path / "data")).mend == ""
    keep_readable()
    (tmp_path / "weights").mkdir()
    assert open_to_others(tmp_path / "weights") == [str(tmp_path / "weights")]


def test_every_command_does_so() -> None:
    from assistant.cli import main

    with suppress(SystemExit):
        main()
    assert os.umask(0o022) & OTHERS == OTHERS


def test_a_plant_comes_back_private_whatever_it_was(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "plant.tar"
    a_plant(data)
    assert open_to_others(data)
    save(data, data / "plant.db", file, [])
    load(file, tmp_path / "new")
    assert open_to_others(tmp_path / "new") == []


def test_doctor_tells_of_a_folder_that_others_can_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert _folder(Settings(data_dir=tmp_path)).mend == f"chmod -R go= {tmp_path}"
    tmp_path.chmod(0o700)
    assert _folder(Settings(data_dir=tmp_path)).mend == ""
