"""Against a real provider, which is none of our making: canaille, over sockets of this machine."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse

from assistant.access.openid.desk import OpenId
from assistant.access.openid.errors import ProviderDown
from assistant.access.openid.provider import Provider, Registration
from assistant.access.openid.roles import RoleRule
from assistant.access.openid.wire import Wire
from assistant.commands.cert import issue, root_of
from assistant.commands.tls import in_folder
from tests.browser import opened
from tests.door import House
from tests.far import listening
from tests.real_provider import CLIENT, PASSWORD, SECRET, providing

pytestmark = pytest.mark.process


class Site(NamedTuple):
    """Both, each at its address; they are different sites to a browser."""

    home: str
    issuer: str


@pytest.fixture(scope="module")
def site(guarded: House) -> Iterator[Site]:
    with listening(guarded.app) as address:
        home = address.replace("127.0.0.1", "localhost")
        with providing(home) as issuer:
            scopes = "openid profile email groups"
            known = Registration(issuer, CLIENT, SECRET, scopes, "Canaille")
            wire, rule = Wire(), RoleRule.parse("groups", "leads=supervisor")
            made = OpenId(Provider(known, wire), rule, guarded.assistant.register)
            guarded.app.state.openid = made
            yield Site(home, issuer)
            guarded.app.state.openid = None
            made.close()


def sign_in_there(browser: httpx.Client, page: httpx.Response) -> httpx.Response:
    """Fills its forms until it leads back."""
    while fields := re.findall(r'<input[^>]*name="(csrf_token|login|password)"[^>]*>', page.text):
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token is not None
        told = {"csrf_token": token[1], "login": "mei", "password": PASSWORD}
        page = browser.post(str(page.url), data={name: told[name] for name in fields})
    return page


def test_somebody_signs_in_by_a_real_provider_and_out_again(site: Site) -> None:
    with httpx.Client(follow_redirects=True) as browser:
        login = browser.get(f"{site.home}/sign-in/openid?next=/v1/me")
        assert str(login.url).startswith(site.issuer)
        me = sign_in_there(browser, login)
        assert str(me.url) == f"{site.home}/v1/me"
        assert (me.json()["name"], me.json()["role"]) == ("mei", "supervisor")
        again = browser.get(f"{site.home}/sign-in/openid?next=/v1/me")
        assert again.json() == me.json(), "the provider still knows who it is"
        page = browser.post(f"{site.home}/sign-out").text
        onward = re.search(r'<a href="([^"]+)"', page)
        assert onward is not None
        left = browser.get(onward[1].replace("&amp;", "&"))
        assert left.url.path == "/sign-in"
        assert left.url.host == "localhost"
        assert browser.get(f"{site.home}/v1/me").status_code == 401
        login = browser.get(f"{site.home}/sign-in/openid")
        assert str(login.url).startswith(f"{site.issuer}/login"), "it does not know them any more"


@pytest.mark.browser
def test_a_real_browser_lets_nothing_stand_in_the_way(site: Site) -> None:
    """Neither a cookie's SameSite, nor form-action, nor what the door holds of other sites."""
    with opened(f"{site.home}/sign-in?next=/v1/me", width=820, height=1180) as visit:
        page = visit.page
        page.click("text=Sign in with Canaille")
        page.fill("#login", "mei")
        page.press("#login", "Enter")
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(f"{site.home}/v1/me")
        assert json.loads(page.inner_text("pre"))["name"] == "mei"
        page.goto(f"{site.home}/sign-in")
        page.evaluate(
            "document.querySelector('form').outerHTML ="
            " '<form method=post action=/sign-out><button id=out>x</button></form>'"
        )
        page.click("#out")
        page.wait_for_url(f"{site.home}/sign-in**")
        assert any(f"{site.issuer}/oauth/end_session" in one for one in visit.asked)
        page.click("text=Sign in with Canaille")
        page.wait_for_selector("#login")
        assert visit.errors == []


def test_a_provider_of_the_plants_own_authority_is_believed_where_that_is_named(
    tmp_path: Path,
) -> None:
    certificate = in_folder(tmp_path).certificate
    issue(certificate, ["localhost"], datetime.now(UTC))

    async def app(scope: dict, receive: object, send: object) -> None:
        await JSONResponse({"path": Request(scope).url.path})(scope, receive, send)

    with listening(app, certificate) as address:
        address = f"https://localhost:{urlsplit(address).port}/x"
        trusting, strange = Wire(root_of(certificate)), Wire()
        assert trusting.get(address) == {"path": "/x"}
        with pytest.raises(ProviderDown, match="CERTIFICATE_VERIFY_FAILED"):
            strange.get(address)
        trusting.close()
        strange.close()
