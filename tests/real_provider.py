"""Canaille, an OpenID provider, in a process of its own: ``real_provider PORT HOME``."""

import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.service import wait_until_up

CLIENT, SECRET = "shiftmate", "s3cret of the two"
PASSWORD = "a rather long password"  # noqa: S105


@contextmanager
def providing(home: str) -> Iterator[str]:
    """The issuer, which knows the client that lives at this address, and mei of the leads."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.real_provider", str(port), home]
    with subprocess.Popen(command, cwd=Path(__file__).parents[1]) as process:
        try:
            yield wait_until_up(
                f"http://127.0.0.1:{port}", process.poll, "/.well-known/openid-configuration"
            )
        finally:
            process.terminate()


def serve(port: int, home: str) -> None:
    from canaille import create_app
    from joserfc.jwk import RSAKey
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log(self, kind: str, message: str, *values: object) -> None:
            pass

    here = f"127.0.0.1:{port}"
    key = RSAKey.generate_key(2048, auto_kid=True).as_dict(private=True)
    app = create_app(
        {
            "SECRET_KEY": secrets.token_hex(16),
            "SERVER_NAME": here,
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"DATABASE": "memory", "TRUSTED_HOSTS": [here]},
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [key]},
        }
    )
    with app.app_context():
        _settle(home)
    make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet).serve_forever()


def _settle(home: str) -> None:
    """A person, a group and a client, as its own pages would make them."""
    from canaille.app import models
    from canaille.backends import Backend

    mei = models.User(
        user_name="mei", display_name="mei", formatted_name="陈梅", family_name="陈",
        emails=["mei@plant.example"], password=PASSWORD,
    )  # fmt: skip
    client = models.Client(
        client_id=CLIENT, client_secret=SECRET, client_name="Shiftmate", client_uri=home,
        redirect_uris=[f"{home}/sign-in/openid/back"],
        post_logout_redirect_uris=[f"{home}/sign-in"],
        grant_types=["authorization_code"], response_types=["code"],
        scope=["openid", "profile", "email", "groups"],
        token_endpoint_auth_method="client_secret_basic",  # noqa: S106
        id_token_signed_response_alg="RS256",  # noqa: S106
    )  # fmt: skip
    save = Backend.instance.save
    save(mei)
    save(models.Group(display_name="leads", members=[mei]))
    save(client)
    client.audience = [client]
    save(client)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
