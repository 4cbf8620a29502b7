"""``shiftmate people`` and ``keys``, as an administrator types them."""

import json
from contextvars import copy_context
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.access.desk import Access
from assistant.access.hashing import Hasher
from assistant.access.model import Principal
from assistant.api.app import create_app
from assistant.cli import app
from assistant.client import Client
from assistant.client.errors import Refused
from assistant.errors import NotHere
from assistant.plant.database import PlantDatabase, sqlite_url
from assistant.settings import Settings
from tests.door import Plant
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.far import listening

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
    access.sign_in("[b]李明", SECRET)
    everybody = _run(tmp_path, "people", "sign-out", "--everybody")
    assert everybody.output.strip() == "1 signed out."
    assert "Name one person" in str(_run(tmp_path, "people", "sign-out").exception)
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


def test_a_service_on_the_machine_itself_is_asked_in_the_same_words(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assistant = Plant(settings, HashingEmbedder(), ScriptedGenerator([]))
    assistant.cheap = access = Access(assistant.plant, hasher=Hasher(1, 64))
    kept = access.people.add("Ada", "admin", by=Principal.console(), password=SECRET)
    with listening(create_app(assistant)) as address:

        def there(*words: str, typed: str = "") -> str:
            done = copy_context().run(_run, tmp_path, "--server", address, *words, typed=typed)
            assert done.exit_code == 0, done.exception
            return done.stdout.strip()

        added = there("people", "add", "Bob", "--site", "A", typed=f"{SECRET}\n")
        assert added == "Bob: technician, A, password"
        assert there("people", "role", "BOB", "supervisor", "--all-sites").startswith(
            "Bob: supervisor, all sites"
        )
        assert there("people", "pin", "Bob", typed="830274\n").endswith("password, PIN")
        assert there("people", "pin", "Bob", "--remove").endswith("password")
        access.sign_in("Bob", SECRET)
        assert there("people", "sign-out", "Bob") == "1 signed out."
        there("people", "password", "Bob", typed="belts slip often\n")
        there("people", "unlock", "Bob")
        assert there("people", "disable", "Bob").endswith("disabled")
        assert (
            there("people", "list", "--json")
            == _run(tmp_path, "people", "list", "--json").stdout.strip()
        )
        made = json.loads(there("keys", "create", "ERP", "--scope", "docs:read", "--json"))
        turned = json.loads(there("keys", "rotate", made["key"]["id"], "--json"))
        assert access.keys.principal_of(turned["text"]) is not None
        there("keys", "revoke", made["key"]["id"])
        assert there("keys", "list") == _run(tmp_path, "keys", "list").stdout.strip()
        with Client(address) as client:
            person, password = client.people.invite("Cem", sites=["A"])
            assert access.sign_in("Cem", password)[0].person_id == person.id
            with pytest.raises(Refused) as stale:
                client.people.change(kept.id, person.version, role="supervisor")
            assert stale.value.status == 412
            assert client.people.locked() == []
            with pytest.raises(NotHere, match="nobody called"):
                client.people.named("nobody")
        with (
            Client(address, turned["text"]) as program,
            pytest.raises(Refused, match="people decide that, signed in"),
        ):
            list(program.people.all())
    assistant.close()
