"""The page in a real browser, around an assistant that needs no weights."""

import re
from collections.abc import Iterator

import pytest

from tests.browser import Visit, until, visiting
from tests.fake_service import ANSWER, serving
from ui.phrases import PHRASES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(0.02) as url:
        yield url


@pytest.fixture(scope="module")
def slow_address() -> Iterator[str]:
    with serving(0.1) as url:
        yield url


@pytest.fixture
def visit(address: str) -> Iterator[Visit]:
    with visiting(address) as open_page:
        yield open_page


def test_evidence_comes_first_then_words_then_the_answer(slow_address: str) -> None:
    with visiting(slow_address) as visit:
        page = visit.page
        visit.ask("What does E-07 mean?")
        page.wait_for_selector("#chat .evidence .passage")
        assert page.locator("#chat .sources").count() == 0
        assert "px200.pdf" in page.inner_text("#chat .evidence")
        assert page.evaluate("getComputedStyle(document.querySelector('#stop')).display") != "none"
        page.wait_for_selector("#chat .answer.running a.cite")
        visit.finished(40_000)
        words = page.inner_text("#chat .answer")
        assert "let the motor cool for 10 min" in words
        assert "**" not in words


def test_a_tapped_mark_opens_its_page_with_the_evidence_highlighted(visit: Visit) -> None:
    visit.ask("What does E-07 mean?")
    visit.finished()
    page = visit.page
    page.locator("#chat .answer a.cite", has_text="2").first.click()
    until(page, "document.querySelector('#viewer img')?.src.includes('/pages/1.png')")
    until(page, "document.querySelector('#viewer img').naturalWidth > 0")
    assert "chunk_id=c2" in page.get_attribute("#viewer img", "src")
    assert "Page 1 of 3" in page.inner_text("#viewer")
    assert "locking bolt" in page.inner_text("#viewer .passage-box")
    yellow = page.evaluate(
        """() => {
          const picture = document.querySelector('#viewer img');
          const paper = document.createElement('canvas');
          [paper.width, paper.height] = [picture.naturalWidth, picture.naturalHeight];
          const pen = paper.getContext('2d');
          pen.drawImage(picture, 0, 0);
          return [...pen.getImageData(600, 595, 1, 1).data].slice(0, 3);
        }"""
    )
    assert yellow == [255, 230, 80]
    page.click("#viewer a.next_page")
    until(page, "document.querySelector('#viewer img').src.includes('/pages/2.png')")
    page.click("#viewer a.back_to_evidence")
    until(page, "document.querySelector('#viewer img').src.includes('/pages/1.png')")
    assert page.url.endswith("/")


def test_zoom_enlarges_the_page_and_keeps_the_evidence_in_sight(visit: Visit) -> None:
    visit.ask("What does E-07 mean?")
    visit.finished()
    page = visit.page
    until(page, "document.querySelector('#viewer img')?.naturalWidth > 0")
    fit = page.evaluate("document.querySelector('#viewer img').clientWidth")
    for _ in range(2):
        page.click("#viewer .zoom-in")
    assert page.evaluate("document.querySelector('#viewer img').clientWidth") == pytest.approx(
        2 * fit, abs=2
    )
    assert "200 %" in page.inner_text("#viewer .zoom")
    sight = page.evaluate(
        """() => {
          const sheet = document.querySelector('#viewer .sheet');
          const at = 640 / 1684 * sheet.querySelector('img').clientHeight;
          return (at - sheet.scrollTop) / sheet.clientHeight;
        }"""
    )
    assert 0 < sight < 1
    for _ in range(4):
        page.click("#viewer .zoom-in")
    until(page, "document.querySelector('#viewer img').src.endsWith('&width=2400')")
    assert page.evaluate("document.querySelector('#viewer img').clientWidth") == pytest.approx(
        4 * fit, abs=4
    )
    page.click("#viewer .zoom-fit")
    assert page.evaluate("document.querySelector('#viewer img').clientWidth") == fit


