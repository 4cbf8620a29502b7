"""A dead network in a real browser, at five moments: nothing is lost, nothing is sent twice.

One house with sign-in, one tablet that people share; the journey goes on from test to test.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import Visit, drawn, opened, until
from tests.door import PASSWORD, serving

pytestmark = pytest.mark.browser

QUESTION = "What does AL-31 mean on the infeed drive?"
ADD = """async ([path, title]) => {
  const outbox = await import(`/ui/${JSON.parse(
    document.querySelector('meta[name=shiftmate]').content).release}/outbox.js`);
  const body = { source: 'form', reported_text: title };
  return (await outbox.add({ kind: 'report', title, path, body })).id;
}"""
PACK = """async (addresses) => {
  const packs = await import(`/ui/${JSON.parse(
    document.querySelector('meta[name=shiftmate]').content).release}/packs.js`);
  return packs.pack({ id: 'PX-01', title: 'PX-01 Palletizer', page: '/outbox', addresses });
}"""


@pytest.fixture(scope="module")
def tablet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with (
        serving(tmp_path_factory.mktemp("plant")) as address,
        opened(f"{address}/sign-in", width=1024, height=768, worker=True) as visit,
    ):
        visit.page.set_default_timeout(12_000)
        sign_in(visit, "technician 1")
        drawn(visit)
        until(visit.page, "navigator.serviceWorker.controller !== null")
        visit.page.reload()  # what the worker has not seen yet is in its copies now
        drawn(visit)
        yield visit


def sign_in(visit: Visit, name: str) -> None:
    visit.page.fill("#name", name)
    visit.page.fill("#secret", PASSWORD)
    visit.page.click("main button")
    visit.page.wait_for_selector("#menu-open")


def cut(visit: Visit, *, off: bool = True) -> None:
    visit.page.context.set_offline(off)
    flag = "contains('no-network')"
    until(visit.page, f"document.documentElement.classList.{flag} === {str(off).lower()}")


def sent(visit: Visit, path: str) -> list[str]:
    return [one for one in visit.asked if one.endswith(path)]


def rows(visit: Visit) -> Any:
    return visit.page.locator("#outbox .entry")


def reports(visit: Visit, title: str) -> list[Any]:
    told = visit.page.evaluate("fetch('/v1/reports').then((reply) => reply.json())")["reports"]
    return [one for one in told if one["reported_text"] == title]


def state_is(visit: Visit, state: str, title: str) -> None:
    until(
        visit.page,
        """([state, title]) => [...document.querySelectorAll('[data-outbox] .entry')].some((row) =>
          row.dataset.state === state && row.querySelector('.title').textContent === title)""",
        arg=[state, title],
    )


def test_before_the_page_and_while_typing(tablet: Visit) -> None:
    page = tablet.page
    page.fill("#question textarea", QUESTION[:20])
    cut(tablet)
    page.reload()
    page.wait_for_selector(".offline-note", state="visible")
    box = page.wait_for_selector("#question textarea")
    until(page, "document.querySelector('#question textarea').value !== ''")
    assert box.input_value() == QUESTION[:20]
    box.type(QUESTION[20:])
    page.reload()
    until(
        page,
        "(words) => document.querySelector('#question textarea')?.value === words",
        arg=QUESTION,
    )


def test_at_sending_a_question_is_kept_and_asked_once(tablet: Visit) -> None:
    page = tablet.page
    page.click("#ask")
    page.wait_for_selector("#toast.shown")
    assert page.input_value("#question textarea") == ""
    page.goto(page.url.rstrip("/") + "/a/page/never/seen")
    state_is(tablet, "waiting", QUESTION)
    assert sent(tablet, "/v1/chat/completions") == []
    cut(tablet, off=False)
    state_is(tablet, "sent", QUESTION)
    assert len(sent(tablet, "/v1/chat/completions")) == 1
    page.goto(page.url.split("/a/")[0] + "/")
    drawn(tablet)
    assert page.input_value("#question textarea") == ""
    page.click("#menu-open")
    page.click("[data-opens=outbox]")
    assert "No answer" in rows(tablet).inner_text()
    rows(tablet).locator(".clear").click()
    rows(tablet).wait_for(state="detached")


def test_the_first_question_that_does_not_arrive_is_kept_too(tablet: Visit) -> None:
    """Nobody has noticed yet that the service is away: Gradio's own call fails."""
    page, question = tablet.page, "Who resets Q12?"
    page.keyboard.press("Escape")
    away = ("**/gradio_api/queue/join*", "**/here.json")
    for address in away:
        page.route(address, lambda route: route.abort())
    page.fill("#question textarea", question)
    page.click("#ask")
    state_is(tablet, "waiting", question)
    until(page, "document.querySelector('#question textarea').value === ''")
    assert page.evaluate("Object.keys(localStorage).filter((one) => /draft/.test(one))") == []
    for address in away:
        page.unroute(address)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    state_is(tablet, "sent", question)
    assert len(sent(tablet, "/v1/chat/completions")) == 2


