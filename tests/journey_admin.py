"""What an administrator does: brings manuals in, tries them, looks after the house."""

from pathlib import Path

from tests.browser import drawn
from tests.journey import Person
from tests.paper import CHINESE, make_pdf, writing
from ui.admin import PARTS

ALARM = {
    "zh": ("驱动器 D{number} 报警", "F{number} 电机过载。让电机冷却 10 分钟，再复位。"),
    "en": (
        "Drive D{number} alarms",
        "F{number} Motor overload. Let the motor cool for 10 min, then reset.",
    ),
}
ASKED = {"zh": "F{number} 电机过载", "en": "F{number} motor overload"}
OVER = "() => document.querySelector('#manuals .job[data-state=done]')"


def a_folder(one: Person, place: Path) -> Path:
    """Of one manual with a page that no reader finds a word on, and a file that is torn."""
    number = one.width  # so that no two bring the same
    font = CHINESE if one.language == "zh" else "Helvetica"
    title, alarm = (words.format(number=number) for words in ALARM[one.language])
    folder = place / "line 1" / "drives"
    folder.mkdir(parents=True)
    told = writing(title, alarm, font=font)
    made = folder / f"drive_{number}_{one.language}.pdf"
    make_pdf(made, told, lambda paper: paper.line(100, 100, 500, 700), title=title)
    (folder / f"torn_{number}_{one.language}.pdf").write_bytes(b"%PDF-1.4 torn")
    return place / "line 1"


def brings_manuals_in(one: Person, place: Path) -> None:
    """A folder: progress, what could not be read, and the search tried in its place."""
    drawn(one.visit)
    if one.named("manuals", "button").count():
        one.tap("manuals", "button")
    else:
        one.tap("menu", "button")
        one.tap("manuals", "button")
    with one.page.expect_file_chooser() as chooser:
        one.tap("add_folder", "button")
    chooser.value.set_files(a_folder(one, place))
    one.page.wait_for_selector("#manuals .job :is(.retry, .dismiss):visible", timeout=40_000)
    title = ALARM[one.language][0].format(number=one.width)
    manual = one.page.get_by_role("listitem").filter(has_text=title).filter(
        has=one.page.get_by_role("button", name=one.words("document_open"))
    )  # fmt: skip
    manual.first.wait_for()
    one.look("manuals")
    manual.get_by_role("button", name=one.words("document_open")).first.click()
    one.box("try_search").fill(ASKED[one.language].format(number=one.width))
    one.tap("try_do", "button")
    one.reads("try_page", page=1)
    one.look("one manual")


def looks_after_the_house(one: Person) -> None:
    """People, keys, webhooks, models, backups, the log."""
    one.at("/admin")
    for part in PARTS:
        one.tap(f"admin_{part}", "link")
        one.page.wait_for_selector(f".part.{part}[data-drawn]")
        one.look(part)
