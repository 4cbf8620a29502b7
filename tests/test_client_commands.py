"""``shiftmate --server URL``: the same words as on the machine itself, and the same exit codes."""

import json
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.access.model import Principal
from assistant.api.app import create_app
from assistant.api.entrance import Entrance
from assistant.build import Assistant
from assistant.cli import app
from assistant.commands.mishaps import mishaps
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.far import listening
from tests.paper import make_pdf, writing
from tests.report_forms import ADA, filled
from vectorstore.sync import take_in

pytestmark = pytest.mark.process

SCOPES = {"docs:read", "docs:write", "reports:read", "reports:draft", "kpi:read", "jobs:read"}


class Far:
    """A service that demands a key, and the data folder behind it."""

    def __init__(self, address: str, key: str, data: Path) -> None:
        self.address, self.key, self.data = address, key, data

    def there(self, *arguments: str, key: str | None = None) -> Result:
        return run("--server", self.address, *arguments, SHIFTMATE_API_KEY=key or self.key)

    def here(self, *arguments: str) -> Result:
        return run(*arguments, SHIFTMATE_DATA_DIR=str(self.data), SHIFTMATE_SITE_ZONE="Asia/Tokyo")


def run(*arguments: str, **environment: str) -> Result:
    """In a context of its own: where to ask is chosen once for a process."""
    return copy_context().run(CliRunner().invoke, app, list(arguments), env=environment)


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Far]:
    folder = tmp_path_factory.mktemp("far")
    settings = Settings(data_dir=folder / "data", gate=0.1, site_zone="Asia/Tokyo")
    built = Assistant(settings, HashingEmbedder(), ScriptedGenerator([["Cool [1]."]] * 3))
    path = make_pdf(folder / "d1.pdf", writing("Drive D1", "AL-31 motor overload alarm: cool."))
    take_in(path, "d1.pdf", built.library, built.originals)
    built.reports.create(filled(), ADA)
    built.intake.start()
    _, key = built.access.keys.create("line 1", SCOPES, by=Principal.console())
    with listening(create_app(built, entrance=Entrance(demands_sign_in=True))) as address:
        yield Far(address, key, settings.data_dir)
    built.close()


@pytest.mark.parametrize(
    "command",
    [
        ("reports", "list"),
        ("reports", "list", "--json"),
        ("reports", "show", "FR-{year}-000001"),
        ("reports", "show", "FR-{year}-000001", "--json"),
        ("jobs", "list"),
        ("handover", "--shift", "now"),
        ("handover", "--site", "Plant"),
    ],
    ids=" ".join,
)
def test_a_server_says_what_the_machine_itself_says(far: Far, command: tuple[str, ...]) -> None:
    listed = json.loads(far.here("reports", "list", "--json").stdout)
    year = listed[0]["number"].split("-")[1]
    arguments = [word.format(year=year) for word in command]
    there, here = far.there(*arguments), far.here(*arguments)
    assert there.exit_code == here.exit_code == 0, there.output
    assert there.stdout == here.stdout


def test_questions_go_there(far: Far) -> None:
    asked = far.there("ask", "motor overload alarm AL-31")
    assert asked.exit_code == 0, asked.output
    assert "Cool [1]." in asked.stdout
    assert asked.stdout.rstrip().endswith("[1] d1.pdf, p. 1")
    assert json.loads(far.there("ask", "motor overload AL-31", "--json").stdout)["citations"]
    assert far.there("alarm", "ZZ-99").exit_code == 1
    assert far.there("repairs", "", "AL-31").exit_code == 1
    assert far.there("history", "how many work orders?").exit_code == 1
    assert "E07" in far.there("report", "press 1 tripped E07, replaced fuse").stdout


def test_files_go_there_and_are_listed(far: Far, tmp_path: Path) -> None:
    (tmp_path / "oil.txt").write_text("Fill the gearbox with 2.5 L of oil.", "utf-8")
    sent = far.there("ingest", str(tmp_path))
    assert sent.exit_code == 0, sent.output
    assert "oil.txt" in sent.stdout
    assert "oil.txt" in far.there("documents", "list").stdout


def test_what_cannot_be_done_from_afar_says_so(far: Far, tmp_path: Path) -> None:
    refused = far.there("backup", str(tmp_path / "b"))
    assert refused.exit_code == 2
    assert "machine itself" in refused.output


def test_no_key_and_a_narrow_key_are_told(far: Far, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), mishaps():
        raise far.there("gaps").exception or AssertionError
    assert "gaps:read" in capsys.readouterr().err
    with pytest.raises(SystemExit), mishaps():
        raise far.there("reports", "list", key="smk_nobody").exception or AssertionError
    assert "SHIFTMATE_API_KEY" in capsys.readouterr().err
