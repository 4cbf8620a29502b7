"""Small workbooks and presentations: the first by openpyxl, the second from bare XML."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook

_NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def make_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def shape(*texts: str, kind: str = "", wrap: str = "{}") -> str:
    """A text box, or the placeholder of that kind."""
    mark = f'<p:ph type="{kind}"/>' if kind else ""
    body = "".join(f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>" for text in texts)
    return wrap.format(
        f"<p:sp><p:nvSpPr><p:nvPr>{mark}</p:nvPr></p:nvSpPr><p:txBody>{body}</p:txBody></p:sp>"
    )


def table(*rows: Sequence[str]) -> str:
    body = "".join(f"<a:tr>{''.join(map(_cell, row))}</a:tr>" for row in rows)
    return (
        "<p:graphicFrame><a:graphic><a:graphicData>"
        f"<a:tbl>{body}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _cell(text: str) -> str:
    return f"<a:tc><a:txBody><a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p></a:txBody></a:tc>"


def make_pptx(
    path: Path,
    slides: Sequence[str],
    notes: Mapping[int, str] | None = None,
    title: str = "",
    extra: Mapping[str, bytes] | None = None,
) -> Path:
    """``slides`` are shapes' XML, or a title; ``notes`` go by 1-based slide."""
    parts = {
        "docProps/core.xml": f'<c xmlns:dc="urn:d"><dc:title>{escape(title)}</dc:title></c>',
        "ppt/presentation.xml": _presentation(len(slides)),
        "ppt/_rels/presentation.xml.rels": _rels(
            {f"r{n}": ("slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1)}
        ),
    }
    for number, content in enumerate(slides, start=1):
        shapes = content if content.startswith("<") or not content else shape(content, kind="title")
        parts[f"ppt/slides/slide{number}.xml"] = _tree("sld", shapes)
        if text := (notes or {}).get(number):
            parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = _rels(
                {"n": ("notesSlide", f"../notesSlides/n{number}.xml")}
            )
            parts[f"ppt/notesSlides/n{number}.xml"] = _tree(
                "notes", shape(text, kind="body") + shape("7", kind="sldNum")
            )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in {**parts, **(extra or {})}.items():
            container.writestr(name, text)
    return path


def _presentation(count: int) -> str:
    listed = "".join(f'<p:sldId r:id="r{n}"/>' for n in range(1, count + 1))
    return f"<p:presentation {_NAMES}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>"


def _tree(root: str, shapes: str) -> str:
    return f"<p:{root} {_NAMES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:{root}>"


def _rels(targets: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{_TYPES}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{listed}</Relationships>'