def test_two_fingers_enlarge_what_is_between_them(visit: Visit) -> None:
    visit.ask("What does E-07 mean?")
    visit.finished()
    page = visit.page
    until(page, "document.querySelector('#viewer img')?.naturalWidth > 0")
    between = page.evaluate(
        """() => {
          const sheet = document.querySelector('#viewer .sheet');
          const box = sheet.getBoundingClientRect();
          const finger = (off, identifier) => new Touch({
            identifier, target: sheet, clientX: box.left + 200 + off, clientY: box.top + 150 });
          const under = () => (sheet.scrollTop + 150) / sheet.querySelector('img').clientHeight;
          const before = under();
          const touch = (kind, apart) => sheet.dispatchEvent(new TouchEvent(kind, {
            bubbles: true, cancelable: true, touches: [-apart, apart].map(finger),
          }));
          touch('touchstart', 50);
          touch('touchmove', 150);
          touch('touchend', 150);
          return [document.querySelector('#viewer .percent').innerText, before, under()];
        }"""
    )
    assert between[0] == "300 %"
    assert between[1] == pytest.approx(between[2], abs=0.01)


def test_the_viewer_is_worked_by_keys_and_keeps_the_focus(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 768, "height": 1024})
    visit.ask("What does E-07 mean?")
    visit.finished()
    mark = page.locator("#chat .answer a.cite").first
    mark.focus()
    page.keyboard.press("Enter")
    until(page, "document.activeElement.matches('#viewer .close')")
    assert page.evaluate("document.querySelector('#talk').inert")
    assert page.get_attribute("#viewer img", "alt") == "px200.pdf, page 2"
    page.focus("#viewer .sheet")
    page.keyboard.press("+")
    assert "150 %" in page.inner_text("#viewer .zoom")
    page.keyboard.press("PageDown")
    until(page, "document.querySelector('#viewer img').src.includes('/pages/3.png')")
    until(page, "document.activeElement.closest('#viewer') !== null")
    page.focus("#viewer a.previous_page")
    page.keyboard.press(" ")
    until(page, "document.querySelector('#viewer img').src.includes('/pages/2.png')")
    until(page, "document.activeElement.matches('#viewer .previous_page')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('#chat a.cite')")
    assert not page.evaluate("document.querySelector('#talk').inert")


def test_a_passage_without_pages_opens_as_text(visit: Visit) -> None:
    visit.ask("What does E-07 mean?")
    visit.finished()
    until(visit.page, "document.querySelector('#viewer img')?.naturalWidth > 0")
    visit.page.click("#chat .sources a.row[href='#cite-c4']")
    until(visit.page, "!document.querySelector('#viewer img')")
    assert "gearbox oil" in visit.page.inner_text("#viewer")


def test_a_figure_of_the_page_opens_by_itself_and_leads_back(visit: Visit) -> None:
    page = visit.page
    visit.ask("What does E-07 mean?")
    visit.finished()
    page.wait_for_selector("#viewer .figure")
    assert page.locator("#viewer .figure").count() == 2
    page.click("#viewer .figure >> nth=1")
    until(page, "document.querySelector('#viewer img').src.endsWith('/figures/2.png')")
    assert page.inner_text("#viewer .caption") == "图 5-2 制动器接线 <b>"
    page.click("#viewer .back_to_page")
    until(page, "document.querySelector('#viewer img').src.includes('/pages/2.png')")


def test_an_answer_is_narrowed_to_what_was_chosen(visit: Visit) -> None:
    page = visit.page
    page.select_option("#scope select", "machine-PX-01")
    visit.ask("What does E-07 mean?")
    visit.finished()
    assert page.inner_text("#chat .asked .within") == "in PX-01 · Palletizer 1"
    page.click("#fresh")
    page.wait_for_selector("#welcome h2", state="visible")
    page.click("button[data-language='zh']")
    assert page.evaluate("document.querySelector('#scope select').value") == "machine-PX-01"
    chosen = "document.querySelector('#scope option:checked').label"
    assert page.evaluate(chosen) == "PX-01 · 一号码垛机"
    page.select_option("#scope select", "machine-XX-09")
    visit.ask("还有什么？")
    page.wait_for_selector("#chat .trouble")
    assert "没有这台设备的手册" in page.inner_text("#chat .trouble")
    page.select_option("#scope select", "")
    page.click("#again")
    page.wait_for_selector("#chat .answer:not(.running)")
    assert page.locator("#chat .within").count() == 0


