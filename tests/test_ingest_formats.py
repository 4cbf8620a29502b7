"""Formats without pages: Word, HTML, Markdown and plain text."""

import codecs
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.document import Document, Page
from ingest.errors import UnreadableFile
from ingest.formats.flow import Flow
from ingest.letters import weight
from ingest.readers import read
from ingest.split import split


def only_page(document: Document) -> Page:
    (page,) = document.pages
    assert page.number is None
    assert document.page_count == 0
    return page


def lines_of(page: Page) -> list[str]:
    return [page.text[line.start : line.end] for line in page.lines]


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


# Word


def test_word_headings_paragraphs_and_tables_keep_their_order(tmp_path: Path) -> None:
    word = docx.Document()
    word.core_properties.title = "Spindle setup"
    word.add_heading("Alarms", 1)
    word.add_paragraph("Read the code first.")
    table = word.add_table(rows=3, cols=2)
    for row, cells in enumerate((("Code", "Remedy"), ("AL-01", "Reset"), ("AL-02", "Call us"))):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    word.add_heading("Wiring", 2)
    word.add_paragraph("Use shielded cable.")
    word.save(str(tmp_path / "a.docx"))

    document = read(tmp_path / "a.docx")
    page = only_page(document)

    assert document.title == "Spindle setup"
    assert lines_of(page) == [
        "Alarms",
        "Read the code first.",
        "Code: AL-01 | Remedy: Reset",
        "Code: AL-02 | Remedy: Call us",
        "Wiring",
        "Use shielded cable.",
    ]
    assert [(heading.level, heading.title) for heading in page.headings] == [
        (1, "Alarms"),
        (2, "Wiring"),
    ]
    passages = [chunk for chunk in split(document) if chunk.kind == "passage"]
    assert [chunk.section for chunk in passages] == [("Alarms",), ("Alarms", "Wiring")]
    assert split(document)[0].boxes == ()


def test_word_headings_are_known_by_outline_level_too(tmp_path: Path) -> None:
    word = docx.Document()
    style = word.styles.add_style("我的标题", WD_STYLE_TYPE.PARAGRAPH)
    level = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>')
    style.element.get_or_add_pPr().append(level)
    word.add_paragraph("主轴设置", style="我的标题")
    word.add_paragraph("参数见下表。")
    word.save(str(tmp_path / "a.docx"))

    (heading,) = only_page(read(tmp_path / "a.docx")).headings
    assert (heading.level, heading.title) == (2, "主轴设置")


def test_word_text_boxes_and_nested_tables_are_not_lost(tmp_path: Path) -> None:
    word = docx.Document()
    run = word.add_paragraph("Beside the box.").add_run()
    run._r.append(
        parse_xml(
            f"<w:pict {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><v:shape><v:textbox>"
            "<w:txbxContent><w:p><w:r><w:t>High voltage!</w:t></w:r></w:p></w:txbxContent>"
            "</v:textbox></v:shape></w:pict>"
        )
    )
    cell = word.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "outer"
    cell.add_table(rows=1, cols=1).cell(0, 0).text = "inner"
    word.save(str(tmp_path / "a.docx"))

    text = only_page(read(tmp_path / "a.docx")).text
    assert "High voltage!" in text
    assert "outer inner" in text


# HTML


def test_html_is_read_without_what_nobody_reads(tmp_path: Path) -> None:
    markup = """<html><head><title>Pump manual</title><style>p{}</style></head><body>
    <nav><a href="/">Home</a></nav><script>alert(1)</script>
    <h1>Pump</h1><p>Stop the <b>pump</b> first.</p>
    <ul><li>Close valve V1<li>Open valve V2</ul>
    <table><tr><th>Code</th><th>Cause</th></tr><tr><td>E1</td><td>dry run<br>no water</td></tr>
    </table>tail</body></html>"""
    document = read(written(tmp_path / "a.html", markup))

    assert document.title == "Pump manual"
    assert lines_of(only_page(document)) == [
        "Pump",
        "Stop the pump first.",
        "Close valve V1",
        "Open valve V2",
        "Code: E1 | Cause: dry run no water",
        "tail",
    ]


