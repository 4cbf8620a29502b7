"""Hostile Word, Excel and PowerPoint files."""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from copy import copy

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.hostile import ANY, READ, Band, through
from tests.hostile_pdf import sound_pdf
from tests.hostile_text import BILLION
from tests.office import make_pptx, make_xlsx

BAND = Band()
ROWS = [["Code", "Cause"], ["E-07", "Pump is dry"]]


def sound_docx() -> bytes:
    word = docx.Document()
    word.add_heading("Alarms", 1)
    word.add_paragraph("Replace the fuse of the pump.")
    return through("a.docx", lambda path: word.save(str(path)))


def sound_xlsx() -> bytes:
    return through("a.xlsx", lambda path: make_xlsx(path, {"Alarms": ROWS}))


def sound_pptx() -> bytes:
    return through("a.pptx", lambda path: make_pptx(path, ["Alarms", "Pumps"]))


BAND.fuzz(".docx", sound_docx, [3, 23, 43, 63])
BAND.fuzz(".xlsx", sound_xlsx, [1, 2, 3, 40])
BAND.fuzz(".pptx", sound_pptx, [1, 2, 3, 40])


def repacked(sound: bytes, changed: Mapping[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """The package with some members replaced, changed or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sound)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        names = old.namelist()
        for name in [*names, *(name for name in changed if name not in names)]:
            change = changed.get(name, lambda data: data)
            data = change(old.read(name) if name in names else b"") if callable(change) else change
            new.writestr(name, data)
    return out.getvalue()


def with_entities(data: bytes) -> bytes:
    """The part with a billion laughs in its first text."""
    text = data.decode().partition("?>")[2] if data.startswith(b"<?xml") else data.decode()
    place = re.search(r"<(?:a:|w:)?t(?: [^>]*)?>", text).end()
    return (BILLION + text[:place] + "&j;" + text[place:]).encode()


DTD = "declares a document type"
BAND.add("laughs.docx", lambda: repacked(sound_docx(), {"word/document.xml": with_entities}), DTD)
BAND.add(
    "laughs_utf16.docx",
    lambda: repacked(
        sound_docx(),
        {
            "word/document.xml": lambda data: (
                '<?xml version="1.0" encoding="utf-16"?>' + with_entities(data).decode()
            ).encode("utf-16")
        },
    ),
    DTD,
)
BAND.add(
    "laughs.xlsx", lambda: repacked(sound_xlsx(), {"xl/worksheets/sheet1.xml": with_entities}), DTD
)
BAND.add(
    "laughs.pptx", lambda: repacked(sound_pptx(), {"ppt/slides/slide1.xml": with_entities}), DTD
)
BAND.add(
    "outside_entity.docx",
    lambda: repacked(
        sound_docx(),
        {
            "word/document.xml": lambda data: (
                b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + data.partition(b"?>")[2]
            )
        },
    ),
    DTD,
)

BOMB = "grows from"
BAND.add("bomb.docx", lambda: repacked(sound_docx(), {"word/media/a.bmp": bytes(64 << 20)}), BOMB)
BAND.add(
    "bomb.xlsx",
    lambda: repacked(
        sound_xlsx(),
        {
            "xl/worksheets/sheet1.xml": lambda data: data.replace(
                b"<sheetData>", b"<sheetData>" + b" " * (48 << 20)
            )
        },
    ),
    BOMB,
)


@BAND.maker("bomb_overlapping.pptx", "bytes when it is unpacked, more than")
def _() -> bytes:
    """A hundred entries of the directory that share one member's bytes."""
    out = io.BytesIO(sound_pptx())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("ppt/media/0.bmp", bytes(7 << 20))
        for number in range(1, 100):
            again = copy(container.filelist[-1])
            again.filename = f"ppt/media/{number}.bmp"
            container.filelist.append(again)
    return out.getvalue()


@BAND.maker("bomb_declares_little.docx", "damaged Word file")
def _() -> bytes:
    """A member that says it is small: zipfile stops there, and the checksum tells."""
    data = repacked(sound_docx(), {"word/document.xml": bytes(50 << 20)})
    return data.replace(struct.pack("<L", 50 << 20), struct.pack("<L", 1000))


@BAND.maker("nested.docx", "damaged Word file|not a Word")
def _() -> bytes:
    data = b"x"
    for _ in range(50):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
            container.writestr("again.zip", data)
        data = out.getvalue()
    return data


BAND.add(
    "many_members.docx",
    lambda: repacked(sound_docx(), {f"x/{n}": b"" for n in range(20_001)}),
    "files inside, more than",
)
BAND.add(
    "paths.docx",
    lambda: repacked(
        sound_docx(),
        {
            "../../outside.xml": b"<x/>",
            "/etc/cron.d/x": b"x",
            "C:\\x.xml": b"<x/>",
            "a/../../b": b"",
        },
    ),
    READ,
)
BAND.add("cut.docx", lambda: sound_docx()[:-400], "damaged Word file")
BAND.add("cut.xlsx", lambda: sound_xlsx()[: len(sound_xlsx()) // 2], "damaged Excel file")
BAND.add("cut.pptx", lambda: sound_pptx()[: len(sound_pptx()) // 2], "damaged PowerPoint file")
BAND.add(
    "not_xml.docx", lambda: repacked(sound_docx(), {"word/document.xml": bytes(999)}), "damaged"
)
BAND.add("no_parts.xlsx", lambda: repacked(sound_xlsx(), {"xl/workbook.xml": b"<x/>"}), ANY)
BAND.add("pdf_inside.docx", sound_pdf, "its content is a PDF")
BAND.add("word_inside.xlsx", sound_docx, "damaged Excel file")
BAND.add("sheet_inside.pptx", sound_xlsx, "damaged PowerPoint file")
BAND.add("old.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), r"an old \.xls")
BAND.add(
    "locked.pptx",
    lambda: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(99)
    ),
    "locked with a password",
)


def word_with(element: str) -> bytes:
    word = docx.Document()
    word.add_paragraph("Replace the fuse of the pump.")
    names = nsdecls("w")
    word.element.body.insert(0, parse_xml(element.replace(" NAMES", f" {names}", 1)))
    return through("a.docx", lambda path: word.save(str(path)))


BAND.add(
    "wide_cell.docx",
    lambda: word_with(
        '<w:tbl NAMES><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
        "<w:p><w:r><w:t>wide</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    ),
    READ,
)
BAND.add(
    "deep_tables.docx",
    lambda: repacked(
        sound_docx(),
        {
            "word/document.xml": lambda data: data.replace(
                b"<w:body>",
                b"<w:body>" + b"<w:tbl><w:tr><w:tc>" * 5000 + b"</w:tc></w:tr></w:tbl>" * 5000,
            )
        },
    ),
    "damaged Word file",
)
BAND.add(
    "style_loop.docx",
    lambda: repacked(
        sound_docx(),
        {
            "word/styles.xml": lambda data: data.replace(
                b'w:styleId="Normal">', b'w:styleId="Normal"><w:basedOn w:val="Normal"/>'
            )
        },
    ),
    READ,
)
BAND.add(
    "long_paragraph.docx",
    lambda: repacked(
        sound_docx(),
        {"word/document.xml": lambda data: data.replace(b"Replace", b"Replace " * 200_000)},
    ),
    ANY,
)


def sheet(rows: bytes, after: bytes = b"", dimension: bytes = b"") -> bytes:
    def changed(data: bytes) -> bytes:
        head, _, rest = data.partition(b"<sheetData>")
        tail = rest.partition(b"</sheetData>")[2]
        return head + dimension + b"<sheetData>" + rows + b"</sheetData>" + after + tail

    return repacked(sound_xlsx(), {"xl/worksheets/sheet1.xml": changed})


def cell(place: str, text: str = "pump") -> bytes:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


BAND.add(
    "last_cell.xlsx",
    lambda: sheet(
        b'<row r="1">' + cell("A1") + b'</row><row r="1048576">' + cell("XFD1048576") + b"</row>"
    ),
    READ,
)
BAND.add(
    "row_beyond.xlsx",
    lambda: sheet(b'<row r="999999999999">' + cell("A999999999999") + b"</row>"),
    "rows in one sheet|damaged",
)
BAND.add("column_beyond.xlsx", lambda: sheet(b'<row r="1">' + cell("ZZZZZZ1") + b"</row>"))
BAND.add(
    "no_such_string.xlsx",
    lambda: sheet(b'<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>'),
    "damaged Excel file",
)
BAND.add(
    "wrong_date.xlsx",
    lambda: sheet(b'<row r="1"><c r="A1" t="d"><v>the day</v></c>' + cell("B1") + b"</row>"),
)
BAND.add(
    "wide_rows.xlsx",
    lambda: sheet(
        b"".join(
            b'<row r="%d">%b</row>' % (n, cell(f"A{n}") + cell(f"XFD{n}")) for n in range(1, 400)
        )
    ),
    READ,
)
BAND.add(
    "filled_row.xlsx",
    lambda: sheet(b'<row r="1">' + b"<c><v>1</v></c>" * 16_384 + b"</row>"),
    "16,384 filled cells in one row, more than the 1,024",
)
BAND.add(
    "many_cells.xlsx",
    lambda: sheet(
        b"".join(b'<row r="%d">%b</row>' % (n, b"<c><v>1.5</v></c>" * 1000) for n in range(1, 2100))
    ),
    "filled cells, more than the 2,000,000|grows from",
)
BAND.add(
    "merged_all.xlsx",
    lambda: sheet(
        b'<row r="1">' + cell("A1") + b"</row>" + b'<row r="2">' + cell("B2") + b"</row>",
        b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    ),
    READ,
)
BAND.add(
    "merged_thousandfold.xlsx",
    lambda: sheet(
        b'<row r="1">' + cell("A1") + b"</row>",
        b"<mergeCells>" + b'<mergeCell ref="A1:A1048576"/>' * 50_000 + b"</mergeCells>",
    ),
    "merged cells overlap",
)
BAND.add(
    "claims_all.xlsx",
    lambda: sheet(
        b'<row r="1">' + cell("A1") + b"</row>", dimension=b'<dimension ref="A1:XFD1048576"/>'
    ),
    READ,
)

SLIDE = "ppt/_rels/presentation.xml.rels"
BAND.add(
    "slide_outside.pptx",
    lambda: repacked(
        sound_pptx(),
        {SLIDE: lambda data: data.replace(b"slides/slide1.xml", b"../../../../etc/passwd")},
    ),
    "damaged PowerPoint file",
)
BAND.add(
    "slide_is_itself.pptx",
    lambda: repacked(
        sound_pptx(), {SLIDE: lambda data: data.replace(b"slides/slide1.xml", b"presentation.xml")}
    ),
    ANY,
)
BAND.add(
    "groups_deep.pptx",
    lambda: through(
        "a.pptx", lambda path: make_pptx(path, ["<p:grpSp>" * 5000 + "</p:grpSp>" * 5000])
    ),
    "damaged PowerPoint file",
)


@BAND.maker("slides_50000.pptx", "50,000 slides, more than the 20,000")
def _() -> bytes:
    listed = b'<p:sldId r:id="r1"/>' * 50_000
    return repacked(
        sound_pptx(),
        {
            "ppt/presentation.xml": lambda data: data.replace(
                b'<p:sldId r:id="r1"/><p:sldId r:id="r2"/>', listed
            )
        },
    )