def test_a_page_without_a_picture_says_so(visit: Visit) -> None:
    visit.page.route("**/pages/*.png*", lambda route: route.fulfill(status=404))
    visit.ask("What does E-07 mean?")
    visit.page.wait_for_selector("#viewer .sheet.missing .no-picture")
    assert "no picture" in visit.page.inner_text("#viewer")
    assert "Motor overload" in visit.page.inner_text("#viewer .passage-box")


def test_the_reader_who_scrolls_up_is_left_in_peace(slow_address: str) -> None:
    with visiting(slow_address) as visit:
        page = visit.page
        visit.ask("a long answer please")
        until(page, "document.querySelectorAll('#chat .answer p').length > 6", timeout=60_000)
        gap = (
            "(() => { const l = document.querySelector('#chat [role=log]');"
            " return l.scrollHeight - l.scrollTop - l.clientHeight; })()"
        )
        assert page.evaluate(gap) > 60  # the turn's beginning stays: question, warnings, evidence
        assert page.locator("#chat .evidence .heading").bounding_box()["y"] > 0
        page.click("#to-end")
        page.wait_for_timeout(400)
        assert page.evaluate(gap) < 60
        page.mouse.move(300, 400)
        page.mouse.wheel(0, -500)
        page.wait_for_timeout(300)
        before = page.evaluate("document.querySelector('#chat [role=log]').scrollTop")
        height = page.evaluate("document.querySelector('#chat [role=log]').scrollHeight")
        until(
            page,
            f"document.querySelector('#chat [role=log]').scrollHeight > {height} + 60",
            timeout=60_000,
        )
        assert page.evaluate("document.querySelector('#chat [role=log]').scrollTop") == before


def test_a_press_counts_though_words_come_under_it(slow_address: str) -> None:
    with visiting(slow_address, width=1700, height=1600) as visit:  # nothing is to be scrolled
        page = visit.page
        page.evaluate(
            "window.taps = [], document.addEventListener('shiftmate:open', (tap) => "
            "window.taps.push(tap.detail))"
        )
        visit.ask("a long answer please")
        page.wait_for_selector("#chat .answer.running a.cite >> nth=2")
        page.locator("#chat .answer.running a.cite >> nth=1").hover()
        page.mouse.down()
        pressed = page.query_selector("#chat .answer.running a.cite")
        until(page, "(node) => !node.isConnected", arg=pressed)  # drawn anew
        page.mouse.up()
        until(page, "window.taps.length > 0")
        assert page.evaluate("window.taps") == ["#cite-c1"]


def test_stop_stops_and_the_next_question_goes_through(slow_address: str) -> None:
    with visiting(slow_address) as visit:
        page = visit.page
        visit.ask("a long answer please")
        page.wait_for_selector("#chat .answer.running p + p")
        page.click("#stop")
        page.wait_for_selector("#chat .note", timeout=8_000)
        assert "Stopped" in page.inner_text("#chat .note")
        said = page.inner_text("#chat .answer")
        page.wait_for_timeout(700)
        assert page.inner_text("#chat .answer") == said
        visit.ask("system down")
        page.wait_for_selector("#chat .trouble")


def test_a_new_conversation_begins_in_the_middle_of_an_answer(slow_address: str) -> None:
    with visiting(slow_address) as visit:
        page = visit.page
        visit.ask("a long answer please")
        page.wait_for_selector("#chat .answer.running p + p")
        page.click("#fresh")
        page.wait_for_selector("#welcome h2", state="visible")
        page.wait_for_timeout(700)
        assert page.locator("#chat .asked").count() == 0
        assert not page.is_visible("#viewer .sheet")
        visit.ask("system down")
        page.wait_for_selector("#chat .trouble")
        assert page.locator("#chat .asked").count() == 1


def test_a_refusal_and_trouble_look_different_and_keep_the_evidence(visit: Visit) -> None:
    page = visit.page
    visit.ask("What will the weather be?")
    page.wait_for_selector("#chat .refused")
    assert "not an answer" in page.inner_text("#chat .evidence")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.refused')).borderTopStyle")
        == "dashed"
    )
    visit.ask("system down")
    page.wait_for_selector("#chat .trouble")
    assert "not available" in page.inner_text("#chat .trouble")
    assert page.locator("#chat .evidence").count() == 2


