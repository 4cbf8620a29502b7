"""A report from the chat to the supervisor's desk in a real browser: taps counted, network cut."""

import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from PIL import Image

from tests import axe
from tests.browser import Visit, opened, until
from tests.door import PASSWORD, house, serving
from tests.looks import faults, prefer
from tests.nursery import forked
from tests.report_forms import ADA, CHEN, filled
from vectorstore.assets import Asset

pytestmark = pytest.mark.browser

SAID = "Infeed drive stopped with AL-31 at 08:00, belt torn, replaced belt, runs again 09:10"
HAND = """([name, machine, words]) => sessionStorage.setItem('shiftmate.handed', JSON.stringify({
  id: name, owner: JSON.parse(document.querySelector('meta[name=shiftmate]').content).id, machine,
  messages: words.map((content) => ({ role: 'user', content, pages: [
    { title: 'Drive manual', file_name: 'd.pdf', page: 3, document_id: 'd', chunk_id: 'c' }] })),
}))"""
TALK = "0123456789abcdef" * 2
TAPS = """() => addEventListener('click', (tap) => {
  if (tap.isTrusted && !(tap.target.tagName === 'INPUT' && tap.detail === 0)) {
    window.taps = (window.taps ?? 0) + 1;
  }
}, true)"""


def picture(colour: str = "navy") -> dict[str, Any]:
    held = io.BytesIO()
    Image.new("RGB", (3000, 2000), colour).save(held, "JPEG")
    return {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}


@pytest.fixture(scope="module")
def tablet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with (
        serving(tmp_path_factory.mktemp("plant")) as address,
        opened(f"{address}/sign-in?next=/report", width=1024, height=768, worker=True) as visit,
    ):
        visit.page.set_default_timeout(12_000)
        sign_in(visit, "technician 1")
        ready(visit)
        yield visit


def sign_in(visit: Visit, name: str) -> None:
    visit.page.fill("#name", name)
    visit.page.fill("#secret", PASSWORD)
    visit.page.click("main button")
    visit.page.wait_for_selector("#menu-open")


def ready(visit: Visit) -> None:
    visit.page.wait_for_selector("#report[data-ready]")


def go(visit: Visit, path: str) -> None:
    visit.page.goto("/".join(visit.page.url.split("/")[:3]) + path)


def choose(visit: Visit, name: str, value: str) -> None:
    visit.page.click(f"label.big:has(input[name={name}][value={value}])")


def outcome(visit: Visit, state: str) -> str:
    visit.page.wait_for_selector(f"#report-after[data-state={state}]")
    return visit.page.inner_text("#report-after")


def reports(visit: Visit) -> list[Any]:
    told = visit.page.evaluate("fetch('/v1/reports?order=oldest').then((reply) => reply.json())")
    return told["reports"]


def reject(address: str, report: Any, reason: str) -> None:
    """As a supervisor, from elsewhere."""
    with httpx.Client(base_url=address) as desk:
        desk.post("/sign-in", data={"name": "supervisor 1", "secret": PASSWORD})
        desk.post(
            f"/v1/reports/{report['id']}/transitions",
            json={"to": "rejected", "reason": reason},
            headers={"If-Match": f'"{report["version"]}"'},
        ).raise_for_status()


def looked_at(visit: Visit) -> list[str]:
    said = []
    for theme, gloves in (("day", "off"), ("hall", "on"), ("sun", "on")):
        prefer(visit.page, theme=theme, gloves=gloves)
        found = faults(visit.page, gloves=gloves == "on")
        said += [f"{theme}, gloves {gloves}: {one}" for one in found]
    prefer(visit.page, theme="day", gloves="off")
    return said + axe.violations(visit.page)


