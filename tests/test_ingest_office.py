"""Workbooks, delimited text, presentations, and what Word keeps beside its body."""

import datetime

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import load_workbook

from ingest.document import Document
from ingest.errors import EmptyFile, NoSuchPage, UnreadableFile
from ingest.picture import render_page
from ingest.readers import read
from ingest.split import split
from tests.office import make_pptx, make_xlsx, shape, table


def lines_of(document: Document) -> list[str]:
    return [page.text[line.start : line.end] for page in document.pages for line in page.lines]


# Workbooks

ALARMS = [
    ["Spindle alarms"],
    ["Issued by", "Maintenance", "2024-05-01"],
    ["Code", "Name", "Cause", "Since"],
    ["AL-01", "Overheat", "Fan blocked", datetime.date(2024, 5, 1)],
    ["AL-02", None, "Cable", datetime.datetime(2024, 5, 2, 8, 30)],  # noqa: DTZ001 - as Excel has it
]


def test_rows_stand_below_the_header_that_is_found_under_titles(tmp_path):
    document = read(make_xlsx(tmp_path / "a.xlsx", {"报警": ALARMS, "Empty": [], "Two": [["x"]]}))
    assert lines_of(document) == [
        "报警",
        "Sheet “报警”, columns Code, Name, Cause, Since, 2 rows.",
        "Spindle alarms",
        "Issued by | Maintenance | 2024-05-01",
        "Code: AL-01 | Name: Overheat | Cause: Fan blocked | Since: 2024-05-01",
        "Code: AL-02 | Cause: Cable | Since: 2024-05-02 08:30:00",
        "Two",
        "Sheet “Two”, 1 row.",
        "x",
    ]
    assert document.page_count == 0
    assert {chunk.section for chunk in split(document)} == {("报警",), ("Two",)}


def test_figures_are_as_a_reader_sees_them(tmp_path):
    path = make_xlsx(tmp_path / "a.xlsx", {"Parts": [["Part", "Share", "Sum", "Open"]]})
    book = load_workbook(path)
    sheet = book.active
    sheet.append([123, 0.15, 0.1 + 0.2, True])
    sheet["A2"].number_format, sheet["B2"].number_format = "00000", "0%"
    book.save(path)
    assert lines_of(read(path))[-1] == "Part: 00123 | Share: 15 % | Sum: 0.3 | Open: TRUE"


def test_merged_cells_reach_every_row_and_name_every_column(tmp_path):
    rows = [
        ["Machine", "Fault", None, "Remedy"],
        [None, "Code", "Cause", None],
        ["Press", "E1", "Oil low", "Fill"],
        [None, "E2", "Oil hot", "Cool and wait"],
        [None, "E3", "Oil old", None],
    ]
    path = make_xlsx(tmp_path / "a.xlsx", {"Faults": rows})
    book = load_workbook(path)
    for merged in ("A1:A2", "B1:C1", "D1:D2", "A3:A5", "D4:D5"):
        book.active.merge_cells(merged)
    book.save(path)
    assert lines_of(read(path))[2:] == [
        "Machine: Press | Fault Code: E1 | Fault Cause: Oil low | Remedy: Fill",
        "Machine: Press | Fault Code: E2 | Fault Cause: Oil hot | Remedy: Cool and wait",
        "Machine: Press | Fault Code: E3 | Fault Cause: Oil old | Remedy: Cool and wait",
    ]


def test_a_second_table_has_its_own_header_and_a_gap_keeps_the_first(tmp_path):
    rows = [
        ["Code", "Cause"], ["E1", "Oil low"], [], ["E2", "Oil hot"], [],
        ["Parts"], ["Part number", "Name"], ["4711", "Seal"],
    ]  # fmt: skip
    assert lines_of(read(make_xlsx(tmp_path / "a.xlsx", {"S": rows})))[2:] == [
        "Code: E1 | Cause: Oil low",
        "Code: E2 | Cause: Oil hot",
        "Parts",
        "Part number: 4711 | Name: Seal",
    ]


def test_hidden_sheets_are_read_and_uncalculated_formulas_told(tmp_path):
    path = make_xlsx(tmp_path / "a.xlsx", {"S": [["Name", "Sum"], ["a", "=1+1"]], "H": [["seen"]]})
    book = load_workbook(path)
    book["H"].sheet_state = "hidden"
    book.save(path)
    text = read(path).pages[0].text
    assert "seen" in text
    assert "1 formulas without a stored value" in text


def test_a_sheet_is_as_large_as_its_cells_whatever_it_claims(tmp_path):
    path = make_xlsx(tmp_path / "a.xlsx", {"S": [["Name", "Sum"], ["a", "b"]]})
    book = load_workbook(path)
    book.active["XFD1"] = "far"
    book.save(path)
    assert "far" in read(path).pages[0].text


def test_a_table_too_wide_is_refused_with_the_limit(tmp_path):
    path = make_xlsx(tmp_path / "a.xlsx", {"S": [list(range(1025))]})
    with pytest.raises(UnreadableFile, match=r"1,025 filled cells in one row, more than the 1,024"):
        read(path)


