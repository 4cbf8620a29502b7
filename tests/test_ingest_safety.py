"""Safety blocks: which words are signals, and where their text ends."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Chunk, Document
from ingest.pdf.read import read_pdf
from ingest.safety import safety_blocks
from ingest.structure.furniture import furniture_of
from ingest.structure.signals import signal_of
from tests.paper import CHINESE, Draw, document_of, make_pdf, page_of

Printed = tuple[float, str, str, float]
"""Left, text, font, size."""


def paper(*lines: tuple[float, float, str, bool, float]) -> Draw:
    """Lines as (left, top, text, bold, size)."""

    def draw(canvas: Canvas) -> None:
        for left, top, text, bold, size in lines:
            font = CHINESE if not text.isascii() else "Helvetica-Bold" if bold else "Helvetica"
            canvas.setFont(font, size)
            canvas.drawString(left, canvas._pagesize[1] - top, text)

    return draw


def prose(top: float, *texts: str, left: float = 72) -> list[tuple[float, float, str, bool, float]]:
    return [(left, top + 12 * row, text, False, 10) for row, text in enumerate(texts)]


def blocks_on(tmp_path: Path, *pages: Draw) -> list[Chunk]:
    return blocks_of(read_pdf(make_pdf(tmp_path / "a.pdf", *pages), "0" * 64))


def blocks_of(document: Document) -> list[Chunk]:
    return safety_blocks(document, furniture_of(document.pages))


def told(blocks: Sequence[Chunk]) -> list[tuple[str, str]]:
    return [(block.signal_word, block.text) for block in blocks]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("WARNING", "WARNING"),
        ("! DANGER", "DANGER"),
        ("⚠ Caution!", "Caution"),
        ("警 告！", "警告"),
        ("安全警告", "安全警告"),
        ("WARNING: Do not touch the terminals.", "WARNING"),
        ("Caution - Lock the switch before opening.", "Caution"),
        ("WARNING Do not touch the terminals.", "WARNING"),
        ("IMPORTANT NOTE: Keep the cover shut.", "IMPORTANT NOTE"),
        ("注意：通电时不得打开端子盖。", "注意"),
        ("危险 带电部件会致人死亡。", "危险"),
    ],
)
def test_words_set_as_signals(line: str, word: str) -> None:
    found = signal_of(line)
    assert found is not None
    assert found.word == word


@pytest.mark.parametrize(
    "line",
    [
        "Warnings and shutdowns",
        "5.3 Warnings",
        "Caution is needed when the cover is open.",
        "warning: low level",
        "WARNING 105",
        "Note: the motor must be unloaded.",
        "注意观察油位。",
        "注意事项：该信号为 1 时停止。",
        "危险区内不得站人。",
        "警告标志的含义",
        "Important parameters",
    ],
)
def test_words_of_a_sentence_are_no_signals(line: str) -> None:
    assert signal_of(line) is None


def test_a_word_alone_takes_the_paragraph_below_and_no_more(tmp_path: Path) -> None:
    page = paper(
        (280, 100, "WARNING", True, 11),
        *prose(124, "Parts stay live after switching off.", "Wait five minutes and measure."),
        *prose(170, "The cover is held by four screws.", "Loosen them in turn."),
    )
    (block,) = blocks_on(tmp_path, page)
    assert block.text == (
        "WARNING\nParts stay live after switching off.\nWait five minutes and measure."
    )
    assert (block.kind, block.signal_word, block.page) == ("safety", "WARNING", 1)
    assert len(block.boxes) == 3


def test_a_panel_written_last_is_read_whole_in_its_section(tmp_path: Path) -> None:
    page = paper(
        (72, 80, "4.2 Opening the cover", True, 14),
        *prose(230, "Loosen the screws in turn and take the cover off to the front."),
        (100, 110, "! DANGER", True, 11),
        (90, 126, "Risk of injury", True, 9.5),
        *prose(138, "• Switch off.", "• Lock the switch.", left=90),
    )
    (block,) = blocks_on(tmp_path, page)
    assert block.text == "DANGER\nRisk of injury\n• Switch off.\n• Lock the switch."
    assert block.section == ("4.2 Opening the cover",)


def test_the_next_word_and_the_next_heading_end_a_block(tmp_path: Path) -> None:
    page = paper(
        (72, 100, "Caution", True, 12),
        *prose(114, "• Keep it dry."),
        (72, 128, "Danger", True, 12),
        *prose(142, "• Do not open."),
        (72, 156, "1.4 During operation", True, 13),
        *prose(172, "The display shows the voltage of the supply."),
    )
    assert told(blocks_on(tmp_path, page)) == [
        ("Caution", "Caution\n• Keep it dry."),
        ("Danger", "Danger\n• Do not open."),
    ]


def test_inline_text_ends_with_its_paragraph(tmp_path: Path) -> None:
    page = paper(
        *prose(
            100,
            "Attention: the brake opens at once when the supply returns, so",
            "secure the load.",
            "The next step is to measure the voltage between the terminals.",
        )
    )
    (block,) = blocks_on(tmp_path, page)
    assert block.text.endswith("so\nsecure the load.")


def test_a_word_at_the_foot_takes_its_text_from_the_next_page(tmp_path: Path) -> None:
    foot = paper(*prose(300, "Fill the tank."), (280, 740, "CAUTION", True, 11))
    head = paper(*prose(80, "Hot oil burns the skin."), *prose(140, "Close the tank."))
    (block,) = blocks_on(tmp_path, foot, head)
    assert (block.page, block.text) == (2, "CAUTION\nHot oil burns the skin.")


def test_the_legend_of_the_words_warns_of_nothing(tmp_path: Path) -> None:
    page = paper(
        (72, 100, "DANGER", True, 11),
        *prose(116, "Indicates a hazard that will cause death."),
        (72, 150, "WARNING Describes what could cause injury.", True, 10),
        (72, 180, "警告 不避免可能导致死亡或重伤。", False, 10),
    )
    assert blocks_on(tmp_path, page) == []


def test_a_title_heads_the_whole_list_and_prohibitions_are_a_block(tmp_path: Path) -> None:
    page = paper(
        (240, 80, "安全注意事项", True, 18),
        (57, 130, "■ 运输", True, 13),
        (72, 160, "● 包装箱不得倒置。", False, 10),
        (72, 182, "● 不得拖拉电缆。", False, 10),
    )
    rules = paper(
        (72, 100, "操作人员须知如下。", False, 10),
        (72, 114, "1. 严禁带电插拔插头。", False, 10),
        (72, 128, "2. 禁止短接安全开关。", False, 10),
        (72, 142, "3. 每班检查一次油位。", False, 10),
    )
    assert told(blocks_on(tmp_path, page, rules)) == [
        ("安全注意事项", "安全注意事项\n■ 运输\n● 包装箱不得倒置。\n● 不得拖拉电缆。"),
        ("严禁", "1. 严禁带电插拔插头。\n2. 禁止短接安全开关。"),
    ]


def test_formats_without_places_give_the_paragraph_and_its_list() -> None:
    page = page_of(None, "WARNING", "Hot surface.", "- Wear gloves.", "Then open the lid.")
    page = replace(page, lines=tuple(replace(line, font_size=0.0) for line in page.lines))
    (block,) = blocks_of(document_of(page))
    assert block.text == "WARNING\nHot surface.\n- Wear gloves."
    assert block.boxes == ()
