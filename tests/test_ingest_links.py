"""References become links: what refers, where it leads, and when it had better lead nowhere."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.document import Chunk, Page
from ingest.links import MOST
from ingest.pdf.read import read_pdf
from ingest.references import keys_of_heading, references_in
from ingest.split import split
from ingest.structure.furniture import furniture_of
from ingest.structure.page_labels import page_labels
from tests.paper import document_of, make_pdf, page_of, writing


def links_of(*pages: Page) -> list[tuple[str, str]]:
    """Label, and the first line of what it leads to."""
    chunks = split(document_of(*pages))
    by_id = {chunk.chunk_id: chunk for chunk in chunks}
    return [
        (link.label, by_id[link.chunk_id].text.split("\n")[0])
        for chunk in chunks
        for link in chunk.links
    ]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("see Table 5-10 and Fig. 3.2", ["table:5-10", "figure:3-2"]),
        ("refer to section 4.4.2.", ["section:4.4.2"]),
        ("Grease the bearing, see 6.6", ["section:6.6"]),
        ("described in Chapter 7", ["section:7"]),
        ("参见 4.4.2，见表 3-2", ["section:4.4.2", "table:3-2"]),
        ("详见第五章", ["section:5"]),
        ("详见第 12 章和附录B", ["section:12", "appendix:B"]),
        ("如图 3-2 所示", ["figure:3-2"]),
        ("按 1.2 断电并验电", ["section:1.2"]),
        ("3 Safety on page EN-5", ["page:EN-5"]),
        ("refer to page 131", ["page:131"]),
        ("见第 12 页", ["page:12"]),
        ("按 1.2 倍额定电流整定", []),
        ("see 4.5 V on the display", ["section:4.5"]),
        ("page 3 of 12", []),
        ("the third section is longer", []),
        ("第 3 轴报警", []),
    ],
)
def test_what_refers(text: str, keys: list[str]) -> None:
    assert [reference.key for reference in references_in(text)] == keys


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("4.4.2 Brake", ["section:4.4.2"]),
        ("Section 13 - Errors", ["section:13"]),
        ("第十二章 维护", ["section:12"]),
        ("表 3-2 端子", ["table:3-2"]),
        ("Appendix B Wiring", ["appendix:B"]),
        ("Maintenance", []),
        ("24V supply", []),
    ],
)
def test_what_is_referred_to(title: str, keys: list[str]) -> None:
    assert list(keys_of_heading(title)) == keys


def manual(*, twice: bool = False) -> Sequence[Page]:
    return (
        page_of(1, "Wait, see 4.2 first. Torques: Table 3-1.", "It drives the belt as well."),
        page_of(2, "4.2 Brake", "Open the brake by hand.", headings=[(2, 0)]),
        page_of(3, "Table 3-1 Torques", "M4 2.5 N·m", headings=[(9, 0)]),
        page_of(4, "4.2 Belt" if twice else "4.3 Belt", "Tension it.", headings=[(2, 0)]),
    )


def test_links_lead_to_the_passages_that_stand_there() -> None:
    assert links_of(*manual()) == [("see 4.2", "4.2 Brake"), ("Table 3-1", "Table 3-1 Torques")]


def test_what_two_places_could_be_meant_by_leads_nowhere() -> None:
    assert links_of(*manual(twice=True)) == [("Table 3-1", "Table 3-1 Torques")]


def test_a_table_that_goes_on_under_its_caption_is_one_place() -> None:
    again = page_of(5, "Table 3-1 Torques (continued)", "M5 5 N·m", headings=[(9, 0)])
    assert ("Table 3-1", "Table 3-1 Torques") in links_of(*manual(), again)


def test_nothing_links_to_itself_and_links_are_few() -> None:
    heads = [
        page_of(n, f"{n}.1 Part", f"Mind section {n}.1 here.", headings=[(2, 0)])
        for n in range(2, 20)
    ]
    many = page_of(1, *(f"Turn to section {n}.1 now." for n in range(2, 20)))
    assert len(links_of(many, *heads)) == MOST
    assert links_of(*heads) == []


def test_a_code_leads_to_the_section_that_tells_of_it() -> None:
    page = page_of(1, "With P0-13 above zero the fan runs on.", "P0-2 is not told of.")
    told = page_of(2, "P0-13 Fan delay", "Seconds after a stop.", headings=[(3, 0)])
    label = page_of(3, "P0-2 KSP", "0 1 0", headings=[(3, 0)])
    assert links_of(page, told, label) == [("P0-13", "P0-13 Fan delay")]


def footed(page: Page, label: str) -> Page:
    """The last line moved to the foot of the page, and the label written there."""
    text = f"{page.text}\n{label}"
    last = page.lines[-1]
    box = last.box._replace(top=800, bottom=810)
    foot = replace(last, start=len(page.text) + 1, end=len(text), box=box)
    return replace(page, text=text, lines=(*page.lines, foot))


def test_printed_page_numbers_are_learned_from_the_footers() -> None:
    pages = [footed(page_of(n, f"text {n}"), f"Page {n - 2}") for n in range(3, 12)]
    assert page_labels(pages, furniture_of(pages)) == {str(n - 2): n for n in range(3, 12)}
    parts = [footed(page_of(n, f"text {n}"), f"EN - {n + 1}") for n in range(1, 8)]
    assert page_labels(parts, furniture_of(parts))["EN-5"] == 4


def test_a_page_reference_prefers_the_title_it_names() -> None:
    pages = [footed(page_of(n, f"Text of page {n} stands here."), f"{n + 10}") for n in range(1, 8)]
    titled = page_of(8, "7 Operation", "Run.", "8 Putting out of operation", "Stop.",
                     headings=[(1, 0), (1, 2)])  # fmt: skip
    asking = page_of(9, "See 8 Putting out of operation on page 18", "or refer to page 13.")
    assert links_of(*pages, footed(titled, "18"), footed(asking, "19")) == [
        ("on page 18", "8 Putting out of operation"),
        ("to page 13", "Text of page 3 stands here."),
    ]


def test_links_of_a_pdf_lead_to_chunks_of_it(tmp_path: Path) -> None:
    path = make_pdf(
        tmp_path / "a.pdf",
        writing("1.1 Start", "Set the torque of Table 2-1 and go on with section 1.2."),
        writing("1.2 Stop", "Press the red button and wait for the belt."),
        writing("Table 2-1 Torque", "Screw M4 needs 2.5 Nm, screw M5 needs 5 Nm."),
    )
    chunks: list[Chunk] = split(read_pdf(path, "0" * 64))
    (first,) = [chunk for chunk in chunks if chunk.page == 1]
    targets = {link.label: link.chunk_id for link in first.links}
    pages = {chunk.chunk_id: chunk.page for chunk in chunks}
    assert {label: pages[target] for label, target in targets.items()} == {
        "Table 2-1": 3,
        "section 1.2": 2,
    }
