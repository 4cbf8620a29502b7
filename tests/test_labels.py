"""Labels for machines: what is drawn is read by a camera."""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant.cli import app
from assistant.errors import UnfitLabels
from assistant.machines.labels import LEAST_MODULE, address_of, draw_labels, sheet_of
from assistant.machines.scan import scanned
from vectorstore.assets import Asset, Register
from vectorstore.database import FILE_NAME, Database

DOTS = 2
BASE = "https://plant.lan:8080"
PRESS = Asset("HP-301", "Hydraulic press", "液压机")
MACHINES = (PRESS, Asset("A1/P 3", "Pump"), Asset("输送机-1", "", "进料输送机"))


def pages(pdf: bytes) -> Iterator[tuple[Any, str]]:
    """Each page as a camera sees it, so many dots a point, and its words."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=DOTS).to_numpy(), page.get_textpage().get_text_bounded()


def read(picture: Any) -> str:
    """What a camera reads in it."""
    import cv2

    said: str = cv2.QRCodeDetector().detectAndDecode(picture)[0]
    return said


def test_a_label_opens_its_machine() -> None:
    drawn = draw_labels(MACHINES, BASE, sheet_of("62x29mm"))
    for (picture, words), machine in zip(pages(drawn), MACHINES, strict=True):
        assert read(picture) == address_of(BASE, machine)
        assert scanned(read(picture), MACHINES).machine == machine
        for name in filter(None, (machine.tag, machine.name_en, machine.name_zh)):
            assert name in words


def test_a_long_name_has_two_lines_and_every_name_one_size() -> None:
    """Seen by the heights of letters; nothing of a name that two lines hold is cut."""
    import pypdfium2

    long = Asset("SC-401", "Screw compressor, hall 2 north", "一号加工中心主轴驱动器控制柜")
    machines = (long, PRESS)
    drawn = draw_labels(machines, BASE, sheet_of("A4"))
    with pypdfium2.PdfDocument(drawn) as document:
        words = document[0].get_textpage()
        told = "".join(words.get_text_bounded().split())
    assert "一号加工中心主轴驱动器控制柜" in told
    assert "Screwcompressor,hall2north" in told
    assert set(re.findall(rb"/F\d+ (\d+) Tf", canvas_of(drawn))) == {
        b"12", b"16", b"9"  # the first is how a page begins
    }  # fmt: skip
    narrow = draw_labels(machines, BASE, sheet_of("60x24mm"))
    assert "…" in next(words for _, words in pages(narrow))


def canvas_of(pdf: bytes) -> bytes:
    """The drawing of the first page, unpacked."""
    from pypdf import PdfReader

    return PdfReader(io.BytesIO(pdf)).pages[0].get_contents().get_data()


def test_a_sheet_holds_twenty_four() -> None:
    many = [Asset(f"CV-{number}") for number in range(25)]
    (first, _), (second, words) = pages(draw_labels(many, BASE, sheet_of("A4")))
    height, width = first.shape[0] / 8, first.shape[1] / 3
    for place in (0, 13, 23):
        row, column = divmod(place, 3)
        label = first[round(row * height) :, round(column * width) :]
        assert read(label[: round(height), : round(width)]) == address_of(BASE, many[place])
    assert read(second[: round(height), : round(width)]) == address_of(BASE, many[24])
    assert words.strip() == "CV-24"


@pytest.mark.parametrize("size", ["", "62", "0x29mm", "999x10mm", "62x29in", "a5"])
def test_a_size_that_is_none_is_refused(size: str) -> None:
    with pytest.raises(UnfitLabels, match="62x29mm"):
        sheet_of(size)


@pytest.mark.parametrize("base", ["", "plant.lan", "ftp://plant.lan", "https://", "http://a?b=c"])
def test_an_address_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(UnfitLabels, match="--base-url"):
        draw_labels(MACHINES, base, sheet_of("A4"))


def test_no_code_is_too_small_for_a_camera() -> None:
    with pytest.raises(UnfitLabels, match="larger --size"):
        draw_labels([PRESS], BASE, sheet_of("20x10mm"))
    with pytest.raises(UnfitLabels, match="no machine"):
        draw_labels([], BASE, sheet_of("A4"))
    assert LEAST_MODULE == 0.5


@given(st.text(min_size=1, max_size=40), st.text(max_size=200))
@settings(max_examples=8)
def test_any_name_is_drawn_or_told(tag: str, name: str) -> None:
    drawn = b""
    with suppress(UnfitLabels):  # the address is too long for a code of this size
        drawn = draw_labels([Asset(tag, name, name)], BASE, sheet_of("A4"))
    assert drawn[:4] in (b"", b"%PDF")


def test_the_command_draws_those_that_are_named(tmp_path: Path) -> None:
    file = tmp_path / "labels.pdf"
    run = CliRunner(env={"SHIFTMATE_DATA_DIR": str(tmp_path)})
    told = run.invoke(app, ["labels", str(file), "--base-url", BASE])
    assert told.exit_code == 1
    database = Database(tmp_path / FILE_NAME)
    Register(database).put(MACHINES)
    database.close()
    named = ["labels", str(file), "--machine", "hp-301", "--size", "62x29mm", "--base-url", BASE]
    assert run.invoke(app, named).exit_code == 0
    assert [read(picture) for picture, _ in pages(file.read_bytes())] == [f"{BASE}/a/HP-301"]
    assert run.invoke(app, [*named, "--machine", "nothing"]).exit_code == 1
    assert run.invoke(app, ["labels", str(file)]).exit_code == 1
    assert len(list(tmp_path.glob("*.part"))) == 0