def test_a_workbook_without_text_is_empty(tmp_path):
    with pytest.raises(EmptyFile):
        read(make_xlsx(tmp_path / "a.xlsx", {"S": []}))


# Delimited text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimited_text_in_the_encodings_of_the_trade(tmp_path, encoding, delimiter):
    rows = [["代码", "原因"], ["E1", '"油温高\n（超过 60 °C）"'], ["E2", "缺油, 或 泄漏; 检查"]]
    if delimiter != "\t":
        rows[2][1] = f'"{rows[2][1]}"'
    path = tmp_path / "报警.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    document = read(path)
    assert document.title == "报警"
    assert lines_of(document)[1:] == [
        "工作表“报警”，列：代码、原因，共 2 行。",
        "代码: E1 | 原因: 油温高 （超过 60 °C）",
        "代码: E2 | 原因: 缺油, 或 泄漏; 检查",
    ]


def test_numbered_names_are_told_from_a_first_row_of_numbered_values(tmp_path):
    path = tmp_path / "a.csv"
    values = [[f"值{row}-{column}" for column in range(8)] for row in range(5)]
    names = [f"列{column}" for column in range(8)]
    path.write_text("\n".join(map(",".join, [names, *values])), "utf-8")
    assert lines_of(read(path))[2].startswith("列0: 值0-0 | 列1: 值0-1")
    path.write_text("\n".join(map(",".join, values)), "utf-8")
    assert lines_of(read(path))[2].startswith("值0-0 | 值0-1")


def test_excels_own_word_on_the_delimiter_is_heeded(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=|\nCode|Cause\nE1|a,b,c\nE2|d,e,f\n", "utf-8")
    assert lines_of(read(path))[-1] == "Code: E2 | Cause: d,e,f"


def test_a_quote_that_never_ends_is_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Code,Cause\nE1,"' + "x\n" * 100_000, "utf-8")
    with pytest.raises(UnreadableFile, match="field larger than field limit"):
        read(path)


# Presentations


def test_a_slide_is_a_page_with_its_title_table_and_notes(tmp_path):
    first = (
        shape("Check the fan.", "Clean it.")
        + shape("Alarms", kind="title")
        + f"<p:grpSp>{table(['Code', 'Cause'], ['E1', 'Oil low'])}</p:grpSp>"
        + shape("old form", wrap="<mc:Fallback>{}</mc:Fallback>")
        + shape("3", kind="sldNum")
    )
    path = make_pptx(tmp_path / "a.pptx", [first, "", "Wiring"], {1: "Say it slowly."}, "Training")
    document = read(path)
    assert document.title == "Training"
    assert lines_of(document) == [
        "Alarms", "Check the fan.", "Clean it.", "Code: E1 | Cause: Oil low", "Notes",
        "Say it slowly.", "Wiring",
    ]  # fmt: skip
    assert [page.number for page in document.pages] == [1, 3]
    assert [page.number for page in document.unreadable] == [2]
    assert document.page_count == 3
    assert {chunk.page for chunk in split(document)} == {1, 3}


def test_slides_without_text_are_an_empty_file(tmp_path):
    with pytest.raises(EmptyFile, match="Export it as PDF"):
        read(make_pptx(tmp_path / "a.pptx", [""]))


def test_a_slide_has_no_picture_and_says_so(tmp_path):
    with pytest.raises(NoSuchPage, match="only PDFs and pictures can be drawn"):
        render_page(make_pptx(tmp_path / "a.pptx", ["Wiring"]), 1)


# Word, beside its body


def test_word_content_controls_headers_and_footers_are_read(tmp_path):
    word = docx.Document()
    word.add_paragraph("Body text.")
    word.element.body.insert(0, parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>In a control</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
    ))  # fmt: skip
    word.sections[0].header.paragraphs[0].text = "Doc 4711 Rev B"
    word.sections[0].footer.paragraphs[0].text = "12"
    word.save(str(tmp_path / "a.docx"))
    document = read(tmp_path / "a.docx")
    assert document.title == "In a control"
    assert lines_of(document) == [
        "In a control", "Body text.", "Header and footer", "Doc 4711 Rev B",
    ]  # fmt: skip


def test_word_tables_repeat_merged_cells(tmp_path):
    word = docx.Document()
    made = word.add_table(rows=3, cols=3)
    for row, cells in enumerate(
        (("Machine", "Code", "Cause"), ("Press", "E1", "a"), ("", "E2", ""))
    ):
        for column, cell in enumerate(cells):
            made.cell(row, column).text = cell
    made.cell(1, 0).merge(made.cell(2, 0))
    made.cell(2, 1).merge(made.cell(2, 2))
    word.save(str(tmp_path / "a.docx"))
    assert lines_of(read(tmp_path / "a.docx")) == [
        "Machine: Press | Code: E1 | Cause: a",
        "Machine: Press | Code: E2 | Cause: E2",
    ]