def test_a_question_sent_as_soon_as_the_answer_has_ended_is_asked(visit: Visit) -> None:
    page = visit.page
    page.evaluate(
        """() => new MutationObserver((_, one) => {
          if (!document.querySelector('#chat .refused')) return;
          one.disconnect();
          const box = document.querySelector('#question textarea');
          box.value = 'system down';
          box.dispatchEvent(new Event('input', { bubbles: true }));
          requestAnimationFrame(() => document.querySelector('#ask').click());
        }).observe(document.querySelector('#chat'), { childList: true, subtree: true })"""
    )
    visit.ask("What will the weather be?")
    page.wait_for_selector("#chat .trouble")
    assert page.locator("#chat .asked").count() == 2


def test_a_fault_of_the_service_ends_in_a_human_sentence(visit: Visit) -> None:
    visit.ask("a bug please")
    visit.page.wait_for_selector("#chat .trouble")
    assert "went wrong" in visit.page.inner_text("#chat .trouble")
    assert "RuntimeError" not in visit.page.inner_text("body")


def test_the_question_and_the_way_down_hide_no_words(visit: Visit) -> None:
    page = visit.page
    visit.ask("a long answer please")
    visit.finished(40_000)
    log = "document.querySelector('#chat [role=log]')"
    page.evaluate(f"{log}.scrollTop = 300")
    page.wait_for_selector("#to-end", state="visible")
    strip, end = page.evaluate(
        f"""() => {{
          const at = {log}.getBoundingClientRect(), question = document.elementFromPoint(
            at.left + 8, at.top + 12), end = document.querySelector('#to-end');
          return [question.closest('.user-row') !== null,
            end.getBoundingClientRect().top >= at.bottom - 1];
        }}"""
    )
    assert (strip, end) == (True, True)
    page.click("#to-end")
    page.wait_for_selector("#to-end", state="hidden")


def test_ask_again_and_new_conversation(visit: Visit) -> None:
    page = visit.page
    visit.ask("system down")
    page.wait_for_selector("#chat .trouble")
    page.click("#again")
    page.wait_for_selector("#chat .progress")
    page.wait_for_selector("#chat .trouble")
    assert page.locator("#chat .asked").count() == 1
    page.click("#fresh")
    page.wait_for_selector("#welcome h2", state="visible")
    assert page.locator("#chat .asked").count() == 0


def test_an_example_asks_itself(visit: Visit) -> None:
    visit.page.click("#welcome .example >> nth=1")
    visit.finished()
    assert visit.page.inner_text("#chat .asked") == PHRASES["example_start"].en


def words_on(page: object) -> str:
    return page.evaluate(  # type: ignore[attr-defined]
        """() => document.body.innerText + ' ' +
          [...document.querySelectorAll('[placeholder]')].map((box) => box.placeholder).join(' ')"""
    )


def test_the_page_speaks_the_browsers_language_and_switches_wholly(address: str) -> None:
    with visiting(address, language="zh-CN") as visit:
        page = visit.page
        until(page, "document.querySelector('#ask').innerText === '提问'")
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        latin = set(re.findall(r"[A-Za-z]{3,}", words_on(page)))
        assert latin <= {"Shiftmate", "English", "Palletizer", "pdf", "Shift", "notes", "txt"}
        page.click("button[data-language='en']")
        until(page, "document.querySelector('#ask').innerText === 'Ask'")
        chinese = re.sub("中文|PX-200 码垛机操作手册", "", words_on(page))
        assert not re.search(r"[\u4e00-\u9fff]", chinese)
        page.reload()
        until(page, "document.querySelector('#ask')?.innerText === 'Ask'")
        assert page.evaluate("document.documentElement.lang") == "en"


def test_what_is_on_screen_switches_with_the_language(visit: Visit) -> None:
    visit.ask("system down")
    visit.page.wait_for_selector("#chat .trouble")
    visit.page.click("button[data-language='zh']")
    until(visit.page, "document.querySelector('#again').innerText.includes('重新提问')")
    assert "无法撰写" in visit.page.inner_text("#chat .trouble")
    assert "not available" not in visit.page.inner_text("#chat .trouble")


