"""``shiftmate people`` and ``keys``, as an administrator types them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.access.desk import Access
from assistant.cli import app
from assistant.plant.database import PlantDatabase, sqlite_url

pytestmark = pytest.mark.process
SECRET = "gears turn slowly"  # noqa: S105 - opens nothing


def _run(data: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed, env={"SHIFTMATE_DATA_DIR": str(data)})


def test_people_are_added_and_sign_in(tmp_path: Path) -> None:
    added = _run(tmp_path, "people", "add", "[b]李明", "--role", "admin", typed=f"{SECRET}\n")
    assert added.output.strip() == "[b]李明: admin, all sites, password"
    refused = _run(tmp_path, "people", "disable", "[B]李明")
    assert "last administrator" in str(refused.exception)
    assert _run(tmp_path, "people", "pin", "[b]李明", typed="830274\n").exit_code == 0
    listed = _run(tmp_path, "people", "list")
    assert "[b]李明" in listed.output
    assert "password, PIN" in listed.output
    plant = PlantDatabase.open(sqlite_url(tmp_path))
    access = Access(plant)
    for secret in (SECRET, "830274"):
        access.sign_in("[b]李明", secret)
    assert _run(tmp_path, "people", "sign-out", "[b]李明").output.strip() == "2 signed out."
    plant.close()


def test_a_key_is_shown_once(tmp_path: Path) -> None:
    made = _run(tmp_path, "keys", "create", "ERP", "--scope", "docs:read", "--json")
    told = json.loads(made.output)
    key, secret = told["key"], told["text"]
    again = json.loads(_run(tmp_path, "keys", "rotate", key["id"], "--json").output)
    assert again["key"]["replaces"] == key["id"]
    listed = _run(tmp_path, "keys", "list", "--json")
    assert [one["name"] for one in json.loads(listed.output)] == ["ERP", "ERP"]
    assert secret.rpartition("_")[2] not in listed.output
    assert _run(tmp_path, "keys", "revoke", key["id"]).exit_code == 0
    plant = PlantDatabase.open(sqlite_url(tmp_path))
    access = Access(plant)
    assert access.keys.principal_of(secret) is None
    assert access.keys.principal_of(again["text"]) is not None
    plant.close()
