"""Signing in by the site's provider: what is let in, as whom, and what is not."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import pytest

from assistant.access.addresses import Addresses
from assistant.access.model import Principal
from assistant.access.openid.desk import OpenId
from assistant.access.openid.provider import Provider, Registration
from assistant.access.openid.register import Register, Visit
from assistant.access.openid.roles import RoleRule
from assistant.access.openid.wire import Wire
from assistant.audit.model import Entry
from assistant.errors import PlantUnavailable
from tests.access import Clock
from tests.door import PASSWORD, House, Reply, ask
from tests.fake_provider import CLIENT, ISSUER, SECRET, FakeProvider

pytestmark = pytest.mark.doors

RULE = RoleRule.parse("groups", "fitters=technician,leads=supervisor,it=admin")
OUT, BACK = "/sign-in/openid", "/sign-in/openid/back"
TABLET = {"user-agent": "Tablet 7"}
PLAIN: dict[str, Any] = {"sub": "u-1", "preferred_username": "wei", "groups": ["fitters"]}


class Ticking:
    """A clock of seconds that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Site:
    """A service, its provider, and one browser between them."""

    house: House
    fake: FakeProvider
    provider: Provider
    clock: Clock
    ticks: Ticking

    def ask(self, method: str, target: str, cookies: str = "", **more: Any) -> Reply:
        headers = {**TABLET, **({"cookie": cookies} if cookies else {}), **more}
        return ask(self.house.app, (method, target, headers))

    def goes_out(self, back: str = "/handover") -> tuple[str, str]:
        """Where to, and with which cookie."""
        reply = self.ask("GET", f"{OUT}?next={quote(back)}")
        assert reply.status == 303, reply.body
        return reply.headers["location"], cookie(reply)

    def comes_back(self, told: dict[str, str], cookies: str, **more: Any) -> Reply:
        return self.ask("GET", f"{BACK}?{urlencode(told)}", cookies, **more)

    def signs_in(self, claims: dict[str, Any] | None = None, back: str = "/handover") -> Reply:
        self.fake.claims = PLAIN if claims is None else claims
        url, cookies = self.goes_out(back)
        return self.comes_back(self.fake.signs_in(url), cookies)

    def me(self, reply: Reply) -> Any:
        told = self.ask("GET", "/v1/me", cookie(reply))
        return json.loads(told.body) if told.status == 200 else told.status

    def logged(self) -> list[Entry]:
        return list(self.house.assistant.audit.entries())


def cookie(reply: Reply) -> str:
    """The session's or the way's; whichever was set and not dropped."""
    return reply.headers["set-cookie"].split(";")[0]


def by_name(site: Site) -> Reply:
    """Somebody signs in as ever."""
    body = urlencode({"name": "technician 1", "secret": PASSWORD}).encode()
    return ask(site.house.app, ("POST", "/sign-in", {}), body=body)


@pytest.fixture
def configured(guarded: House) -> Iterator[Callable[..., Site]]:
    """Makes a provider for the shared service, which has none again afterwards."""

    def make(
        rule: RoleRule = RULE,
        addresses: Addresses | None = None,
        name: str = "Plant ID",
        **fake: Any,
    ) -> Site:
        provider, clock, ticks = FakeProvider(**fake), Clock(), Ticking()
        known = Registration(ISSUER, CLIENT, SECRET, name=name)
        real = Provider(known, Wire(transport=provider.transport), ticks)
        register = guarded.assistant.register
        guarded.app.state.openid = OpenId(real, rule, register, clock, addresses)
        return Site(guarded, provider, real, clock, ticks)

    yield make
    guarded.app.state.openid = None


@pytest.fixture
def site(configured: Callable[..., Site]) -> Site:
    return configured()


