"""What a technician does: finds the machine, asks, ticks, rates, reports; without network too."""

import io
import re
from typing import Any

from PIL import Image

from tests.browser import drawn, until
from tests.journey import Person
from tests.journey_plant import CODE, HEARD, MACHINE

NOTE = {
    "zh": "08:00 主轴报 AL-31 停机，碟簧断裂，更换碟簧组，09:10 恢复运行",
    "en": "Compressor stopped with Er.12 at 08:00, cooler clogged, cleaned it, runs again 09:10",
}
READ = {
    "zh": {"text": ["SD7-15", "AL-31"], "codes": ["AL-31"], "machines": ["SP-101"],
           "question": "SP-101 显示报警 AL-31，怎么处理？"},
    "en": {"text": ["AK45", "Er.12"], "codes": ["Er.12"], "machines": ["AC-401"],
           "question": "AC-401 shows alarm Er.12. What is to be done?"},
}  # fmt: skip
ASKED = {"zh": "AL-31 怎么处理？", "en": "What does Er.12 mean, and what is to be done?"}
OFFLINE = {"zh": "主轴刀具卡死怎么办", "en": "Which oil does the gearbox take?"}
TAPS = """() => addEventListener('click', (tap) => {
  if (tap.isTrusted && !(tap.target.tagName === 'INPUT' && tap.detail === 0)) {
    sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1;
  }
}, true)"""

HOLDS = "(words) => document.querySelector('#question textarea')?.value === words"
MICROPHONE = """() => { navigator.mediaDevices.getUserMedia = async () => {
  const room = new AudioContext(), tone = room.createOscillator();
  const out = room.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  return out.stream;
}; }"""
"""With a tone before it."""


def picture(colour: str = "navy") -> dict[str, Any]:
    """A photo as a tablet's camera makes it."""
    held = io.BytesIO()
    Image.new("RGB", (1600, 1200), colour).save(held, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}


def finds_the_machine(one: Person) -> None:
    """By its typed tag, and its codes with one tap."""
    one.box("machine_search").fill(MACHINE[one.language].lower())
    one.look("machines")
    one.page.keyboard.press("Enter")
    one.page.wait_for_url(f"**/a/{MACHINE[one.language]}")
    one.among("machine_codes").click()
    one.box("machine_filter").fill(CODE[one.language])
    one.look("machine")


def reads_the_alarm_card(one: Person) -> None:
    """Warning, cause, remedy and the page itself, without a model; a tap asks about it."""
    code = one.page.get_by_text(CODE[one.language], exact=True)
    one.page.locator("summary").filter(has=code).first.click()
    until(
        one.page,
        "[...document.querySelectorAll('details[open] img')].some((one) => one.naturalWidth > 400)",
    )
    one.look("alarm card")
    one.tap("machine_card_ask", code=CODE[one.language])
    drawn(one.visit)
    answered(one)


def answered(one: Person) -> None:
    """Waits for the manual's words, and for the end of the answer."""
    one.reads("found")
    one.visit.finished(300_000)  # a real model writes for half a minute where nothing else runs


def sees_evidence(one: Person) -> None:
    """The manual's words first, then its page beside them, larger, and the one before."""
    size = one.page.evaluate("getComputedStyle(document.querySelector('#chat .answer')).fontSize")
    assert float(size.removesuffix("px")) >= 18
    one.look("answer")
    one.tap("open_page", "link")
    picture = "document.querySelector('#viewer .sheet img')"
    until(one.page, f"{picture}?.naturalWidth > 400")
    one.tap("zoom_in", "button")
    one.page.get_by_text(re.compile(r"^1[1-9]\d %$|^[2-4]\d\d %$")).first.wait_for()
    one.look("page")
    one.tap("previous_page", "button")
    one.named("back_to_evidence", "button").wait_for()
    one.look("page before")
    one.tap("back_to_evidence", "button")
    one.named("back_to_evidence", "button").wait_for(state="hidden")
    if one.page.evaluate("document.querySelector('#talk').inert"):  # a page covers it
        one.tap("close", "button")


def asks_by_typing(one: Person) -> None:
    """In a conversation of its own."""
    one.among("new_conversation").click()  # a small screen has a sign before its words
    one.reads("welcome")
    one.look("chat")
    one.box("question_label").fill(ASKED[one.language])
    one.tap("ask", "button")
    answered(one)


def ticks(one: Person) -> None:
    """A step that is done."""
    step = one.page.get_by_role("checkbox").locator("visible=true").first
    step.click()
    until(one.page, "document.querySelector('#chat [role=checkbox][aria-checked=true]') !== null")


def rates(one: Person) -> None:
    """Why the answer is not right; the thanks for it."""
    one.named("rate_down").or_(one.page.get_by_text(one.words("rate_down"))).locator(
        "visible=true"
    ).first.click()
    one.look("rating")
    one.tap("rate_incomplete")
    one.reads("rate_thanks")


