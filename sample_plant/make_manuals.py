"""Draw the sample plant's manuals: ``python -m sample_plant.make_manuals [name …]``.

The same content gives the same bytes: no clock, no random identifier enters a file.
"""

import argparse
import os
import sys
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from sample_plant import fonts
from sample_plant.drawing import WIDTH, Heading, flow, paragraph, style
from sample_plant.markup import Manual, read_manual
from sample_plant.numbering import number

HERE = Path(__file__).parent
CONTENT = HERE / "content"
MANUALS = HERE / "manuals"
BLUE = HexColor("#123a5c")
LEFT = 20 * mm


class ManualTemplate(BaseDocTemplate):
    """A4 pages with running header and footer; headings enter the outline and the contents."""

    def __init__(self, path: Path, manual: Manual) -> None:
        self.manual = manual
        facts = manual.facts
        super().__init__(
            str(path), pagesize=A4, invariant=1, lang="zh-CN" if manual.chinese else "en-GB",
            title=facts["title"], author=facts["maker"], subject=facts["model"], keywords=facts["document"],
            creator="Shiftmate sample plant",
        )  # fmt: skip
        whole = Frame(LEFT, 20 * mm, WIDTH, 252 * mm, 0, 0, 0, 0)
        cover = PageTemplate("cover", [whole], onPage=self._cover)
        body = PageTemplate("body", [whole], onPage=self._running_lines)
        self.addPageTemplates([cover, body] if is_long(manual) else [body])
        self.front = int(facts.get("unnumbered_pages", "0"))

    def printed(self, page: int) -> str:
        """The number printed on a page; front pages carry small roman numerals."""
        return str(page - self.front) if page > self.front else ("i", "ii", "iii", "iv")[page - 1]

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802, reportlab's name
        if not isinstance(flowable, Heading):
            return
        self.canv.bookmarkPage(flowable.key)
        self.canv.addOutlineEntry(
            flowable.line, flowable.key, min(flowable.level, 3) - 1, closed=flowable.level > 1
        )
        if flowable.level <= 2:
            self.notify(
                "TOCEntry",
                (
                    flowable.level - 1,
                    fonts.inline(flowable.line),
                    self.page - self.front,
                    flowable.key,
                ),
            )

    def _cover(self, canvas: Canvas, _: object) -> None:
        canvas.setFillColor(BLUE)
        canvas.rect(0, 262 * mm, A4[0], 35 * mm, stroke=0, fill=1)
        canvas.rect(0, 0, A4[0], 12 * mm, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#ffffff"))
        _line(canvas, LEFT, 275 * mm, self.manual.facts["maker"], 22)

    def _running_lines(self, canvas: Canvas, _: object) -> None:
        facts = self.manual.facts
        canvas.setStrokeColor(BLUE)
        canvas.setLineWidth(0.6)
        canvas.line(LEFT, 280 * mm, LEFT + WIDTH, 280 * mm)
        canvas.line(LEFT, 14 * mm, LEFT + WIDTH, 14 * mm)
        _line(canvas, LEFT, 282 * mm, facts["title"], 8)
        _line(canvas, LEFT + WIDTH, 282 * mm, facts["model"], 8, right=True)
        _line(canvas, LEFT, 10 * mm, f"{facts['document']}  {facts['revision']}", 8)
        page = self.printed(self.page)
        _line(
            canvas,
            LEFT + WIDTH,
            10 * mm,
            f"第 {page} 页" if self.manual.chinese else f"Page {page}",
            8,
            right=True,
        )


def _line(
    canvas: Canvas, x: float, y: float, text: str, size: float, *, right: bool = False
) -> None:
    canvas.setFont(fonts.face(text, bold=size > 12), size)
    (canvas.drawRightString if right else canvas.drawString)(x, y, text)


def is_long(manual: Manual) -> bool:
    """A manual with a cover and contents, against a card or sheet that starts at once."""
    return manual.facts.get("layout", "manual") == "manual"


def draw(manual: Manual, folder: Path) -> Path:
    """Write one manual's PDF into the folder, whole or not at all."""
    path = folder / f"{manual.name}.pdf"
    temporary = folder / f".{manual.name}.part"
    number(manual)
    ManualTemplate(temporary, manual).multiBuild(_story(manual))
    with temporary.open("rb") as written:
        os.fsync(written.fileno())
    temporary.replace(path)
    return path


def _story(manual: Manual) -> list[Flowable]:
    front = _front(manual) if is_long(manual) else _short_front(manual)
    return [*front, *flow(manual.blocks, chapters_on_new_pages=is_long(manual))]


def _front(manual: Manual) -> list[Flowable]:
    facts = manual.facts
    contents = TableOfContents(dotsMinLevel=0)
    contents.levelStyles = [
        style(facts["title"], 10, leading=14, spaceBefore=3),
        style(facts["title"], 9, leading=12.5, leftIndent=14),
    ]
    contents.tableStyle = TableStyle(
        [
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ]
    )
    labels = (
        ("文件编号", "版本", "目录") if manual.chinese else ("Document no.", "Revision", "Contents")
    )
    return [
        Spacer(1, 62 * mm),
        paragraph(facts["title"], 25, bold=True, textColor=BLUE, spaceAfter=10),
        paragraph(facts["model"], 16, spaceAfter=8),
        paragraph(facts["subtitle"], 12, spaceAfter=60 * mm),
        paragraph(f"{labels[0]}: {facts['document']}", 10),
        paragraph(f"{labels[1]}: {facts['revision']}", 10),
        paragraph(facts["maker_line"], 10),
        NextPageTemplate("body"),
        PageBreak(),
        paragraph(labels[2], 17, bold=True, textColor=BLUE, spaceAfter=10),
        contents,
    ]


def _short_front(manual: Manual) -> list[Flowable]:
    facts = manual.facts
    return [
        paragraph(facts["title"], 18, bold=True, textColor=BLUE, spaceAfter=4),
        paragraph(
            f"{facts['subtitle']}  {facts['document']}  {facts['revision']}", 9, spaceAfter=8
        ),
    ]


def main(names: list[str]) -> None:
    """Draw the named manuals, or all of them."""
    fonts.register()
    MANUALS.mkdir(exist_ok=True)
    for path in sorted(CONTENT.glob("*.md")):
        if not names or path.stem in names:
            drawn = draw(read_manual(path), MANUALS)
            sys.stdout.write(f"{drawn.name}: {drawn.stat().st_size // 1024} KB\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="content files without suffix; all when left out")
    main(parser.parse_args().names)