def test_somebody_signs_in_by_the_provider(site: Site) -> None:
    url, cookies = site.goes_out("/handover?shift=now")
    asked = dict(parse_qsl(urlsplit(url).query))
    assert url.startswith(f"{ISSUER}/authorize?theme=plant&response_type=code&")
    assert asked["redirect_uri"] == f"http://10.0.0.5:8443{BACK}"
    assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
    assert (asked["scope"], "prompt" in asked) == ("openid profile email", False)
    assert not any(asked[secret] in cookies for secret in ("state", "nonce", "code_challenge"))
    site.fake.claims = {"sub": "li", "preferred_username": "li", "groups": ["leads", "fitters"]}
    before = len(site.logged())
    reply = site.comes_back(site.fake.signs_in(url), cookies)
    assert (reply.status, reply.headers["location"]) == (303, "/handover?shift=now")
    me = site.me(reply)
    assert (me["kind"], me["name"], me["role"]) == ("person", "li", "supervisor")
    added, entered = site.logged()[before:]
    assert (added.event, added.who_name, added.details["role"]) == (
        "person.added", "li", "supervisor",
    )  # fmt: skip
    assert entered.event == "sign_in.good"
    assert entered.details == {
        "via": "oidc", "device": "Tablet 7", "address": "10.0.0.9", "issuer": ISSUER,
    }  # fmt: skip


def test_the_cookie_of_the_way_is_short_lived_and_this_hosts_alone(site: Site) -> None:
    reply = ask(site.house.app, ("GET", OUT, {}), scheme="https")
    told = reply.headers["set-cookie"]
    assert told.startswith("__Host-shiftmate-way=")
    for word in ("HttpOnly", "Max-Age=600", "Path=/", "SameSite=lax", "Secure"):
        assert word in told
    url = reply.headers["location"]
    assert dict(parse_qsl(urlsplit(url).query))["redirect_uri"].startswith("https://")


def test_who_comes_again_is_the_same_with_the_role_of_now(site: Site) -> None:
    first = site.signs_in({**PLAIN, "sub": "again", "preferred_username": "again"})
    mine = site.me(first)
    second = site.signs_in({"sub": "again", "preferred_username": "renamed", "groups": "it"})
    assert (site.me(second)["name"], site.me(second)["role"]) == ("again", "admin")
    assert (mine["role"], site.me(first)) == ("technician", 401), "the old role's session is over"
    assert [one.event for one in site.logged()[-2:]] == ["person.changed", "sign_in.good"]


def test_whoever_comes_first_works_at_the_sites_that_were_set(site: Site) -> None:
    assistant = site.house.assistant
    register = Register(assistant.plant, assistant.access.sessions, sites=["west", "east "])
    visit = Visit(ISSUER, "u-west", "Western", "technician", "Plant ID", "tablet", "10.0.0.7")
    register.enter(visit)
    person = assistant.access.people.named("western")
    assert person is not None
    assert person.sites == ("east", "west")
    assistant.access.people.change(person.id, by=Principal.console(), sites=["south"])
    register.enter(visit)
    assert assistant.access.people.get(person.id).sites == ("south",)


def test_no_program_is_taken_for_a_newcomer(site: Site) -> None:
    site.house.assistant.access.keys.create("Robo", ["docs:read"], by=Principal.console())
    reply = site.signs_in({"sub": "r", "preferred_username": "robo", "groups": ["fitters"]})
    assert site.me(reply)["name"] == "robo (Plant ID)"


def test_a_name_is_nobodys_key(site: Site) -> None:
    local = site.house.assistant.access.people.named("admin 1")
    assert local is not None
    taken = {"sub": "evil", "preferred_username": "ADMIN  1", "email": "admin 1", "groups": ["it"]}
    for number, name in enumerate(["ADMIN 1 (Plant ID)", "ADMIN 1 (Plant ID 2)"]):
        reply = site.signs_in({**taken, "sub": f"evil-{number}", "groups": ["fitters"]})
        assert (site.me(reply)["name"], site.me(reply)["role"]) == (name, "technician")
    assert site.house.assistant.access.people.named("admin 1") == local


@pytest.mark.parametrize(
    ("claims", "name"),
    [({"email": "mei@plant.example"}, "mei@plant.example"), ({"name": "梅"}, "梅"), ({}, "s-0")],
)
def test_whoever_has_no_user_name_has_another(
    site: Site, claims: dict[str, Any], name: str
) -> None:
    given = {"sub": f"s-{len(claims) * len(name)}", "groups": ["fitters"]}
    assert site.me(site.signs_in({**given, **claims}))["name"] == name


