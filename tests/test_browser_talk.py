"""Asking by voice and by photo, ticking steps, hearing an answer, going on to its report."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from tests import axe
from tests.browser import Visit, drawn, opened, until
from tests.fake_service import serving
from tests.looks import faults, prefer

pytestmark = pytest.mark.browser

HEARD = {
    "text": "What does E zero seven mean?", "language": "en", "duration_s": 2.0,
    "nothing_heard": False,
    "offers": [{"heard": "E zero seven", "code": "E-07", "machine": None,
                "text": "What does E-07 mean?"}],
}  # fmt: skip
NOTHING = HEARD | {"text": "", "nothing_heard": True, "offers": []}
READ = {
    "text": ["PX-200", "ALARM E-07"], "codes": ["E-07"], "machines": ["PX-01"],
    "question": "PX-01 shows alarm E-07. What is to be done?",
}  # fmt: skip

SCROLLED = ("skip-link",)
"""axe takes links within the page for skip links once they are scrolled out of sight."""

DEVICE = """
  Object.defineProperty(navigator.mediaDevices, 'getUserMedia', { value: async () => {
    const room = new AudioContext(), tone = room.createOscillator();
    const out = room.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    return out.stream;
  } });
  window.spoken = [];
  Object.defineProperty(window, 'speechSynthesis', { value: Object.assign(new EventTarget(), {
    getVoices: () => [
      { lang: 'en-US', localService: window.voices !== 'far' },
      { lang: 'zh-CN', localService: false },
    ],
    speak: (said) => window.spoken.push([said.text, said.voice.lang]),
    cancel: () => {},
  }) });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
