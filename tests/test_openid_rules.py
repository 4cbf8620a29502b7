"""What of a provider's word holds: tokens, roles, ways, addresses, settings."""

import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from time import time
from typing import Any

import httpx
import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access.openid.errors import ProviderDown, UnfitProvider, Untrusted, WayLost
from assistant.access.openid.flow import GOOD_FOR, Flows
from assistant.access.openid.provider import Provider, Registration
from assistant.access.openid.roles import RoleRule
from assistant.access.openid.token import verified
from assistant.access.openid.wire import Wire, is_secret
from assistant.engines import build_openid
from assistant.settings import Settings
from tests.access import Clock
from tests.fake_provider import CLIENT, ISSUER, SECRET, FakeProvider, encoded

FAKE = FakeProvider()
ACCESS = "an access token"
Claims = dict[str, Any]


def claims(**more: Any) -> Claims:
    told = {
        "iss": ISSUER, "aud": CLIENT, "sub": "u-1", "iat": int(time()), "exp": int(time()) + 300,
        "nonce": "n", "at_hash": encoded(sha256(ACCESS.encode()).digest()[:16]), **more,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


def check(raw: str, *keys: dict[str, Any]) -> Claims:
    known = keys or (FAKE.jwk(),)
    named = lambda kid: [one for one in known if kid in (None, one.get("kid"))]  # noqa: E731
    return verified(raw, named, issuer=ISSUER, client_id=CLIENT, nonce="n", access_token=ACCESS)


def by_the_provider(told: Claims) -> str:
    """By its key, whatever PyJWT thinks of the claims."""
    signed = f"{FAKE.signed({}).split('.')[0]}.{encoded(json.dumps(told).encode())}"
    by = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256)
    return f"{signed}.{encoded(by.sign(signed.encode(), FAKE.key))}"


def test_a_token_that_was_made_for_us_holds() -> None:
    assert check(FAKE.signed(claims()))["sub"] == "u-1"
    assert check(FAKE.signed(claims(at_hash=None, exp=time() - 30)))["sub"] == "u-1"
    assert check(FAKE.signed(claims(aud=[CLIENT, "api"], azp=CLIENT)))["sub"] == "u-1"
    assert check(by_the_provider(claims()))["sub"] == "u-1"


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another sign-in's"}, {"nonce": None}, {"nonce": 7}, {"nonce": "n "},
        {"aud": "another client"}, {"aud": ["another client"]}, {"aud": None}, {"aud": []},
        {"aud": [CLIENT, "another client"]}, {"azp": "another client"},
        {"iss": "https://evil.example"}, {"iss": f"{ISSUER}/"}, {"iss": None}, {"iss": [ISSUER]},
        {"exp": 1}, {"exp": time() - 90}, {"exp": None}, {"exp": "tomorrow"},
        {"iat": time() + 9000}, {"iat": None}, {"nbf": time() + 9000},
        {"sub": None}, {"sub": ""}, {"sub": "x" * 256}, {"sub": "梅"}, {"sub": 7}, {"sub": "a\nb"},
        {"at_hash": "of another token"}, {"at_hash": 7},
    ],
    ids=", ".join,  # not the moments, which differ from worker to worker
)  # fmt: skip
def test_a_token_that_lies_does_not(lie: Claims) -> None:
    with pytest.raises(Untrusted):
        check(by_the_provider(claims(**lie)))


def by_hand(header: Claims, secret: bytes) -> str:
    told = [encoded(json.dumps(part).encode()) for part in (header, claims())]
    return ".".join([*told, encoded(hmac.digest(secret, ".".join(told).encode(), "sha256"))])


def by_secret() -> str:
    return by_hand({"alg": "HS256", "kid": FAKE.kid}, SECRET.encode())


def by_public_key() -> str:
    return by_hand({"alg": "HS256", "kid": FAKE.kid}, json.dumps(FAKE.jwk()).encode())


def by_nobody() -> str:
    return by_hand({"alg": "none", "kid": FAKE.kid}, b"").rpartition(".")[0] + "."


def by_a_stranger() -> str:
    return FakeProvider().signed(claims(), kid=FAKE.kid)


def by_a_key_of_its_own() -> str:
    stranger = FakeProvider()
    return stranger.signed(claims(), jwk=stranger.jwk(), jku="https://evil.example")


def with_orders() -> str:
    return FAKE.signed(claims(), crit=["exp"])


def changed_later() -> str:
    head, _, signature = FAKE.signed(claims()).split(".")
    return f"{head}.{encoded(json.dumps(claims(groups=['it'])).encode())}.{signature}"


@pytest.mark.parametrize(
    "forge",
    [by_secret, by_public_key, by_nobody, by_a_stranger, by_a_key_of_its_own, with_orders,
     changed_later],
)  # fmt: skip
def test_a_token_that_another_signed_does_not(forge: Callable[[], str]) -> None:
    with pytest.raises(Untrusted):
        check(forge())


@pytest.mark.parametrize(
    "changed",
    [{"kid": "x"}, {"use": "enc"}, {"alg": "ES384"}, {"crv": "P-384"}, {"kty": "RSA"}, {"x": 7},
     {"kty": "oct", "k": "AAAA"}],
    ids=str,
)  # fmt: skip
def test_a_key_of_another_kind_or_use_proves_nothing(changed: Claims) -> None:
    with pytest.raises(Untrusted):
        check(FAKE.signed(claims()), {**FAKE.jwk(), **changed})


def test_of_two_keys_without_a_name_none_is_tried() -> None:
    nameless = jwt.encode(claims(), FAKE.key, "ES256")
    assert check(nameless)["sub"] == "u-1"
    with pytest.raises(Untrusted, match="2 keys"):
        check(nameless, FAKE.jwk(), FakeProvider().jwk())