@pytest.mark.parametrize(("language", "words"), [("en", "none of your groups"), ("zh", "用户组")])
def test_whom_no_group_gives_a_role_is_told(site: Site, language: str, words: str) -> None:
    site.fake.claims = {**PLAIN, "sub": "none", "groups": ["canteen"]}
    url, cookies = site.goes_out()
    reply = site.comes_back(site.fake.signs_in(url), cookies, **{"accept-language": language})
    assert reply.status == 403
    assert words in reply.body.decode()
    assert "Plant ID" in reply.body.decode()
    bad = site.logged()[-1]
    assert (bad.event, bad.who_name, bad.details["reason"]) == ("sign_in.bad", "", "no_role")


def test_who_lost_every_role_is_out_at_once_and_a_default_lets_in(
    configured: Callable[..., Site],
) -> None:
    site = configured()
    claims = {**PLAIN, "sub": "lost", "preferred_username": "lost"}
    first = site.signs_in(claims)
    assert site.signs_in({**claims, "groups": []}).status == 403
    assert site.me(first) == 401
    site = configured(RoleRule.parse("groups", "it=admin", "technician"))
    assert site.me(site.signs_in({**claims, "groups": []}))["role"] == "technician"


def test_who_is_disabled_here_stays_out(site: Site) -> None:
    claims = {**PLAIN, "sub": "gone", "preferred_username": "gone"}
    inside = site.signs_in(claims)
    people, console = site.house.assistant.access.people, Principal.console()
    person = people.named("gone")
    assert person is not None
    people.change(person.id, by=console, is_disabled=True)
    assert site.me(inside) == 401
    reply = site.signs_in(claims)
    assert reply.status == 403
    assert "not sign in here any more" in reply.body.decode()
    assert (site.logged()[-1].who_name, site.logged()[-1].details["reason"]) == ("gone", "disabled")
    people.change(person.id, by=console, is_disabled=False)
    assert site.signs_in(claims).status == 303


def test_groups_may_be_told_apart_from_the_token(configured: Callable[..., Site]) -> None:
    more = {"userinfo_endpoint": f"{ISSUER}/userinfo"}
    site = configured(metadata=more, userinfo={"sub": "far", "groups": ["leads"]})
    claims = {"sub": "far", "preferred_username": "far"}
    assert site.me(site.signs_in(claims))["role"] == "supervisor"
    assert site.fake.asked[-1].headers["authorization"] == "Bearer an access token"
    site.fake.userinfo["sub"] = "somebody else"
    assert site.signs_in(claims).status == 401


def test_a_token_that_does_not_hold_opens_nothing(configured: Callable[..., Site]) -> None:
    """How a token may fail to hold: `tests/test_openid_rules.py`."""
    site = configured(lie=lambda claims: claims.update(nonce="another sign-in's"))
    people = len(site.house.assistant.access.people.all())
    reply = site.signs_in({**PLAIN, "sub": "liar", "groups": ["it"]})
    assert reply.status == 401
    assert "could not be trusted" in reply.body.decode()
    assert "shiftmate=" not in reply.headers["set-cookie"].replace("shiftmate-way=", "")
    assert len(site.house.assistant.access.people.all()) == people
    assert site.logged()[-1].details["reason"] == "untrusted"


def test_a_provider_may_change_its_key(site: Site) -> None:
    assert site.signs_in().status == 303
    assert site.signs_in().status == 303
    assert site.fake.paths().count("keys") == 1
    site.fake.rotate("second")
    assert site.signs_in().status == 303
    assert site.fake.paths().count("keys") == 2
    assert site.fake.paths().count("openid-configuration") == 1