@pytest.mark.parametrize(
    ("encoding", "meta"), [("gb18030", ""), ("gbk", '<meta charset="gbk">'), ("utf-8", "")]
)
def test_html_finds_its_encoding(tmp_path: Path, encoding: str, meta: str) -> None:
    path = written(tmp_path / "a.htm", f"<html>{meta}<p>主轴过热报警</p>", encoding)
    assert only_page(read(path)).text == "主轴过热报警"


def test_deep_html_is_read_or_refused_and_never_cut(tmp_path: Path) -> None:
    path = written(tmp_path / "a.html", "<div>" * 1500 + "deep" + "</div>" * 1500)
    assert only_page(read(path)).text == "deep"

    path = written(tmp_path / "b.html", "seen<div>" * 5000 + "deep" + "</div>" * 5000)
    with pytest.raises(UnreadableFile, match="damaged HTML"):
        read(path)


# Markdown


def test_markdown_tables_of_both_kinds_become_rows(tmp_path: Path) -> None:
    source = """---
title: 故障报警及对策
weight: 1
---
# 报警

| 代码 | 名称 |
|:---:|---|
| ERR01 | 逆变单元保护</br>短路 |

## 参数

<table><tr><th>No.1</th><th>说明</th></tr><tr><td>1010</td><td>轴数</td></tr></table>
"""
    document = read(written(tmp_path / "a.md", source))
    page = only_page(document)

    assert document.title == "故障报警及对策"
    assert lines_of(page) == [
        "报警",
        "代码: ERR01 | 名称: 逆变单元保护 短路",
        "参数",
        "No.1: 1010 | 说明: 轴数",
    ]
    assert [heading.level for heading in page.headings] == [1, 2]


# Plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_the_encodings_of_the_trade(tmp_path: Path, encoding: str) -> None:
    document = read(written(tmp_path / "note.txt", "报警 OC1\n更换保险丝\n", encoding))

    assert only_page(document).text == "报警 OC1\n更换保险丝"
    assert document.title == "note"


def test_big_endian_text_is_known_by_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(codecs.BOM_UTF16_BE + "保险丝".encode("utf-16-be"))
    assert only_page(read(path)).text == "保险丝"


# What they share


def test_a_table_without_a_header_is_not_given_one() -> None:
    flow = Flow()
    flow.table([["No.8", "moving direction"], ["No.174", "key direction"], ["", ""]])
    assert lines_of(flow.page()) == ["No.8 | moving direction", "No.174 | key direction"]


@pytest.mark.parametrize("cell", ["7", "out of order since Monday", "检查冷却风扇。" * 80])
def test_a_wide_row_is_cut_between_cells_and_each_part_tells_whose_it_is(cell: str) -> None:
    names = [f"Sensor {number}" for number in range(1, 100)]
    flow = Flow()
    flow.table(
        [["Tag", *names], *([f"T{row}", *["7"] * 98, cell] for row in range(3))], headed=True
    )
    page = flow.page()

    assert len(page.tables[0].rows) == 3
    told = set()
    for row, place in enumerate(page.tables[0].rows):
        parts = page.text[place.start : place.end].split("\n")
        assert len(parts) > 1
        for part in parts:
            lead, *cells = part.split(" | ")
            assert lead == f"Tag: T{row}"
            assert weight(part) <= 300
            told |= {tuple(one.split(": ", 1)) for one in cells}
    assert {name for name, _ in told} == set(names)
    assert all(text == "7" or text in cell for _, text in told)


@pytest.mark.parametrize("sentence", ["Check the fan. ", "检查冷却风扇。", "x" * 1000])
def test_long_paragraphs_are_cut_between_sentences_and_lose_nothing(sentence: str) -> None:
    flow = Flow()
    flow.paragraph(sentence * 40)
    page = flow.page()

    assert page.text == (sentence * 40).strip()
    assert "".join(lines_of(page)) == page.text
    assert max(map(weight, lines_of(page))) <= 300
    if not sentence.startswith("x"):
        assert all(line.rstrip()[-1] in ".。" for line in lines_of(page))


def test_a_paragraph_without_end_takes_no_endless_time() -> None:
    flow = Flow()
    flow.paragraph("字x" * 50_000)
    assert flow.page().text == "字x" * 50_000
    assert max(map(weight, lines_of(flow.page()))) <= 300