@given(st.text(max_size=60))
def test_no_text_is_a_token(raw: str) -> None:
    with pytest.raises(Untrusted):
        check(raw)


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["fitters"], "technician"), (["fitters", "it", "leads"], "admin"), ("leads", "supervisor"),
        (["canteen"], None), ([], None), (None, None), ({"it": True}, None), ([["it"], 7], None),
        (["IT"], None), (["cn=night,ou=groups"], "supervisor"),
    ],
)  # fmt: skip
def test_the_most_that_a_group_gives(groups: object, role: str | None) -> None:
    told = "fitters=technician, leads=supervisor,cn=night,ou=groups=supervisor,it=admin,"
    rule = RoleRule.parse("realm.roles", told)
    assert rule.role_of({"realm": {"roles": groups}, "sub": "x"}) == role
    assert rule.role_of({"realm.roles": groups}) == role


def test_who_has_none_gets_what_everybody_has() -> None:
    assert RoleRule.parse("groups", "it=admin", "technician").role_of({}) == "technician"


@pytest.mark.parametrize("told", ["it", "it=boss", "=admin", "it=admin,leads", ""])
def test_a_list_of_roles_that_gives_none_is_refused(told: str) -> None:
    with pytest.raises(UnfitProvider, match="SHIFTMATE_OIDC_ROLES"):
        RoleRule.parse("groups", told)


@given(st.text(max_size=200), st.text(max_size=60))
def test_nobody_makes_a_way(cookie: str, state: str) -> None:
    with pytest.raises(WayLost):
        Flows().end(cookie, state)


def test_a_way_is_gone_once_and_soon() -> None:
    clock = Clock()
    flows = Flows(clock)
    flow, cookie = flows.begin("https://here/back", "/")
    with pytest.raises(WayLost):
        flows.end(cookie, "another way's")
    assert flows.end(cookie, flow.state) == flow
    with pytest.raises(WayLost):
        flows.end(cookie, flow.state)
    flow, cookie = flows.begin("https://here/back", "/")
    with pytest.raises(WayLost):
        Flows(clock).end(cookie, flow.state)
    clock.now += GOOD_FOR + timedelta(seconds=1)
    with pytest.raises(WayLost):
        flows.end(cookie, flow.state)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"}, {"issuer": f"{ISSUER}/"}, {"issuer": None},
        {"token_endpoint": "http://id.plant.example/token"}, {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"}, {"end_session_endpoint": "//evil"},
        {"token_endpoint": "https://[::"}, {"jwks_uri": None}, {"userinfo_endpoint": 7},
        {"token_endpoint": "http://127.0.0.1:8080/token"},
    ],
    ids=str,
)  # fmt: skip
def test_who_calls_itself_otherwise_or_speaks_in_the_clear_is_no_provider(metadata: Claims) -> None:
    fake = FakeProvider(metadata=metadata)
    with pytest.raises(ProviderDown):
        Provider(Registration(ISSUER, CLIENT), Wire(transport=fake.transport)).endpoints()


@pytest.mark.parametrize("address", ["http://127.0.0.1:80/x", "http://[::1]/", "https://id.lan"])
def test_where_nobody_listens_a_secret_may_be_told(address: str) -> None:
    assert is_secret(address)


@pytest.mark.parametrize(
    "address",
    ["http://id.lan", "http://10.0.0.1", "https://", "id.lan", "http://localhost.evil.example",
     "http://127.0.0.1@evil.example/"],
)  # fmt: skip
def test_elsewhere_it_may_not(address: str) -> None:
    assert not is_secret(address)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (httpx.Response(200, content=b" " * 1_000_001), "does not come to an end"),
        (httpx.Response(302, headers={"location": "https://evil.example"}, json={}), "with 302"),
        (httpx.Response(200, text="<html>"), "no JSON"),
        (httpx.Response(200, json=[]), "no JSON object"),
    ],
)
def test_a_reply_is_bounded_and_leads_nowhere(reply: httpx.Response, words: str) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return reply

    with pytest.raises(ProviderDown, match=words):
        Wire(transport=httpx.MockTransport(answer)).get(ISSUER)
    assert asked == ["id.plant.example"]


def settings(folder: Path, **more: Any) -> Settings:
    given: dict[str, Any] = {
        "oidc_issuer": ISSUER, "oidc_client_id": CLIENT, "oidc_roles": "it=admin", **more,
    }  # fmt: skip
    return Settings(data_dir=folder, **given)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"oidc_issuer": "http://id.plant.example"}, "https address"),
        ({"oidc_client_id": ""}, "OIDC_CLIENT_ID"),
        ({"oidc_roles": ""}, "nobody a role"),
        ({"oidc_scopes": "profile"}, "needs openid"),
        ({"oidc_ca_file": Path(__file__)}, "no certificate"),
        ({"oidc_ca_file": Path("/nowhere.pem")}, "no certificate"),
    ],
)
def test_settings_by_which_nobody_could_sign_in_are_refused_at_the_start(
    tmp_path: Path, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(UnfitProvider, match=words):
        build_openid(settings(tmp_path, **more), lambda: pytest.fail("nobody came"))


def test_settings_name_a_provider_and_never_its_secret(tmp_path: Path) -> None:
    told = settings(tmp_path, oidc_client_secret=SECRET)
    made = build_openid(told, lambda: pytest.fail("nobody came"))
    assert made is not None
    assert made.name == "id.plant.example"
    assert SECRET not in f"{told!r} {Registration(ISSUER, CLIENT, SECRET)!r}"
    made.close()
    assert build_openid(Settings(data_dir=tmp_path), lambda: pytest.fail("nobody came")) is None