def test_hostile_documents_and_answers_do_nothing(visit: Visit) -> None:
    page = visit.page
    visit.ask("something hostile ![q](http://evil.invalid/q.png) <img src=x onerror=hacked=1>")
    visit.finished()
    page.locator("#chat a.cite").first.click()
    page.wait_for_timeout(800)
    assert page.evaluate("window.hacked") is None
    assert visit.hosts() == {"127.0.0.1"}
    assert '<img src="http://evil.invalid/1.png"' in page.inner_text("#viewer .passage-box")
    assert page.locator(":is(#chat [role=log], #viewer) :is(script, style, h1)").count() == 0
    assert page.evaluate(
        "[...document.querySelectorAll('#chat a, #viewer a')]"
        ".every((link) => /^#(cite|page|figure|rate|step|aloud|report)-/"
        ".test(link.getAttribute('href')))"
    )
    assert page.evaluate(
        "[...document.querySelectorAll('#chat img, #viewer img')]"
        ".every((picture) => picture.getAttribute('src').startsWith('/v1/documents/'))"
    )
    assert visit.errors == []


def test_a_whole_conversation_asks_nothing_of_any_other_host(visit: Visit) -> None:
    visit.ask("What does E-07 mean?")
    visit.finished()
    visit.page.locator("#chat a.cite").first.click()
    until(visit.page, "document.querySelector('#viewer img')?.naturalWidth > 0")
    assert visit.hosts() == {"127.0.0.1"}
    assert visit.lost() == visit.refused == []
    assert visit.errors == []
    kept = visit.page.evaluate("JSON.stringify(localStorage)")
    assert "E-07" not in kept


def test_the_phone_covers_the_talk_with_the_page_and_gives_it_back(address: str) -> None:
    with visiting(address, width=390, height=844) as visit:
        page = visit.page
        visit.ask("What does E-07 mean?")
        visit.finished()
        assert not page.is_visible("#viewer .sheet")
        page.locator("#chat a.cite").first.click()
        page.wait_for_selector("#viewer .sheet", state="visible")
        page.click("#viewer .close")
        assert not page.is_visible("#viewer .sheet")
        assert page.is_visible("#chat .answer")


def test_an_empty_library_says_how_to_add_manuals() -> None:
    with serving(empty=True) as url, visiting(url) as visit:
        assert "shiftmate ingest" in visit.page.inner_text("#welcome")
        assert visit.page.locator("#welcome .example").count() == 0


def test_the_page_has_no_public_endpoints(address: str) -> None:
    import httpx

    told = httpx.get(f"{address}/gradio_api/info").json()
    assert told["named_endpoints"] == {}
    assert told["unnamed_endpoints"] == {}
    assert httpx.get(f"{address}/gradio_api/runs").status_code == 404
    assert httpx.get(f"{address}/v1/unknown").headers["content-type"].endswith("json")


def test_text_is_dark_enough(visit: Visit) -> None:
    """Every visible text against the nearest colour behind it: 7:1 at least."""
    visit.ask("What does E-07 mean?")
    visit.finished()
    visit.page.click("#chat summary")
    visit.ask("What will the weather be?")
    visit.page.wait_for_selector("#chat .refused")
    assert visit.page.evaluate(CONTRAST) == []


CONTRAST = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((c) => (c /= 255) <= .03928 ? c / 12.92
      : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = getComputedStyle(node).backgroundColor;
      const [, , , alpha = 1] = channels(colour);
      if (alpha === 1) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const weak = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const host = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !host.checkVisibility() || host.closest('[disabled]'))
      continue;
    const [a, b] = [light(getComputedStyle(host).color), light(behind(host))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 7) weak.push([ratio.toFixed(2), walk.currentNode.data.trim().slice(0, 40)]);
  }
  return weak;
}"""


def test_the_answer_is_what_the_assistant_said(visit: Visit) -> None:
    visit.ask("What does E-07 mean?")
    visit.finished()
    said = re.sub(r"[\[\]*\s]", "", ANSWER)
    shown = re.sub(
        r"\s",
        "",
        visit.page.evaluate(
            "[...document.querySelectorAll('#chat .answer > p:not(.heading, .took)')]"
            ".map((p) => p.innerText).join('')"
        ),
    )
    assert shown == said
