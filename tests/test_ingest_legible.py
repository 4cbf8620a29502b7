"""Text layers that are of no use are told from those that only look odd."""

import random
import string

import pytest

from ingest.pdf.legible import flaw_of, suspected_flaw

ENGLISH = """Switch off the main breaker and wait ten minutes before opening the front cover of
the inverter. Check the cooling fan for dust, measure the insulation resistance between motor
terminals and ground, and replace any damaged cable. Tighten every screw of the output terminal
block with the torque given in the table below. If the alarm appears again after power has been
restored, read the fault history on the keypad, note the code and call the service department."""
CHINESE = """主轴电机过热报警时，应先按下急停按钮，切断总电源，等待十分钟后再打开电柜门。检查冷却风
扇是否正常运转，清理滤网上的灰尘，测量绕组的绝缘电阻，更换损坏的电缆，然后重新上电并复位报警。"""
LADDER = """LD LDI AND ANI OR ORI ANB ORB OUT SET RST PLS PLF MPS MRD MPP END CALL SRET FEND DMOV
FMOV BMOV SMOV XCH BCD DBCD BIN ADD SUB MUL DIV INC DEC WAND WOR WXOR NEG ROR ROL RCR RCL SFTR SFTL
WSFR WSFL SFWR SFRD ZRST DECO ENCO SUM BON MEAN ANS ANR SQR FLT REF REFF MTR HSCS HSCR HSZ SPD PLSY
PWM PLSR IST SER ABSD INCD TTMR STMR ALT RAMP ROTC SORT FDEL FINS DRVI DRVA ZRN TCMP TZCP TADD"""


def shifted(text: str, by: int) -> str:
    """As a font without a map comes out, its glyphs numbered in the order of their characters."""
    return "".join(chr(ord(letter) + by) if letter.isalpha() else letter for letter in text)


def replaced(text: str, seed: int) -> str:
    """As a subset font comes out, its glyphs numbered in any order."""
    letters = list(string.ascii_lowercase)
    random.Random(seed).shuffle(letters)  # noqa: S311 - no secret
    return text.lower().translate(str.maketrans(string.ascii_lowercase, "".join(letters)))


@pytest.mark.parametrize(
    ("text", "garbled", "cover", "blank", "reason"),
    [
        ("Check the fuse", 0.0, 0.0, False, None),
        ("Check the fuse", 0.1, 0.9, False, None),
        ("Page 7", 0.0, 0.9, False, "a picture without a text layer"),
        ("Page 7", 0.0, 0.0, False, None),
        ("", 0.0, 0.0, True, None),
        ("- -", 0.0, 0.0, False, "no text layer"),
        ("#$% 789:;: 63 <89", 0.8, 0.0, False, "garbled text layer (80%"),
    ],
)
def test_pages_are_told_apart_by_what_can_be_read(
    text: str, garbled: float, cover: float, blank: bool, reason: str | None
) -> None:
    found = flaw_of(text, garbled=garbled, picture_cover=cover, blank=blank)
    assert found is None if reason is None else found is not None and found[0].startswith(reason)


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        CHINESE,
        LADDER,
        "\n".join(f"N{n} G0{n % 4} X{3 * n}.5 Z-{n} F0.{n} S{n} M0{n % 9}" for n in range(200)),
        "\n".join(f"{a}{b}-{n * 7 % 991:04d}-GB/T{n}" for n in range(99) for a, b in ("AX", "KQ")),
        "P0.01 ........ 12\n" * 50,
        "Преобразователь частоты, руководство по эксплуатации и обслуживанию. " * 5,
        "Überprüfen Sie die Kühlung, die Lüfter und die Geschwindigkeitsregelung täglich. " * 5,
        "主軸馬達過熱警報時，請先按下緊急停止按鈕，切斷電源後檢查冷卻風扇是否運轉。",
        "主軸モーターの過熱アラームが発生した場合は、非常停止ボタンを押して電源を切ってください。",
    ],
)
def test_readable_pages_are_left_alone_whatever_they_are_about(text: str) -> None:
    assert suspected_flaw(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *(shifted(ENGLISH, by) for by in (-29, -3, 1, 3)),
        *(replaced(ENGLISH, seed) for seed in range(5)),
        *(shifted(CHINESE, by) for by in (1, 29, 300, 3000)),
        CHINESE.encode("gbk").decode("latin-1"),
        CHINESE.encode().decode("gbk", "ignore"),
    ],
)
def test_letters_that_make_no_words_are_suspected(text: str) -> None:
    found = suspected_flaw(text)
    assert found is not None
    assert found.reason.startswith("garbled text layer")
    assert not found.usable


def test_words_run_together_can_still_be_used() -> None:
    found = suspected_flaw(ENGLISH.replace(" ", ""))
    assert found is not None
    assert found.reason == "words run together"
    assert found.usable
