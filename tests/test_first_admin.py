"""How the first administrator's password reaches who installs: a terminal, or a file."""

import io
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.build import Assistant
from assistant.commands.console import Terminal
from assistant.commands.first_admin import FILE_NAME, welcome
from assistant.settings import Settings
from tests.access import CONSOLE, Desk, emptied, plant_for
from tests.fakes import HashingEmbedder, ScriptedGenerator

PASSWORD = "gears turn slowly"  # noqa: S105 - opens nothing


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with plant_for("sqlite", tmp_path) as plant:
        yield emptied(plant)


def said(desk: Desk, folder: Path, *, at_terminal: bool = False) -> str:
    screen = io.StringIO()
    terminal = Terminal(file=screen, force_terminal=at_terminal, no_color=True, width=200)
    welcome(desk.access.people, folder, terminal)
    return screen.getvalue()


def test_a_terminal_shows_it_once(desk: Desk, tmp_path: Path) -> None:
    shown = said(desk, tmp_path, at_terminal=True).split("\n")
    assert desk.access.sign_in(shown[1].strip(), shown[2].strip())
    assert said(desk, tmp_path, at_terminal=True) == ""
    assert not (tmp_path / FILE_NAME).exists()


def test_a_log_is_told_the_file_alone_which_goes_once_it_was_used(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / FILE_NAME
    told = said(desk, tmp_path)
    name, password = file.read_text("utf-8").split("\n")[:2]
    assert str(file) in told
    assert password not in told
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert said(desk, tmp_path) == ""
    assert file.exists(), "nobody has used it yet"
    desk.access.sign_in(name, password)
    said(desk, tmp_path)
    assert not file.exists()


def test_an_assistant_knows_whether_there_is_one_and_makes_no_database_for_it(
    tmp_path: Path,
) -> None:
    settings = Settings(data_dir=tmp_path)
    with closing(Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))) as assistant:
        assert not assistant.has_admin()
        assert not (tmp_path / "plant.db").exists()
        assistant.access.people.add("Ada", "technician", by=CONSOLE, password=PASSWORD)
        assert not assistant.has_admin()
        assistant.access.people.add("Bob", "admin", by=CONSOLE, password=PASSWORD)
        assert assistant.has_admin()


def test_where_an_administrator_can_sign_in_nobody_is_made(desk: Desk, tmp_path: Path) -> None:
    desk.access.people.add("Ada", "admin", by=CONSOLE, password=PASSWORD)
    assert said(desk, tmp_path) == ""
    assert [one.name for one in desk.access.people.all()] == ["Ada"]
    assert not (tmp_path / FILE_NAME).exists()
