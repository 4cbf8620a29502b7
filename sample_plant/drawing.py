"""Turn numbered blocks into reportlab flowables."""

from reportlab.graphics.shapes import Drawing, Polygon, String
from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    LongTable,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
)

from sample_plant import figures
from sample_plant.fonts import CHINESE, inline, is_chinese
from sample_plant.markup import Block

WIDTH = 170 * mm
RULE = HexColor("#8a97a5")
HEAD = HexColor("#dde5ee")
SIGNALS: dict[str, tuple[str, Color, Color]] = {
    "DANGER": ("DANGER", HexColor("#c8102e"), white),
    "WARNING": ("WARNING", HexColor("#f28c00"), black),
    "CAUTION": ("CAUTION", HexColor("#ffd100"), black),
    "NOTICE": ("NOTICE", HexColor("#0b5ba8"), white),
    "危险": ("危险", HexColor("#c8102e"), white),
    "警告": ("警告", HexColor("#f28c00"), black),
    "注意": ("注意", HexColor("#ffd100"), black),
    "提示": ("提示", HexColor("#0b5ba8"), white),
}
WITHOUT_TRIANGLE = {"NOTICE", "提示"}
WHOLE = {"grid", "figure", "warning"}
WHOLE_ROWS = 11
HEADING_SIZES = {1: 17.0, 2: 13.0, 3: 11.0, 4: 11.0}


def style(text: str, size: float = 9.5, *, bold: bool = False, **more: object) -> ParagraphStyle:
    """A paragraph style whose face and line breaking follow the script of the text."""
    chinese = is_chinese(text)
    name = CHINESE if chinese else "Helvetica-Bold" if bold else "Helvetica"
    wrap = {"wordWrap": "CJK"} if chinese else {}
    shape = {"leading": size * (1.5 if chinese else 1.32), **wrap, **more}
    return ParagraphStyle("text", fontName=name, fontSize=size, **shape)


def paragraph(text: str, size: float = 9.5, *, bold: bool = False, **more: object) -> Paragraph:
    """A paragraph in the face its script asks for."""
    return Paragraph(inline(text), style(text, size, bold=bold, **more))


class Heading(Paragraph):
    """A heading that tells the document template where it landed."""

    def __init__(self, block: Block, key: str) -> None:
        self.level = block.level
        self.key = key
        self.line = f"{block.number} {block.text}".strip()
        size = HEADING_SIZES[block.level]
        colour = HexColor("#8c1c13") if block.level == 4 else HexColor("#123a5c")
        super().__init__(
            inline(self.line),
            style(
                self.line,
                size,
                bold=True,
                textColor=colour,
                spaceBefore=size * 0.75,
                spaceAfter=size * 0.35,
            ),
        )

    def split(self, *_: float) -> list[Flowable]:
        """A heading moves to the next page whole."""
        return []


def flow(blocks: list[Block], *, chapters_on_new_pages: bool) -> list[Flowable]:
    """All blocks in order."""
    story: list[Flowable] = []
    headings: list[Flowable] = []
    for position, block in enumerate(blocks):
        if block.kind == "heading":
            if block.level == 1 and chapters_on_new_pages:
                story.append(PageBreak())
            headings.append(Heading(block, f"h{position}"))
        else:
            story += _under(headings, block)
            headings = []
    return story + headings


def _under(headings: list[Flowable], block: Block) -> list[Flowable]:
    """A heading stays with what follows it; only a long table may break across pages."""
    drawn = [*headings, *DRAWERS[block.kind](block)]
    if len(block.rows) > WHOLE_ROWS and block.kind != "figure":
        return [CondPageBreak(45 * mm), *drawn]
    # Never nested: a KeepTogether inside another claims endless height and forces a new page.
    return [KeepTogether(drawn)] if headings or block.kind in WHOLE else drawn


def _paragraph(block: Block) -> list[Flowable]:
    return [paragraph(block.text, spaceAfter=5)]


def _step(block: Block) -> list[Flowable]:
    shape = style(block.text, leftIndent=20, bulletIndent=4, spaceAfter=3.5, bulletFontSize=9.5)
    return [Paragraph(inline(block.text), shape, bulletText=block.mark)]


