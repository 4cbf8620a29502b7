"""An OpenID provider within the test, which lies as it is told to. Its sockets are a transport."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from time import time
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

ISSUER = "https://id.plant.example/realm"
CLIENT, SECRET = "shiftmate", "the secret between the two"
DOWN = 1


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class FakeProvider:
    """Signs everybody in; knows the claims of one person."""

    claims: dict[str, Any] = field(default_factory=dict)
    """Of the person; as they stand in the ID token."""
    userinfo: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    """Beside what it says of itself, or in its place; None takes away."""
    is_down: bool = False
    lie: Callable[[dict[str, Any]], object] = lambda _: None
    """Changes an ID token's claims before they are signed."""
    forge: Callable[["FakeProvider", dict[str, Any]], str] | None = None
    """Signs in the provider's place."""
    asked: list[httpx.Request] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rotate("first")

    def rotate(self, kid: str) -> None:
        """Signs by another key from now on, and forgets the old one."""
        self.kid, self.key = kid, ec.generate_private_key(ec.SECP256R1())

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def paths(self) -> list[str]:
        return [one.url.path.rpartition("/")[2] for one in self.asked]

    def signs_in(self, url: str) -> dict[str, str]:
        """What the browser brings back that came to this address."""
        asked = dict(parse_qsl(urlsplit(url).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": ISSUER}

    def jwk(self) -> dict[str, Any]:
        public = json.loads(ECAlgorithm.to_jwk(self.key.public_key()))
        return {**public, "kid": self.kid, "use": "sig"}

    def signed(self, claims: dict[str, Any], **headers: Any) -> str:
        return jwt.encode(claims, self.key, "ES256", headers={"kid": self.kid, **headers})

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.is_down:
            raise httpx.ConnectError("refused", request=request)
        match request.url.path.rpartition("/")[2]:
            case "openid-configuration":
                return httpx.Response(200, json=self._says())
            case "keys":
                return httpx.Response(200, json={"keys": [self.jwk()]})
            case "token":
                return self._token(request)
            case "userinfo":
                return httpx.Response(200, json=self.userinfo)
        return httpx.Response(404, json={})

    def _says(self) -> dict[str, Any]:
        told = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize?theme=plant",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "end_session_endpoint": f"{ISSUER}/logout",
            "id_token_signing_alg_values_supported": ["none", "HS256", "ES256"],
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }
        return {name: value for name, value in told.items() if value is not None}

    def _token(self, request: httpx.Request) -> httpx.Response:
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        asked = self.codes.pop(form.get("code", ""), None)
        proof = encoded(sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or asked["code_challenge"] != proof or not self._knows(request, form):
            return httpx.Response(400, json={"error": "invalid_grant"})
        access = "an access token"
        claims = {
            "iss": ISSUER, "aud": CLIENT, "iat": int(time()), "exp": int(time()) + 300,
            "nonce": asked["nonce"], "at_hash": encoded(sha256(access.encode()).digest()[:16]),
            **self.claims,
        }  # fmt: skip
        self.lie(claims)
        token = self.forge(self, claims) if self.forge else self.signed(claims)
        return httpx.Response(200, json={"access_token": access, "id_token": token})

    def _knows(self, request: httpx.Request, form: dict[str, str]) -> bool:
        basic = httpx.BasicAuth(CLIENT, SECRET.replace(" ", "%20"))._auth_header
        return request.headers.get("authorization") == basic or (
            (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        )
