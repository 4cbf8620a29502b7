"""The history in a real browser, around the whole service and three files of work orders."""

import csv
import io
import re
from collections.abc import Iterator

import pytest

from tests.browser import Visit, until, visiting
from tests.plant_service import serving
from tests.score_history import plant_of
from tests.test_browser_chat import CONTRAST
from ui.history import EXAMPLES
from ui.phrases import PHRASES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("plant")
    plant_of(data).close()
    with serving(data) as (url, _):
        yield url


def ask(visit: Visit, question: str) -> None:
    visit.page.fill("#history-question textarea", question)
    visit.page.press("#history-question textarea", "Enter")
    until(
        visit.page,
        "(asked) => document.querySelector('#history .asked')?.innerText === asked",
        arg=question,
    )


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_a_trend_and_a_pareto_are_drawn_with_nothing_from_elsewhere(
    address: str, width: int, height: int
) -> None:
    with visiting(address, width=width, height=height) as visit:
        page = visit.page
        page.click("#history-open")
        ask(visit, "How many work orders per month?")
        page.wait_for_selector("#history-chart .scatterlayer .lines path")
        assert page.inner_text("#history .chart-name") == "Work orders by month"
        ask(visit, "Pareto of downtime by machine")
        page.wait_for_selector("#history-chart .x2y .scatterlayer .lines path")
        bars = page.locator("#history-chart .bars .point")
        assert bars.count() == page.locator("#history tbody tr").count() == 12
        assert "80%" in page.inner_text("#history-chart")
        assert "pareto" in page.inner_text("#history .worked-out")
        chart = page.locator("#history-chart").bounding_box()
        assert chart["x"] >= 0
        assert chart["x"] + chart["width"] <= width
        assert page.evaluate("document.querySelector('#history').scrollWidth") <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CONTRAST) == []
        assert visit.hosts() == {"127.0.0.1"}
        assert (visit.lost(), visit.refused, visit.errors) == ([], [], [])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_suggestion_has_an_answer(address: str, language: str) -> None:
    locale = {"en": "en-US", "zh": "zh-CN"}[language]
    with visiting(address, language=locale) as visit:
        page = visit.page
        page.click("#history-open")
        for place, key in enumerate(EXAMPLES):
            page.click(f"#history .example >> nth={place}")
            asked = getattr(PHRASES[key], language)
            until(
                page,
                "(asked) => document.querySelector('#history .asked')?.innerText === asked",
                arg=asked,
            )
            assert page.locator("#history .answered").count() == 1, asked
        words = page.inner_text("#history-head") + page.inner_text("#history .heading")
        assert bool(re.search(r"[\u4e00-\u9fff]", words)) == (language == "zh")


def test_what_cannot_be_answered_says_what_can_and_the_old_chart_is_gone(address: str) -> None:
    with visiting(address) as visit:
        page = visit.page
        page.click("#history-open")
        ask(visit, "downtime by machine")
        page.wait_for_selector("#history-chart .bars .point")
        ask(visit, "Why is the bearing so sad?")
        page.wait_for_selector("#history .refused")
        assert "I can answer" in page.inner_text("#history .refused")
        assert not page.is_visible("#history-chart")
        assert page.locator("#history .example").count() == len(EXAMPLES)


def test_the_rows_come_as_a_file_and_the_places_take_turns(address: str) -> None:
    with visiting(address) as visit:
        page = visit.page
        page.click("#history-open")
        ask(visit, "按设备统计停机时间")
        with page.expect_download() as coming:
            page.click("#history .download")
        text = coming.value.path().read_text("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert rows[0] == ["设备", "工单数", "总停机时间 (分钟)"]
        assert rows[1][0] == "PU-101"
        page.click("#manuals-open")
        assert not page.is_visible("#history-head")
        page.click("#history-open")
        assert not page.is_visible("#manuals .panel")
        assert page.get_attribute("#history-open", "aria-expanded") == "true"
        page.keyboard.press("Escape")
        assert page.is_visible("#welcome h2")