def test_a_reply_that_is_lost_makes_nothing_twice(tablet: Visit) -> None:
    page = tablet.page

    def lose(route: Any) -> None:
        route.fetch()  # the service has got it
        route.abort()

    page.route("**/v1/reports", lose)
    page.evaluate(ADD, ["/v1/reports", "half sent"])
    page.wait_for_selector("[data-outbox] .entry .reason:not([hidden])", state="attached")
    state_is(tablet, "waiting", "half sent")
    assert len(reports(tablet, "half sent")) == 1
    page.unroute("**/v1/reports")
    page.reload()
    drawn(tablet)
    state_is(tablet, "sent", "half sent")
    assert len(reports(tablet, "half sent")) == 1


def test_what_is_refused_is_kept_with_its_reason(tablet: Visit) -> None:
    page = tablet.page
    page.evaluate(ADD, ["/v1/reports", "x" * 200_000])
    page.wait_for_selector("[data-outbox] .entry[data-state=refused]", state="attached")
    page.wait_for_selector("#outbox-open[data-state=refused]")
    page.click("#outbox-open")
    row = page.locator("#outbox .entry[data-state=refused]")
    assert "Something in it is not right" in row.locator(".reason").inner_text()
    row.locator(".drop").click()
    row.locator(".yes").click()
    row.wait_for(state="detached")
    page.keyboard.press("Escape")


def test_what_was_kept_on_purpose_is_at_hand_and_nothing_else(tablet: Visit) -> None:
    page = tablet.page
    missing = page.evaluate(PACK, ["/v1/assets", "/v1/nowhere"])
    assert missing == ["/v1/nowhere"]
    cut(tablet)
    page.reload()
    assert "assets" in page.evaluate("fetch('/v1/assets').then((reply) => reply.json())")
    gone = page.evaluate("fetch('/v1/reports').then(() => 'answered', () => 'no network')")
    assert gone == "no network"
    page.goto("/".join(page.url.split("/")[:3]) + "/outbox")  # of its pack
    page.wait_for_selector("main [data-packs] a.title")
    assert "PX-01" in page.inner_text("main [data-packs]")
    cut(tablet, off=False)
    page.goto(page.url.replace("/outbox", "/"))
    drawn(tablet)


def test_a_colleague_sees_that_something_waits_and_sends_nothing_of_it(tablet: Visit) -> None:
    page = tablet.page
    page.route("**/v1/reports", lambda route: route.fulfill(status=503, json={}))
    page.evaluate(ADD, ["/v1/reports", "seen by its author alone"])
    page.fill("#question textarea", "a draft of the technician")
    state_is(tablet, "waiting", "seen by its author alone")
    page.click("#who form button")
    page.wait_for_url("**/sign-in")
    assert (
        page.evaluate("caches.keys().then((all) => all.filter((one) => /^person/.test(one)))") == []
    )
    page.unroute("**/v1/reports")
    before = len(sent(tablet, "/v1/reports"))
    sign_in(tablet, "supervisor 1")
    drawn(tablet)
    page.click("#menu-open")
    page.click("[data-opens=outbox]")
    assert "1 entries of a colleague" in page.inner_text("#outbox .others")
    assert page.locator("#outbox .entry").count() == 0
    assert page.input_value("#question textarea") == ""
    assert "author alone" not in page.inner_text("body")
    assert len(sent(tablet, "/v1/reports")) == before
    page.keyboard.press("Escape")
    page.click("#who form button")
    sign_in(tablet, "technician 1")
    drawn(tablet)
    state_is(tablet, "sent", "seen by its author alone")
    assert len(reports(tablet, "seen by its author alone")) == 1
    until(
        page, "document.querySelector('#question textarea').value === 'a draft of the technician'"
    )


def test_a_session_that_ended_keeps_its_entries(tablet: Visit) -> None:
    page = tablet.page
    page.context.clear_cookies()
    page.evaluate(ADD, ["/v1/reports", "written after the session"])
    state_is(tablet, "waiting", "written after the session")
    until(page, "document.querySelector('#outbox').textContent.includes('sign in again')")
    page.reload()
    sign_in(tablet, "technician 1")
    state_is(tablet, "sent", "written after the session")
    assert len(reports(tablet, "written after the session")) == 1


def test_who_signs_out_without_network_is_signed_out(tablet: Visit) -> None:
    page = tablet.page
    drawn(tablet)
    page.wait_for_selector("#who form button")
    cut(tablet)
    page.click("#who form button")
    page.wait_for_selector("main [data-outbox] .none", state="attached")
    assert "technician 1" not in page.inner_text("body")
    assert page.locator(".entry").count() == 0
    page.wait_for_selector("main .trouble >> text=You can put it down.")
    page.context.set_offline(False)
    page.wait_for_url("**/sign-in")
    page.goto("/".join(page.url.split("/")[:3]) + "/")
    assert "/sign-in?next=" in page.url
    assert tablet.hosts() == {"127.0.0.1"}
    assert tablet.errors == []
