"""A setting that cannot be meant is told by its name before anything starts."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, ValidationError, field_validator

from assistant.api.problems import handle_problems
from assistant.client.settings import ClientSettings
from assistant.commands.mishaps import mishaps
from assistant.settings import Settings
from assistant.tickets.connections import load_connections
from assistant.tickets.errors import BadTickets


def refused(capsys: pytest.CaptureFixture[str], **told: object) -> str:
    with pytest.raises(SystemExit), mishaps():
        Settings(**told)
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("told", "name", "why"),
    [
        ({"webhook_hosts": "ftp://x"}, "WEBHOOK_HOSTS", "no address that begins with"),
        ({"webhook_hosts": "cmms.lan,a:b@c.lan"}, "WEBHOOK_HOSTS", "'https://c.lan' is no host"),
        ({"webhook_hosts": "https://x:port"}, "WEBHOOK_HOSTS", "is no address"),
        ({"oidc_client_id": "shiftmate"}, "OIDC_CLIENT_ID", "SHIFTMATE_OIDC_ISSUER"),
        ({"oidc_client_secret": "s"}, "OIDC_CLIENT_SECRET", "SHIFTMATE_OIDC_ISSUER"),
        ({"oidc_roles": "it=admin"}, "OIDC_ROLES", "SHIFTMATE_OIDC_ISSUER"),
        ({"oidc_default_role": "admin"}, "OIDC_DEFAULT_ROLE", "SHIFTMATE_OIDC_ISSUER"),
    ],
)
def test_what_cannot_be_used_is_told_by_its_name(
    capsys: pytest.CaptureFixture[str], told: dict[str, str], name: str, why: str
) -> None:
    said = refused(capsys, **told)
    assert said.startswith(f"shiftmate: SHIFTMATE_{name}: ")
    assert why in said
    assert "Value error" not in said


def test_what_goes_together_is_taken() -> None:
    told = Settings(oidc_issuer="https://id.lan", oidc_client_id="a", webhook_hosts="cmms.lan, b:8")
    assert (told.oidc_client_id, told.webhook_hosts) == ("a", "cmms.lan, b:8")


def test_what_is_set_to_nothing_is_not_set() -> None:
    paths = ("data_dir", "models_dir", "oidc_ca_file", "generation_url", "database_url")
    assert Settings(**dict.fromkeys(paths, "")) == Settings()
    assert Settings(data_dir="").data_dir != Path()
    empty = ClientSettings(server="", api_key="", ca="")
    assert (empty.server, empty.api_key, empty.ca) == (None, None, None)


def test_our_rules_are_told_in_our_words(tmp_path: Path) -> None:
    class Told(BaseModel):
        at: str

        @field_validator("at")
        @classmethod
        def _is_noon(cls, told: str) -> str:
            raise ValueError(f"{told!r} is not noon.")

    app = FastAPI()
    handle_problems(app)

    @app.post("/")
    def at(told: Told) -> None:
        raise AssertionError

    (pointer,) = TestClient(app).post("/", json={"at": "9"}).json()["errors"]
    assert pointer == {"pointer": "/at", "detail": "'9' is not noon."}
    with pytest.raises(ValidationError, match="Value error"):
        Told(at="9")
    (tmp_path / "tickets.toml").write_text('[desk]\nsystem = "glpi"\nurl = "ftp://x"\n', "utf-8")
    with pytest.raises(BadTickets, match=r"desk\.url: is no address"):
        load_connections(tmp_path, {})
