"""The sample plant is fiction, but it must hold together: pages, evidence, part numbers, dates."""

import csv
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from sample_plant import fonts, make_manuals, make_work_orders
from sample_plant.make_questions import page_texts, printed_pages, squeezed
from sample_plant.markup import Block, Manual, read_manual
from sample_plant.numbering import number

PLANT = Path(make_manuals.__file__).parent
MANUALS = sorted((PLANT / "manuals").glob("*.pdf"))
PARTS_LISTS = ("备件清单", "Spareparts")


@cache
def as_printed(path: Path) -> list[str]:
    return printed_pages(path)


@cache
def texts(path: Path) -> list[str]:
    return [squeezed(text) for text in as_printed(path)]


def questions() -> list[dict]:
    lines = (PLANT / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def work_orders() -> list[dict[str, str]]:
    with (PLANT / "work_orders.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_enough_documents_and_pages() -> None:
    assert len(MANUALS) >= 6
    assert sum(len(texts(path)) for path in MANUALS) >= 60


@pytest.mark.parametrize("path", MANUALS, ids=lambda path: path.stem)
def test_every_document_is_a_readable_pdf_of_modest_size(path: Path) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        assert document.get_metadata_value("Title")
        assert len(list(document.get_toc())) >= 3
    assert all(len(text) > 40 for text in texts(path))
    assert path.stat().st_size < 600 * 1024


def test_every_content_file_has_its_pdf_and_the_other_way_round() -> None:
    assert {path.stem for path in MANUALS} == {
        path.stem for path in (PLANT / "content").glob("*.md")
    }


ANSWERABLE = [question for question in questions() if question["answerable"]]


def states(text: str, entry: str) -> bool:
    """Whether one of the alternatives in ``a|b`` stands in the text; 8 does not stand in 2.8."""
    for alternative in entry.lower().split("|"):
        words = re.findall(r"[\d.,]+|[^\d\s]", alternative)  # a table cell may break between any
        shape = r"\s*".join(map(re.escape, words))
        if re.search(rf"(?<!\d)(?<!\d\.){shape}(?!\.?\d)", text.lower()):
            return True
    return False


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["id"])
def test_gold_pages_hold_the_evidence(question: dict) -> None:
    assert question["pages"]
    pages = texts(PLANT / "manuals" / question["doc"])
    for page in question["pages"]:
        for evidence in question["evidence"]:
            assert squeezed(evidence) in pages[page - 1]


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["id"])
def test_what_an_answer_must_include_stands_in_the_answer_and_on_a_gold_page(
    question: dict,
) -> None:
    pages = as_printed(PLANT / "manuals" / question["doc"])
    gold = "\n".join(
        pages[page - 1] for page in [*question["pages"], *question.get("alt_pages", [])]
    )
    for entry in question["must_include"]:
        assert states(question["answer"], entry), entry
        assert states(gold, entry), entry


def test_what_is_asked_about_in_vain_is_in_no_document() -> None:
    everything = "".join(text for path in MANUALS for text in texts(path)).lower()
    assert "al-31" in everything
    absent = [name for question in questions() for name in question.get("absent", [])]
    assert len(absent) > 20
    assert [name for name in absent if squeezed(name).lower() in everything] == []


def test_as_many_questions_have_no_answer_as_have_one_half_of_each_in_chinese() -> None:
    asked = Counter((question["answerable"], question["lang"]) for question in questions())
    assert asked == dict.fromkeys([(True, "zh"), (True, "en"), (False, "zh"), (False, "en")], 30)
    assert len({question["question"] for question in questions()}) == len(questions())
    for question in questions():
        assert question["answerable"] or (question["class"] and question["pages"] == [])
    assert sum(question["kind"] == "cross-lingual" for question in questions()) >= 10


def test_parts_used_are_in_a_parts_list() -> None:
    pages = [text for path in MANUALS for text in texts(path)]
    lists = "".join(text for text in pages if any(title in text for title in PARTS_LISTS))
    used = {
        part.rsplit(" x", 1)[0]
        for row in work_orders()
        for part in row["Parts Used"].split("; ")
        if part
    }
    assert len(used) > 20
    assert {part for part in used if part not in lists} == set()


def test_parts_named_in_a_manual_are_in_its_own_list() -> None:
    number_shape = re.compile(r"HL-77\d\d-\d\d|NW-320-0\d\d|LY-S-\d{3}|45-\d{4}-\d|VQ\.\d{4}\.\d")
    for path in MANUALS:
        pages = texts(path)
        listed = set(
            number_shape.findall(
                "".join(text for text in pages if any(title in text for title in PARTS_LISTS))
            )
        )
        named = set(number_shape.findall("".join(pages)))
        assert named <= listed, path.name


def test_work_orders_are_plenty_and_regenerate_exactly() -> None:
    committed = (PLANT / "work_orders.csv").read_text(encoding="utf-8")
    assert len(work_orders()) >= 200
    assert make_work_orders.as_csv(make_work_orders.work_orders()) == committed


def test_work_orders_tell_their_stories() -> None:
    rows = work_orders()
    brake = [row["Asset Tag"] for row in rows if "bEr" in row["Reported Text"]]
    assert len(brake) >= 10
    assert set(brake) == {"CV-202"}
    hot = {row["Created"][5:7] for row in rows if row["Failure Code"] == "Er.12"}
    assert hot
    assert hot <= {"06", "07", "08"}
    numbers = [row["Order No"] for row in rows]
    assert len(numbers) - len(set(numbers)) == 3
    assert {"open", "missed", "cancelled"} <= {row["Status"] for row in rows}


def test_downtime_is_end_less_start() -> None:
    from datetime import datetime

    timed = [row for row in work_orders() if row["Malfunction End"]]
    assert len(timed) > 80
    for row in timed:
        start, end = (
            datetime.fromisoformat(row[name]) for name in ("Malfunction Start", "Malfunction End")
        )
        assert (end - start).total_seconds() / 60 == int(row["Downtime (min)"])


def test_assets_name_documents_that_exist() -> None:
    names = {path.name for path in MANUALS}
    for asset in make_work_orders.read_assets().values():
        assert set(asset["manuals"].split(";")) <= names


def test_a_reference_to_nothing_is_refused() -> None:
    manual = Manual("m", {"language": "en"}, [Block("paragraph", "see [[nowhere]]")])
    with pytest.raises(KeyError, match="nowhere"):
        number(manual)


def test_numbers_restart_with_each_chapter() -> None:
    blocks = [
        Block("heading", "A", level=1),
        Block("grid", "t"),
        Block("heading", "B", level=1),
        Block("grid", "u", label="u"),
        Block("paragraph", "[[u]]"),
    ]
    assert number(Manual("m", {"language": "en"}, blocks)).blocks[-1].text == "Table 2-1"


@pytest.mark.skipif(not fonts.FONT_FILE.exists(), reason="needs apt package fonts-wqy-microhei")
def test_a_small_document_regenerates(tmp_path: Path) -> None:
    fonts.register()
    name = "lubrication_chart_rev_b"
    drawn = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        drawn.append(make_manuals.draw(read_manual(PLANT / "content" / f"{name}.md"), folder))
    assert drawn[0].read_bytes() == drawn[1].read_bytes()
    # Against the committed file by text: another zlib may pack the same page into other bytes.
    assert page_texts(drawn[0]) == texts(PLANT / "manuals" / f"{name}.pdf")