def test_a_refusal_names_fields_in_the_readers_language(tablet: Visit) -> None:
    told = tablet.page.evaluate("""async () => {
      const { src } = document.querySelector("script[src$='report.js']");
      const { Problem } = await import(src.replace('report.js', 'api.js'));
      return new Problem(422, { errors: [
        { pointer: "/asset_id", detail: "null, but needed" },
        { pointer: "/", detail: "malfunction_end is before malfunction_start" },
        { pointer: "/actions/0/odd_name", detail: "is odd" },
      ] }).words.at(-1);
    }""")
    assert told["en"].startswith("Machine: must be filled in; The machine would run again before")
    assert told["zh"].startswith("设备：必须填写；恢复运行时间早于停机时间")
    assert told["en"].endswith("; odd name: is odd")


def test_from_the_chat_to_a_sent_report_in_five_taps(tablet: Visit) -> None:
    page = tablet.page
    page.evaluate(HAND, [TALK, "", [SAID]])
    go(tablet, f"/report?conversation={TALK}")
    ready(tablet)
    until(page, "document.querySelector('[name=done]').value === 'replaced belt'")
    assert "From message 1: “replaced belt”" in page.inner_text("[data-field=done] .from")
    page.evaluate(TAPS)
    taps = 1  # "Write the report" in the chat
    if not page.is_checked("[name=impact][value=critical]"):
        choose(tablet, "impact", "critical")
    assert page.is_visible("#missing-safety")
    choose(tablet, "safety", "no")
    assert not page.is_visible("#missing-safety")
    if page.is_visible("#missing-machine"):
        page.fill("[name=machine]", "Infeed drive")
    assert "Proposed" in page.text_content("[data-field=priority] .from")
    assert page.is_checked("[name=priority][value=urgent]")
    assert page.input_value("[name=since]").endswith("T08:00")
    page.fill("[name=since]", page.input_value("[name=since]").replace("T08:00", "T07:30"))
    page.click(".send")
    assert "FR-" in outcome(tablet, "sent")
    assert taps + page.evaluate("window.taps") <= 5
    (made,) = reports(tablet)
    assert (made["status"], made["source"]) == ("submitted", "chat")
    assert (made["malfunction_start"][14:16], made["priority"]) == ("30", "urgent")
    assert made["reported_text"] == SAID
    assert made["conversation_id"] == TALK
    assert made["ai"]["fields"]["actions_taken"]["state"] == "accepted"
    assert made["ai"]["fields"]["pages"]["evidence"][0]["page"] == 3
    go(tablet, f"/reports/{made['number']}")
    page.wait_for_selector("#one-report[data-ready]")
    told = page.inner_text("#one-report .facts >> nth=0")
    assert re.search(r"Down since\s.*:30", told), "and not only on the supervisor's page"
    assert looked_at(tablet) == []


def test_what_is_typed_and_taken_survives_a_reload_and_a_dead_network(tablet: Visit) -> None:
    page = tablet.page
    go(tablet, "/report?machine=PX-01")
    ready(tablet)
    page.click(".send")  # what is missing is told in words
    assert "needed" in page.inner_text("[data-field=note] .missing")
    page.fill("[name=note]", "Gate does not close")
    page.set_input_files("[data-photo=choose]", [picture(), picture("red")])
    page.wait_for_selector(".photo:nth-child(2) img[src^=data]")
    page.locator(".photo .drop").first.click()
    page.wait_for_selector(".photo:nth-child(2)", state="detached")
    page.fill("#rep-part", "Belt 5M")
    page.locator(".typed button").last.click()
    page.reload()
    ready(tablet)
    page.wait_for_selector(".photo img[src^=data]")
    assert page.input_value("[name=note]") == "Gate does not close"
    assert "Belt 5M: needed" in page.inner_text(".chips")
    page.context.set_offline(True)
    page.locator("#rep-make button").click()
    until(page, "document.querySelector('[name=title]').value !== ''")
    choose(tablet, "impact", "degraded")
    choose(tablet, "safety", "yes")
    choose(tablet, "hazards", "moving_parts")
    assert looked_at(tablet) == []
    page.click(".send")
    assert "outbox" in outcome(tablet, "kept")
    page.context.set_offline(False)
    outcome(tablet, "sent")
    made = reports(tablet)[1:]
    assert [one["title"] for one in made] == ["Gate does not close"]
    assert made[0]["hazards"] == ["moving_parts"]
    assert made[0]["parts_needed"][0]["name"] == "Belt 5M"
    photos = page.evaluate(
        "(id) => fetch(`/v1/reports/${id}/photos`).then((reply) => reply.json())", made[0]["id"]
    )["photos"]
    assert [(one["width"], one["height"]) for one in photos] == [(2048, 1365)]


