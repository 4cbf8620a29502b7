"""The command as a person types it."""

import json
import os
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from assistant.commands.doctor import clock
from assistant.settings import Settings
from tests.strange_server import said, serving

pytestmark = pytest.mark.process

HEAVY = {"torch", "transformers", "gradio", "faiss", "fastapi", "pydantic", "langchain_core"}


def shiftmate(
    *arguments: str, data: Path, models: Path | None = None, **settings: str
) -> subprocess.CompletedProcess:
    environment = {
        **os.environ,
        "SHIFTMATE_DATA_DIR": str(data),
        "SHIFTMATE_MODELS_DIR": str(models or data / "no-models"),
        "COLUMNS": "200",
        **settings,
    }
    return subprocess.run(
        [sys.executable, "-c", "from assistant.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )


def test_help_names_every_command_and_loads_nothing_heavy(tmp_path: Path) -> None:
    run = shiftmate("--help", data=tmp_path)
    assert run.returncode == 0
    for command in ("ingest", "ask", "serve", "models", "doctor"):
        assert command in run.stdout
    listing = (
        "import sys, typer.testing, assistant.cli as c;"
        "typer.testing.CliRunner().invoke(c.app, ['--help']);"
        "print(*sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(run.stdout.split())


@pytest.mark.parametrize(
    "arguments", [("ingest",), ("ingest", "/no/such/folder"), ("nonsense",), ("serve", "--port=x")]
)
def test_wrong_usage_is_exit_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert shiftmate(*arguments, data=tmp_path).returncode == 2


def test_missing_weights_say_what_to_run(tmp_path: Path) -> None:
    run = shiftmate("ask", "AL-31?", data=tmp_path)
    assert run.returncode == 1
    assert "shiftmate models pull multilingual-e5-small" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_service_refuses_to_listen_to_strangers(tmp_path: Path) -> None:
    run = shiftmate("serve", "--host", "0.0.0.0", data=tmp_path)  # noqa: S104 - to be refused
    assert run.returncode == 1
    assert "without TLS" in run.stderr


def test_models_are_listed_with_their_state(tmp_path: Path) -> None:
    run = shiftmate("models", "list", "--json", data=tmp_path)
    states = {row["id"]: row["status"] for row in json.loads(run.stdout)}
    assert states["multilingual-e5-small"] == "missing"
    unknown = shiftmate("models", "pull", "gpt-7", data=tmp_path)
    assert unknown.returncode == 1
    assert "multilingual-e5-small" in unknown.stderr


def test_the_doctor_finds_what_is_missing(tmp_path: Path) -> None:
    listing = said(b'{"data": [{"id": "another-model"}]}', kind="application/json")
    with serving(listing) as server:
        run = shiftmate("doctor", "--json", data=tmp_path, SHIFTMATE_GENERATION_URL=server.url)
    assert run.returncode == 1
    mends = {check["name"]: check["mend"] for check in json.loads(run.stdout)}
    assert mends["library"] == "shiftmate ingest FOLDER"
    assert "models pull" in mends["weights of multilingual-e5-small"]
    assert "another-model" in mends["generation server"]
    assert mends["OCR"] == ""


def test_the_doctor_asks_for_the_plants_clock_where_it_is_utc_unasked() -> None:
    unasked = Settings.model_construct(site_zone="Etc/UTC", _fields_set=set())
    assert "SHIFTMATE_SITE_ZONE" in clock(unasked).mend
    assert "Etc/UTC" in clock(unasked).found
    assert not clock(unasked).is_wrong, "a plant may live by it"
    emptied = Settings(site_zone="")  # as compose files do
    assert clock(emptied) == clock(Settings())
    assert "site_zone" not in emptied.model_fields_set
    elsewhere = Settings.model_construct(site_zone="Asia/Shanghai", _fields_set=set())
    for settings in (elsewhere, Settings(site_zone="UTC"), Settings(site_zone="Asia/Shanghai")):
        assert clock(settings)[:3] == ("site's clock", settings.site_zone, "")


def test_our_package_names_are_nobody_elses() -> None:
    owners = packages_distributions()
    for name in ("assistant", "ingest", "prompts", "ui", "vectorstore"):
        assert set(owners.get(name, ["shiftmate"])) == {"shiftmate"}