def test_a_way_back_is_for_the_browser_that_went_and_once(site: Site) -> None:
    site.fake.claims = PLAIN
    url, mine = site.goes_out()
    told = site.fake.signs_in(url)
    _, others = site.goes_out()
    for cookies in ("", others, "shiftmate-way=gAAAAA", mine[:-9] + "AAAAAAAAA"):
        lost(site, told, cookies)
    lost(site, {**told, "state": "x"}, mine)
    lost(site, {"code": told["code"]}, mine)
    assert "token" not in site.fake.paths(), "the code went nowhere"
    assert site.comes_back(told, mine).status == 303
    lost(site, told, mine)
    url, mine = site.goes_out()
    site.clock.turn(minutes=11)
    lost(site, site.fake.signs_in(url), mine)


def lost(site: Site, told: dict[str, str], cookies: str) -> None:
    before = len(site.logged())
    reply = site.comes_back(told, cookies)
    assert (reply.status, "Nobody was signed in" in reply.body.decode()) == (400, True)
    assert "Max-Age=0" in reply.headers["set-cookie"]
    assert len(site.logged()) == before, "anybody can do that: it does not fill the log"


@pytest.mark.parametrize("iss", ["https://evil.example", f"{ISSUER}/", ""])
def test_an_answer_of_another_provider_is_not_redeemed(site: Site, iss: str) -> None:
    url, cookies = site.goes_out()
    reply = site.comes_back({**site.fake.signs_in(url), "iss": iss}, cookies)
    assert reply.status == 401
    assert "token" not in site.fake.paths(), "the code would be another's to use"


def test_nobody_is_sent_to_who_calls_itself_otherwise(configured: Callable[..., Site]) -> None:
    site = configured(metadata={"issuer": "https://evil.example"})
    reply = site.ask("GET", OUT)
    assert (reply.status, "location" in reply.headers) == (503, False)


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", OUT, "",
     "javascript:alert(1)"],
)  # fmt: skip
def test_the_way_leads_nowhere_else(site: Site, target: str) -> None:
    assert site.signs_in(back=target).headers["location"] == "/"


@pytest.mark.parametrize(("language", "words"), [("en", "does not answer"), ("zh", "暂时无法连接")])
def test_where_the_provider_is_down_names_and_passwords_work(
    configured: Callable[..., Site], language: str, words: str
) -> None:
    site = configured(is_down=True)
    page = site.ask("GET", f"{OUT}?lang={language}&next=/handover")
    assert page.status == 503
    assert words in page.body.decode()
    assert 'name="next" value="/handover"' in page.body.decode()
    assert len(site.fake.asked) == 1
    site.ask("GET", OUT)
    assert len(site.fake.asked) == 1, "nobody else waits for it at once"
    assert by_name(site).status == 303
    site.fake.is_down = False
    site.ticks.now += 6
    assert site.signs_in().status == 303


def test_a_provider_that_falls_down_between_is_nobodys_wrong_try(
    configured: Callable[..., Site],
) -> None:
    site = configured(addresses=Addresses(most=1))
    ways = [site.goes_out() for _ in range(2)]
    site.fake.is_down = True
    for url, cookies in ways:
        assert site.comes_back(site.fake.signs_in(url), cookies).status == 503