def test_the_form_opens_without_network_whoever_asks_for_it(tablet: Visit) -> None:
    page = tablet.page
    page.evaluate(HAND, [TALK, "PX-01", ["Gripper drops boxes"]])
    page.context.set_offline(True)
    go(tablet, f"/report?conversation={TALK}&machine=PX-01")
    ready(tablet)
    assert page.input_value("[name=title]") == "Gripper drops boxes"
    page.context.set_offline(False)


def test_what_was_sent_back_is_mended_and_sent_again(tablet: Visit) -> None:
    page = tablet.page
    made = reports(tablet)[1]
    go(tablet, "/reports")
    page.wait_for_selector("#reports[data-ready] .report")
    assert page.locator("#reports .report").count() == 2
    reject(page.url.split("/reports")[0], made, "Which gate?")
    page.reload()
    row = page.locator(".report", has_text="Which gate?")
    assert "Sent back by supervisor 1" in row.inner_text()
    assert looked_at(tablet) == []
    row.locator("a.strong").click()
    ready(tablet)
    assert page.input_value("[name=title]") == "Gate does not close"
    page.wait_for_selector(".photo img")
    page.fill("[name=title]", "Gate 3 does not close")
    page.click(".send")
    outcome(tablet, "sent")
    page.locator("#report-after a").first.click()
    page.wait_for_selector("#one-report[data-ready] .photo img")
    told = page.inner_text("#one-report")
    for words in ("Gate 3", "Waits for a supervisor", "sent back by supervisor 1", "Which gate?"):
        assert words in told
    assert looked_at(tablet) == []
    assert tablet.errors == []


# ---- Parts that are offered unasked --------------------------------------------------------------
BELT = {
    "en": "Infeed conveyor shows E-07, the belt slips under load",
    "zh": "上料输送机面板显示 E-07，皮带打滑",
}
OF_LIKE = {"en": "In 1 of 1 like repairs", "zh": "1 次类似维修中用了 1 次"}
OFFERED = "#rep-parts > .rows > .part"
BELOW = "document.querySelector('#report details.card:last-of-type').getBoundingClientRect().top"


def serve(port: int, data: Path) -> None:
    """A plant where a belt was changed after E-07, and a bearing, a seal and a lamp lately."""
    plant = house(data, door="ui.web:mount")
    plant.assistant.library.assets.put(
        [Asset("CV-201", "Infeed conveyor", "上料输送机"), Asset("PU-7", "Pump", "泵")]
    )
    others = [{"part_no": "6204-2RS", "qty": "2"}, {"name": "Seal"}, {"name": "Lamp"}]
    for fields in (
        {},
        {"title": "Rattles", "description": "Bearing is worn.", "fault_codes": ["E-99"],
         "reported_text": "rattles", "actions": [{"text": "New bearing.", "parts": others}]},
    ):  # fmt: skip
        form = filled(asset_text=None, **fields)
        made, _ = plant.assistant.reports.create(form, ADA)
        sent = plant.assistant.reports.step(made.id, "submitted", ADA, made.version)
        plant.assistant.reports.step(made.id, "approved", CHEN, sent.version)
    uvicorn.run(plant.app, port=port, log_level="warning", timeout_graceful_shutdown=2)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with forked(serve, tmp_path_factory.mktemp("stocked")) as (address, _):
        yield address