def _page(_: Block) -> list[Flowable]:
    return [PageBreak()]


def _warning(block: Block) -> list[Flowable]:
    word, fill, ink = SIGNALS[block.mark]
    label = paragraph(word, 11, bold=True, textColor=ink)
    sign = "" if block.mark in WITHOUT_TRIANGLE else _triangle()
    head = Table(
        [[sign, label]],
        colWidths=[9 * mm, WIDTH - 9 * mm - 12],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ],
    )
    box = Table(
        [[head], [paragraph(block.text)]],
        colWidths=[WIDTH],
        style=[
            ("BACKGROUND", (0, 0), (0, 0), fill),
            ("BOX", (0, 0), (-1, -1), 1, fill),
            ("TOPPADDING", (0, 0), (0, 0), 2),
            ("BOTTOMPADDING", (0, 0), (0, 0), 3),
            ("BOTTOMPADDING", (0, 1), (0, 1), 5),
        ],
    )
    return [Spacer(1, 4), box, Spacer(1, 6)]


def _triangle() -> Drawing:
    sign = Drawing(16, 14)
    sign.add(Polygon([0, 0, 16, 0, 8, 14], fillColor=white, strokeColor=black, strokeWidth=1.2))
    sign.add(String(8, 2, "!", textAnchor="middle", fontName="Helvetica-Bold", fontSize=10))
    return sign


def _captioned(block: Block, table: LongTable) -> list[Flowable]:
    caption = paragraph(f"{block.number} {block.text}", 9, bold=True, spaceBefore=6, spaceAfter=3)
    return [caption, table, Spacer(1, 8)]


def _grid(block: Block) -> list[Flowable]:
    columns = len(block.rows[0])
    for row in block.rows:
        if len(row) != columns:
            raise ValueError(
                f"{block.number}: row {row} has {len(row)} cells, its header has {columns}"
            )
    cells = [
        [paragraph(cell, 8.5, bold=top == 0) for cell in row] for top, row in enumerate(block.rows)
    ]
    rules = [
        ("GRID", (0, 0), (-1, -1), 0.5, RULE),
        ("BACKGROUND", (0, 0), (-1, 0), HEAD),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ]
    return _captioned(block, _table(cells, block.widths or [1.0] * columns, rules))


def _pairs(block: Block) -> list[Flowable]:
    (head_code, head_name, head_cause, head_remedy), *rows = block.rows
    cells = [
        [
            paragraph(head_code, 8.5, bold=True),
            paragraph(f"{head_name} / {head_cause} / {head_remedy}", 8.5, bold=True),
        ]
    ]
    rules: list[tuple[object, ...]] = [
        ("BACKGROUND", (0, 0), (-1, 0), HEAD),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 1, RULE),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    for code, name, cause, remedy in rows:
        top = len(cells)
        cells.append([paragraph(code, 9.5, bold=True), paragraph(name, 9.5, bold=True)])
        cells.append(
            [
                "",
                [
                    paragraph(f"{head_cause}: {cause}", 8.8),
                    paragraph(f"{head_remedy}: {remedy}", 8.8),
                ],
            ]
        )
        rules += [
            ("LINEBELOW", (0, top + 1), (-1, top + 1), 0.5, RULE),
            ("NOSPLIT", (0, top), (-1, top + 1)),
        ]
    return _captioned(block, _table(cells, block.widths or [1.0, 7.0], rules))


def _table(
    cells: list[list[object]], widths: list[float], rules: list[tuple[object, ...]]
) -> LongTable:
    columns = [WIDTH * width / sum(widths) for width in widths]
    return LongTable(cells, colWidths=columns, repeatRows=1, style=rules, splitInRow=0)


def _figure(block: Block) -> list[Flowable]:
    drawing = figures.draw(block.rows)
    drawing.hAlign = "CENTER"
    caption = paragraph(
        f"{block.number} {block.text}", 9, bold=True, alignment=1, spaceBefore=4, spaceAfter=8
    )
    return [Spacer(1, 6), drawing, caption]


DRAWERS = {
    "paragraph": _paragraph,
    "step": _step,
    "page": _page,
    "warning": _warning,
    "grid": _grid,
    "pairs": _pairs,
    "figure": _figure,
}