@pytest.mark.parametrize(
    ("error", "status"), [("access_denied", 401), ("temporarily_unavailable", 503), ("\n<x>", 401)]
)
def test_who_turns_back_there_is_told(
    site: Site, error: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    url, cookies = site.goes_out()
    told = {"state": site.fake.signs_in(url)["state"], "iss": ISSUER, "error": error}
    reply = site.comes_back({**told, "error_description": "call 555-1234"}, cookies)
    assert reply.status == status
    assert "555" not in reply.body.decode()
    assert not any("\n" in record.getMessage() for record in caplog.records)


def test_where_nothing_can_be_kept_the_page_says_so(site: Site) -> None:
    def full() -> Register:
        raise PlantUnavailable("The disk is full.")

    site.house.app.state.openid = OpenId(site.provider, RULE, full)
    reply = site.signs_in()
    assert reply.status == 503
    assert "database cannot be reached" in reply.body.decode()


def test_whose_session_it_was_before_it_is_over(site: Site) -> None:
    site.fake.claims = PLAIN
    before = by_name(site)
    url, way = site.goes_out()
    reply = site.comes_back(site.fake.signs_in(url), f"{way}; {cookie(before)}")
    assert cookie(reply) != cookie(before)
    assert site.me(before) == 401
    assert site.me(reply)["name"] == "wei"


def test_signing_out_leads_on_to_the_provider(site: Site) -> None:
    reply = site.signs_in()
    out = site.ask("POST", "/sign-out", cookie(reply), **{"accept-language": "zh"})
    assert out.status == 200, "no step after the form: browsers hold form-action against it"
    assert site.me(reply) == 401
    assert "同时退出 Plant ID" in out.body.decode()
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', out.body.decode())
    assert found is not None
    onward = urlsplit(found[1].replace("&amp;", "&"))
    told = {name: values[0] for name, values in parse_qs(onward.query).items()}
    assert onward.geturl().startswith(f"{ISSUER}/logout?")
    assert told["post_logout_redirect_uri"] == "http://10.0.0.5:8443/sign-in"
    assert told["id_token_hint"].count(".") == 2
    assert "form-action 'self'" in out.headers["content-security-policy"]
    local = site.ask("POST", "/sign-out", cookie(by_name(site)))
    assert (local.status, local.headers["location"]) == (303, "/sign-in")


def test_where_nobody_signs_out_of_the_provider_the_next_one_shows_who_they_are(
    configured: Callable[..., Site],
) -> None:
    site = configured(metadata={"end_session_endpoint": None})
    url, _ = site.goes_out()
    assert "prompt=login" in url
    out = site.ask("POST", "/sign-out", cookie(site.signs_in()))
    assert (out.status, out.headers["location"]) == (303, "/sign-in")


def test_who_fails_too_often_waits_and_the_other_door_stays_open(
    configured: Callable[..., Site],
) -> None:
    site = configured(addresses=Addresses(most=2), forge=lambda *_: "no token")
    tries = [site.signs_in() for _ in range(3)]
    assert [one.status for one in tries] == [401, 401, 429]
    assert int(tries[-1].headers["retry-after"]) > 0
    assert site.fake.paths().count("token") == 2
    assert by_name(site).status == 303


def test_a_client_says_who_it_is_as_the_provider_wants(configured: Callable[..., Site]) -> None:
    ways = {"token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_post"]}
    site = configured(metadata=ways)
    assert site.signs_in().status == 303
    token = next(one for one in site.fake.asked if one.url.path.endswith("/token"))
    assert "authorization" not in token.headers


def test_no_log_holds_the_secret(
    configured: Callable[..., Site], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    site = configured()
    url, cookies = site.goes_out()
    site.fake.claims = PLAIN
    told = site.fake.signs_in(url)
    site.comes_back(told, cookies)
    configured(forge=lambda *_: "no token").signs_in()
    said = caplog.text + str([entry.model_dump() for entry in site.logged()[-9:]])
    for secret in (SECRET, SECRET.replace(" ", "%20"), told["code"], told["state"], "access token"):
        assert secret not in said
    assert SECRET not in repr(Registration(ISSUER, CLIENT, SECRET))


def test_without_a_provider_there_is_no_such_door(guarded: House) -> None:
    assert ask(guarded.app, ("GET", OUT, {})).status == 404
    assert ask(guarded.app, ("GET", BACK, {})).status == 404
    assert "openid" not in ask(guarded.app, ("GET", "/sign-in", {})).body.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Sign in with &lt;Plant&gt;"), ("zh", "使用 &lt;Plant&gt; 登录")]
)
def test_the_button_says_who_it_is(
    configured: Callable[..., Site], language: str, words: str
) -> None:
    site = configured(name="<Plant>")
    page = site.ask("GET", f"/sign-in?lang={language}&next=/handover").body.decode()
    assert f'href="/sign-in/openid?lang={language}&amp;next=/handover">{words}</a>' in page
    password = site.ask("GET", "/password", site.house.people["technician"]["cookie"])
    assert "Plant" not in password.body.decode()