def speaks_and_shows(one: Person) -> None:
    """A question by voice and one by photo: both are looked at, neither is sent."""
    one.page.route("**/v1/photos/read", lambda route: route.fulfill(json=READ[one.language]))
    one.page.evaluate(MICROPHONE)
    one.named("speak", "button").hover()
    one.page.mouse.down()
    one.named("speak_stop", "button").wait_for()
    one.page.wait_for_timeout(600)
    one.page.mouse.up()
    one.reads("speech_heard")
    assert one.box("question_label").input_value() == HEARD[one.language]
    with one.page.expect_file_chooser() as chooser:
        one.tap("take_photo", "button")
    chooser.value.set_files([picture()])
    one.among("photo_use").wait_for()
    one.look("voice and photo")
    one.among("photo_use").click()
    assert one.box("question_label").input_value() == READ[one.language]["question"]
    one.box("question_label").fill("")


def reports(one: Person) -> None:
    """From the chat to a sent report with a part in five taps, and what has become of it."""
    one.page.evaluate("sessionStorage.removeItem('taps')")
    one.page.context.add_init_script(f"({TAPS})()")
    one.tap("write_report", "link")
    one.page.wait_for_url("**/report?**")
    one.page.wait_for_selector("#report[data-ready]")
    until(one.page, "document.querySelector('[name=title]').value !== ''")
    part = one.page.locator("#rep-parts > .rows > .part").first
    part.wait_for()
    one.look("report")
    one.tap("rep_critical", "radio")
    part.get_by_role("button", name=one.words("rep_used"), exact=True).click()
    one.tap("rep_safe", "radio")
    one.tap("rep_send", "button")
    one.reads("rep_sent")
    taps = 1 + one.page.evaluate("Number(sessionStorage.taps ?? 0)")  # the first was in the chat
    assert taps == 5
    one.look("report sent")
    one.tap("rep_see")
    one.page.wait_for_selector("#one-report[data-ready]")
    one.reads("rep_submitted")
    one.look("what happened to it")


def cut(one: Person, *, off: bool = True) -> None:
    """The network, until the page has noticed."""
    one.page.context.set_offline(off)
    until(
        one.page,
        f"document.documentElement.classList.contains('no-network') === {str(off).lower()}",
    )


def keeps_the_machine(one: Person) -> None:
    """On this tablet, with its pages."""
    one.at(f"/a/{MACHINE[one.language]}")
    until(one.page, "navigator.serviceWorker.controller !== null")
    one.tap("machine_keep", "button")
    one.reads("machine_kept")
    one.at("/")
    drawn(one.visit)
    one.page.wait_for_selector("#who form")


def asks_without_network(one: Person) -> None:
    """The network goes before the page is loaded, while somebody types, and when they send."""
    question = OFFLINE[one.language]
    box = one.box("question_label")
    box.fill(question[:8])
    cut(one)
    one.page.reload()
    until(one.page, HOLDS, arg=question[:8])
    box.press_sequentially(question[8:])
    one.page.reload()
    until(one.page, HOLDS, arg=question)
    one.tap("ask", "button")
    until(one.page, HOLDS, arg="")
    one.among("badge_waiting", count=1).wait_for()
    one.look("question kept")


def reports_without_network(one: Person) -> None:
    """From the machine's page as it was kept to a report in the outbox; the reply to it is lost."""
    one.at(f"/a/{MACHINE[one.language]}")
    one.reads("machine_as_of")
    one.look("machine without network")
    # On a wide screen the bar has a link of the same name, to a report of no machine.
    one.page.locator("main").get_by_role("link", name=one.words("machine_report")).click()
    one.page.wait_for_selector("#report[data-ready]")
    one.box("rep_note").fill(NOTE[one.language])
    one.tap("rep_fill", "button")
    one.reads("rep_filled_offline")
    one.tap("rep_degraded", "radio")
    one.tap("rep_safe", "radio")
    one.tap("rep_send", "button")
    one.reads("rep_kept")
    one.look("report without network")
    lost: list[str] = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()  # the service has got it
        route.abort()

    one.page.route("**/v1/reports*", lose)
    one.page.route("**/v1/reports/**", lose)


def finds_all_sent_once(one: Person) -> None:
    """What was typed has arrived, and none of it twice."""
    keys: list[str] = []
    one.page.on(
        "request",
        lambda request: keys.append(
            request.headers.get("idempotency-key", "") if "/v1/chat/" in request.url else ""
        ),
    )
    cut(one, off=False)
    one.at("/outbox")
    # Of the reply that was lost, or of the try after it, while the first is under way.
    lost, busy = (
        one.page.get_by_text(one.words(name)) for name in ("problem_network", "problem_busy")
    )
    lost.or_(busy).locator("visible=true").first.wait_for()
    one.look("outbox")
    one.tap("send_now", "button")
    until(
        one.page,
        "document.querySelectorAll('main [data-outbox] .entry[data-state=sent]').length === 2",
    )
    told = one.page.evaluate("fetch('/v1/reports').then((reply) => reply.json())")["reports"]
    me = one.page.evaluate("fetch('/v1/me').then((reply) => reply.json())")["name"]
    mine = [each for each in told if each["author"]["name"] == me]
    assert [each["reported_text"] for each in mine].count(NOTE[one.language]) == 1
    assert len({key for key in keys if key}) == 1  # every try of one sending bears one key