"""A microphone with a tone before it, and one voice on the device, another far away."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def visit(address: str) -> Iterator[Visit]:
    with opened(f"{address}/healthz", width=1024, height=768) as open_page:
        page = open_page.page
        page.add_init_script(DEVICE)
        page.route("**/healthz", lambda route: route.fulfill(json={"speech": "ready"}))
        page.route("**/v1/photos/read", lambda route: route.fulfill(json=READ))
        page.goto(address)
        drawn(open_page)
        page.wait_for_selector("#speak")
        yield open_page


def box(page: Any) -> str:
    return str(page.input_value("#question textarea"))


def test_what_is_said_is_looked_at_before_it_is_sent(visit: Visit) -> None:
    page, sent, replies = visit.page, [], [HEARD, NOTHING, HEARD]

    def reply(route: Any) -> None:
        sent.append(route.request.post_data_buffer)
        route.fulfill(json=replies.pop(0))

    page.route("**/v1/speech", reply)
    page.hover("#speak")
    page.mouse.down()
    page.wait_for_selector("#speak.on")
    page.wait_for_timeout(600)
    page.mouse.up()
    page.wait_for_selector("#heard .offer")
    assert b"RIFF" in sent[0]
    assert b'name="language"' in sent[0]
    assert box(page) == HEARD["text"]
    page.click("#heard .offer")
    assert box(page) == "What does E-07 mean?"
    assert page.locator("#chat .asked").count() == 0

    page.click("#speak")
    page.wait_for_selector("#speak.on")
    page.click("#speak")
    until(page, "document.querySelector('#heard').innerText.includes('Nothing was')")
    assert box(page) == "What does E-07 mean?"

    page.focus("#speak")
    page.keyboard.press("Enter")
    page.wait_for_selector("#speak.on")
    page.keyboard.press("Escape")
    page.wait_for_selector("#heard", state="hidden")
    assert len(sent) == 2
    page.fill("#question textarea", "")


def photo() -> dict[str, Any]:
    held = io.BytesIO()
    Image.new("RGB", (640, 480), (40, 90, 60)).save(held, "PNG")
    return {"name": "display.png", "mimeType": "image/png", "buffer": held.getvalue()}


def test_a_photo_offers_its_question_and_is_kept_for_the_report(visit: Visit) -> None:
    page = visit.page
    page.set_input_files("#photo-file", photo())
    page.click("#photographed .offer")
    assert box(page) == READ["question"]
    assert page.evaluate("document.querySelector('#scope select').value") == "machine-PX-01"
    assert page.locator("#chat .asked").count() == 0
    page.click("#ask")
    visit.finished()
    page.reload()
    drawn(visit)
    page.wait_for_selector("#photographed img[src^='data:image/jpeg']")
    page.wait_for_selector("#chat .asked")
    page.click("#fresh")
    page.wait_for_selector("#photographed", state="hidden")
    page.set_input_files("#photo-file", {**photo(), "buffer": b"no picture"})
    until(page, "document.querySelector('#photographed').innerText.includes('no pict')")


def ticked(page: Any) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('#chat a.tick')].map((t) => t.getAttribute('aria-checked'))"
    )
    return found


def test_ticks_and_the_conversation_survive_a_reload_and_end_with_it(visit: Visit) -> None:
    page = visit.page
    visit.ask("what happened before?")
    visit.finished()
    page.click("#chat .step >> nth=1")
    page.focus("#chat a.tick >> nth=2")
    page.keyboard.press(" ")
    assert ticked(page) == ["false", "true", "true"]
    visit.ask("What does E-07 mean?")
    until(page, "document.querySelectorAll('#chat .answer:not(.running)').length === 2")
    assert ticked(page) == ["false", "true", "true", "false", "false", "false"]
    page.reload()
    until(page, "document.querySelectorAll('#chat a.tick[role]').length === 6")
    assert ticked(page)[:3] == ["false", "true", "true"]
    assert page.is_visible("#viewer .sheet")
    visit.ask("system down")
    page.wait_for_selector("#chat .trouble")
    assert page.locator("#chat .asked").count() == 3
    page.click("#fresh")
    page.wait_for_selector("#welcome h2", state="visible")
    page.reload()
    drawn(visit)
    page.wait_for_timeout(400)
    assert page.locator("#chat .asked").count() == 0
    assert page.evaluate("sessionStorage.getItem('shiftmate.ticks')") is None


def test_a_warning_opens_its_page_and_a_records_remedy_is_ticked(visit: Visit) -> None:
    page = visit.page
    visit.ask("What does E-12 mean?")
    visit.finished()
    assert page.locator("#chat .warning .whose").all_inner_texts() == [
        "PX-200 码垛机操作手册, page 2", "Palletizer PX-200, page 1", "Palletizer PX-200, page 3",
    ]  # fmt: skip
    page.click("#chat .whose >> nth=0")
    until(page, "document.querySelector('#viewer img')?.src.endsWith('chunk_id=c5')")
    assert page.locator("#chat .record .step").all_inner_texts() == [
        "Let it cool (10 min; longer in summer);", "clean the fan;", "see 4.3.",
    ]  # fmt: skip
    page.click("#chat .record .step >> nth=1")
    assert ticked(page) == ["false", "true", "false"]
    page.click("button[data-language='zh']")
    assert page.inner_text("#chat .whose >> nth=1") == "Palletizer PX-200，第 1 页"


@pytest.mark.parametrize("theme", ["day", "hall", "sun"])
def test_warnings_and_remedies_are_read_and_ticked_with_gloves(visit: Visit, theme: str) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    prefer(page, theme=theme)
    visit.ask("What does E-12 mean?")
    visit.finished()
    for place in (".warning", ".record"):
        page.evaluate(f"document.querySelector('#chat {place}').scrollIntoView()")
        for gloves in ("on", "off"):
            prefer(page, gloves=gloves)
            assert faults(page, gloves=gloves == "on", gaps=False) == []
    assert axe.violations(page, without=SCROLLED) == []


def test_an_answer_is_read_by_a_voice_of_the_device_its_warnings_first(visit: Visit) -> None:
    page = visit.page
    visit.ask("what happened before?")
    visit.finished()
    page.click("#chat a.aloud")
    until(page, "window.spoken.length > 1")
    spoken = page.evaluate("window.spoken")
    assert spoken[0][0].startswith("WARNING: Suspended load")
    assert spoken[0][0].endswith("steps below it.")  # its manual and page are for the eye
    assert "E-07 means motor overload" in spoken[1][0]
    assert not any(sign in words for words, _ in spoken for sign in "[]*")
    assert {language for _, language in spoken} == {"en-US"}
    assert page.inner_text("#chat a.aloud") == "Stop reading"
    page.click("#chat a.aloud")
    assert page.inner_text("#chat a.aloud") == "Read aloud"
    visit.ask("E-07 含义?")
    until(page, "document.querySelectorAll('#chat .answer:not(.running)').length === 2")
    page.wait_for_selector("#chat a.aloud >> nth=1", state="attached")
    assert not page.is_visible("#chat a.aloud >> nth=1")
    page.evaluate(
        "window.voices = 'far', speechSynthesis.dispatchEvent(new Event('voiceschanged'))"
    )
    assert not page.is_visible("#chat a.aloud >> nth=0")


def test_a_link_from_a_machine_fills_the_box_and_asks_nothing(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(f"{address}/?machine=PX-01&q=What%20is%20E-07%3F")
    until(page, "document.querySelector('#question textarea')?.value")
    until(page, "document.querySelector('#scope select')?.value === 'machine-PX-01'")
    assert box(page) == "What is E-07?"
    assert page.url == f"{address}/"
    assert page.locator("#chat .asked").count() == 0
    page.goto(f"{address}/?machine=ZZ-9&q=Help")
    until(page, "document.querySelector('#question textarea')?.value.includes('ZZ-9: Help')")


def test_a_tap_on_the_machines_own_page_asks(visit: Visit, address: str) -> None:
    page = visit.page
    page.evaluate("sessionStorage.setItem('shiftmate.tapped', '/?machine=PX-01&q=E-07')")
    page.goto(f"{address}/?machine=PX-01&q=E-07")
    visit.finished()
    assert page.inner_text("#chat .asked").split("\n") == ["E-07", "in PX-01 · Palletizer 1"]
    page.reload()  # asks nothing again, and goes on with this machine
    until(page, "document.querySelector('#scope select')?.value === 'machine-PX-01'")
    page.wait_for_selector("#chat .asked")
    assert page.locator("#chat .asked").count() == 1


def test_a_report_is_begun_with_the_conversation(visit: Visit) -> None:
    page = visit.page
    page.route("**/report?**", lambda route: route.fulfill(body="<p>report</p>"))
    page.route("**/reports/**", lambda route: route.fulfill(body="<p>one</p>"))
    page.select_option("#scope select", "machine-PX-01")
    visit.ask("what happened before?")
    visit.finished()
    page.wait_for_selector("#chat .repair")
    assert page.locator("#chat .repair").count() == 2
    assert "35 min" in page.inner_text("#chat .repair >> nth=0")
    page.evaluate("document.documentElement.classList.add('may-report')")
    page.click("#chat a.report")
    page.wait_for_url("**/report?**")
    told = page.evaluate("JSON.parse(sessionStorage.getItem('shiftmate.handed'))")
    assert told["machine"] == "PX-01"
    assert f"conversation={told['id']}" in page.url
    assert [one["role"] for one in told["messages"]] == ["user", "assistant"]
    assert told["messages"][1]["pages"][0]["file_name"] == "px200.pdf"
    page.go_back()
    page.wait_for_selector("#chat .repair a.open")
    page.evaluate("document.documentElement.classList.add('may-read-reports')")
    page.click("#chat .repair a.open")
    page.wait_for_url("**/reports/FR-2026-000123")


@pytest.mark.parametrize(
    ("width", "height", "theme", "language"),
    [(390, 844, "hall", "zh"), (768, 1024, "sun", "en")],
)
def test_all_of_it_is_fit_for_gloves_and_for_screen_readers(
    visit: Visit, width: int, height: int, theme: str, language: str
) -> None:
    page = visit.page
    page.set_viewport_size({"width": width, "height": height})
    page.route("**/v1/speech", lambda route: route.fulfill(json=HEARD))
    prefer(page, theme=theme, language=language)
    visit.ask("what happened before?")
    visit.finished()
    page.evaluate("document.querySelector('#chat .rating details').open = true")
    page.evaluate("document.documentElement.classList.add('may-report', 'may-read-reports')")
    for place in (".step", ".fixed-here", ".deeds", ".rating"):
        page.evaluate(f"document.querySelector('#chat {place}').scrollIntoView()")
        for gloves in ("on", "off"):
            prefer(page, gloves=gloves)
            assert faults(page, gloves=gloves == "on", gaps=False) == []
    assert axe.violations(page, without=SCROLLED) == []
    page.set_input_files("#photo-file", photo())
    page.wait_for_selector("#photographed .offer")
    page.click("#speak")
    page.wait_for_selector("#speak.on")
    for gloves in ("on", "off"):
        prefer(page, gloves=gloves)
        assert faults(page, gloves=gloves == "on", gaps=False) == []
    page.click("#speak")
    page.wait_for_selector("#heard .offer")
    assert axe.violations(page, without=SCROLLED) == []
    assert visit.errors == visit.refused == []


def test_without_speech_weights_there_is_no_microphone(address: str) -> None:
    with opened(address, width=1024, height=768) as visit:
        drawn(visit)
        visit.page.wait_for_selector("#photo")
        visit.page.wait_for_timeout(200)
        assert visit.page.locator("#speak").count() == 0