@contextmanager
def reporting(address: str, language: str = "en", *, phone: bool = False) -> Iterator[Visit]:
    """A technician with an empty report."""
    width, height = (390, 844) if phone else (1024, 768)
    spoken = {"zh": "zh-CN", "en": "en-US"}[language]
    start = f"{address}/sign-in?next=/report"
    with opened(start, width=width, height=height, language=spoken) as visit:
        visit.page.set_default_timeout(12_000)
        sign_in(visit, "technician 1")
        ready(visit)
        yield visit
        assert visit.errors == []


class Held:
    """Searches for like repairs that wait until they are answered; nothing else is known."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.routes: list[Any] = []
        # Playwright puts a mark on its handlers, which a built-in method does not bear.
        page.route("**/v1/repairs?*", lambda route: self.routes.append(route))
        page.route("**/pack", lambda route: route.fulfill(json={"repairs": []}))

    def wait(self, number: int) -> None:
        """Until so many were asked."""
        end = time.monotonic() + 12
        while len(self.routes) < number:
            assert time.monotonic() < end, f"{len(self.routes)} searches, not {number}"
            self.page.wait_for_timeout(20)

    def answer(self, place: int, *names: str) -> None:
        """Until the page has had the time to draw them."""
        parts = [{"name": name, "count": 1} for name in names]
        self.reply(place, json={"parts": parts, "parts_of": 2})

    def reply(self, place: int, **told: Any) -> None:
        """With whatever it is; with nothing, the line is cut."""
        route = self.routes[place]
        self.page.evaluate("performance.clearResourceTimings()")
        if told:
            route.fulfill(**told)
        else:
            route.abort()
        heard = "(url) => performance.getEntriesByName(url).length > 0"
        until(self.page, heard, route.request.url)
        self.page.evaluate("new Promise((drawn) => setTimeout(() => requestAnimationFrame(drawn)))")


def told(visit: Visit, note: str = BELT["en"], machine: str = "CV-201") -> None:
    """The form is filled from a note."""
    visit.page.fill("[name=machine]", machine)
    visit.page.fill("[name=note]", note)
    visit.page.click("#rep-make button")
    until(visit.page, "document.querySelector('[name=title]').value !== ''")


def offered(visit: Visit) -> list[str]:
    return [one.inner_text() for one in visit.page.locator(f"{OFFERED} .title").all()]


def offers(visit: Visit, *names: str) -> None:
    """Waits until these are offered, and no others."""
    end = time.monotonic() + 12
    while offered(visit) != list(names):
        assert time.monotonic() < end, f"{offered(visit)}, not {names}"
        visit.page.wait_for_timeout(20)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_part_from_the_list_is_one_tap_of_five(stocked: str, language: str) -> None:
    with reporting(stocked, language) as visit:
        page = visit.page
        page.evaluate(HAND, [TALK, "CV-201", [BELT[language]]])
        go(visit, f"/report?conversation={TALK}")
        ready(visit)
        page.wait_for_selector(f"{OFFERED}:nth-child(3)")
        belt, *others = (one.inner_text() for one in page.locator(OFFERED).all())
        assert "GT-5M-1500" in belt
        assert OF_LIKE[language] in belt
        assert len(others) == 2
        assert all("FR-" in one for one in others)  # the machine's last repairs
        assert not page.is_visible("#rep-parts > .chips")  # a tap alone puts a part there
        assert not page.is_visible("#rep-parts > [role=status]")
        page.evaluate(TAPS)
        taps = 1  # "Write the report" in the chat
        page.click("[name=impact][value=degraded]")
        page.locator(OFFERED).first.locator("button").first.click()
        assert "GT-5M-1500" in page.inner_text("#rep-parts > .chips")
        page.click("[name=safety][value=no]")
        page.click(".send")
        assert "FR-" in outcome(visit, "sent")
        assert taps + page.evaluate("window.taps") == 5
        made = reports(visit)[-1]
        parts = [part for action in made["actions"] for part in action.get("parts") or []]
        assert [part["name"] for part in parts] == ["GT-5M-1500"]
        assert not made["parts_needed"]


@pytest.mark.parametrize("phone", [False, True], ids=["tablet", "phone"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_offered_parts_are_for_eyes_and_gloves(
    stocked: str, language: str, phone: bool
) -> None:
    with reporting(stocked, language, phone=phone) as visit:
        told(visit, BELT[language])
        visit.page.wait_for_selector(f"{OFFERED}:nth-child(3)")
        visit.page.locator(OFFERED).nth(1).scroll_into_view_if_needed()
        assert looked_at(visit) == []


def test_offered_parts_move_nothing_that_is_in_sight(stocked: str) -> None:
    with reporting(stocked) as visit:
        page, held = visit.page, Held(visit.page)
        told(visit)
        held.wait(1)
        page.locator("#rep-parts > .pick").scroll_into_view_if_needed()
        before = page.evaluate(BELOW)
        held.answer(0, "Belt", "Chain", "Drum", "Edge")
        assert (offered(visit), page.evaluate(BELOW)) == ([], before)
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_selector(OFFERED)
        offers(visit, "Belt", "Chain", "Drum")


def test_what_was_asked_for_is_neither_cancelled_nor_written_over(stocked: str) -> None:
    with reporting(stocked) as visit:
        page, held = visit.page, Held(visit.page)
        told(visit)
        held.wait(1)
        page.click("#rep-parts > .pick")
        held.wait(2)
        held.answer(0, "Unasked")
        assert offered(visit) == []
        page.fill("[name=machine]", "PU-7")
        page.locator("[name=machine]").blur()  # changes the machine while the search is under way
        page.click("#rep-make button")
        until(page, "!document.querySelector('#rep-make button').disabled")
        held.answer(1, "Asked for")
        page.wait_for_selector(OFFERED)
        page.evaluate("scrollTo(0, 0)")
        offers(visit, "Asked for")
        assert len(held.routes) == 2


@pytest.mark.parametrize("box", ["#rep-part", "#rep-qty"])
def test_no_part_is_offered_to_who_has_begun_typing(stocked: str, box: str) -> None:
    with reporting(stocked) as visit:
        page, held = visit.page, Held(visit.page)
        told(visit)
        held.wait(1)
        page.type(box, "2")
        page.evaluate("scrollTo(0, 0)")
        held.answer(0, "Unasked")
        assert offered(visit) == []
        page.click("#rep-make button")
        until(page, "!document.querySelector('#rep-make button').disabled")
        assert len(held.routes) == 1


def test_of_another_machine_other_parts_are_offered_and_none_that_the_report_has(
    stocked: str,
) -> None:
    with reporting(stocked) as visit:
        page, held = visit.page, Held(visit.page)
        told(visit, machine="")
        page.fill("[name=machine]", "CV-201")
        page.locator("[name=machine]").blur()
        held.wait(1)
        held.answer(0, "Belt")
        offers(visit, "Belt")
        page.locator(OFFERED).locator("button").last.click()
        page.fill("[name=machine]", "PU-7")
        page.locator("[name=machine]").blur()
        assert not page.is_visible(OFFERED)
        held.wait(2)
        page.evaluate("scrollTo(0, 0)")
        held.answer(1, "belt", "Impeller")
        offers(visit, "Impeller")
        assert page.is_visible(OFFERED)


def test_an_unasked_search_that_finds_nothing_or_no_service_says_nothing(stocked: str) -> None:
    with reporting(stocked) as visit:
        page, held = visit.page, Held(visit.page)
        told(visit)
        held.wait(1)
        before = page.inner_text("#rep-parts")
        held.answer(0)
        assert page.inner_text("#rep-parts") == before
        for number, refusal in enumerate(({"status": 503, "json": {"detail": "asleep"}}, {}), 1):
            page.click("#rep-make button")
            held.wait(number + 1)
            held.reply(number, **refusal)
            assert page.inner_text("#rep-parts") == before
            assert page.inner_text("#rep-trouble") == ""


# ---- When it was ---------------------------------------------------------------------------------
OPEN_TIME = {
    "en": ("Pump lost pressure and stopped at 7:40, reset, back up 8:05", "You said “7:40”", "25"),
    "zh": ("泵 7点40分停机，复位，8点恢复运行", "您说的是“7点40分”", "20"),
}


@pytest.mark.parametrize("phone", [False, True], ids=["tablet", "phone"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_morning_or_evening_is_asked_and_told_in_one_tap(
    stocked: str, language: str, phone: bool
) -> None:
    note, words, minutes = OPEN_TIME[language]
    with reporting(stocked, language, phone=phone) as visit:
        page = visit.page
        told(visit, note, "PU-7")
        until(page, "document.querySelector('.either button') !== null")
        for field in ("detected", "since"):
            assert words in page.inner_text(f"[data-field={field}] .from.open")
        assert "7" in page.inner_text("#rep-asked")
        assert page.is_visible("[name=minutes]"), "what was worked out is seen without More"
        assert page.input_value("[name=minutes]") == minutes
        page.locator(".either").scroll_into_view_if_needed()
        assert looked_at(visit) == []
        now = page.input_value("[name=detected]")
        buttons = page.locator(".either button")
        assert buttons.count() == 2
        for place in (0, 1):
            buttons.nth(place).click()
            clock = buttons.nth(place).inner_text()[-5:]
            for field in ("detected", "since"):
                assert page.input_value(f"[name={field}]").endswith(f"T{clock}")
                assert page.input_value(f"[name={field}]") <= now
            assert buttons.nth(place).get_attribute("aria-pressed") == "true"
            assert "“7" in page.inner_text("[data-field=detected] .from")
            assert page.locator(".from.open").count() == 0
            assert "“7" not in page.inner_text("#rep-asked")
            assert axe.violations(page) == [], "under the pointer too"
        choose(visit, "safety", "no")
        chosen = page.evaluate("new Date(document.querySelector('[name=since]').value).getTime()")
        page.click(".send")
        outcome(visit, "sent")
        made = reports(visit)[-1]
        begun = datetime.fromisoformat(made["malfunction_start"])
        assert (begun.timestamp() * 1000, made["occurred_precision"]) == (chosen, "minute")


def test_a_time_that_cannot_be_told_is_not_said_to_be_now(stocked: str) -> None:
    with reporting(stocked) as visit:
        told(visit, "Pump noisy since 12/03 night shift", "PU-7")
        where = visit.page.inner_text("[data-field=detected] .from")
        assert "You said “12/03 night shift”" in where
        assert "nobody" not in where
        assert visit.page.locator(".either button").count() == 0


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "unknown"])
def test_a_clock_is_the_tablets_own_wherever_the_service_stands(
    stocked: str, is_known: bool
) -> None:
    start = f"{stocked}/sign-in?next=/report"
    with opened(start, width=1024, height=768, language="en-US", zone="Pacific/Chatham") as visit:
        page = visit.page
        sign_in(visit, "technician 1")
        ready(visit)
        sent = []

        def answered(route: Any) -> None:
            sent.append(route.request.post_data_json.get("zone"))
            if is_known or "zone" not in route.request.post_data_json:
                return route.continue_()
            wrong = {"status": 422, "errors": [{"pointer": "/zone", "detail": "no zone"}]}
            return route.fulfill(status=422, json=wrong)

        page.route("**/v1/reports/draft", answered)
        told(visit, "Pump stopped yesterday at 15:05, back up 15:40", "PU-7")
        assert sent == ["Pacific/Chatham", *([] if is_known else [None])]
        assert page.input_value("[name=detected]").endswith("T15:05") == is_known
