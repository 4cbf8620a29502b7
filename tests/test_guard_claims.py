"""What counts as a value or a code, and when two written forms are the same one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.guard.claims import Code, claims
from assistant.answering.guard.sources import Holdings


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("0.5 MPa", "500 kPa"),
        ("5 bar", "0.5MPa"),
        ("0.5 兆帕", "5 bar"),
        ("45 N·m", "45Nm"),
        ("45 N m", "45 牛·米"),
        ("40 °C", "40℃"),
        ("40摄氏度", "40 deg C"),
        ("1500 rpm", "1500r/min"),
        ("1500 转/分", "1500 min-1"),
        ("每分钟1500转", "1500 revolutions per minute"),
        ("10 minutes", "十分钟"),
        ("两小时", "120 min"),
        ("two hours", "2h"),
        ("三次", "3 times"),
        ("twice", "两次"),
        ("1,000 mm", "1 m"),
        ("4.5 A", "4,5 A"),
        ("½ turn", "1/2 圈"),
        ("四分之三圈", "3/4 turn"),
        ("百分之五", "5%"),
        ("6 mm", "4–6 mm"),
        ("4 mm", "4–6 mm"),
        ("-10 °C", "−10～+40℃"),
        ("零下10度", "-10 °C"),
        ("0.5 mm", "±0.5 mm"),
        ("24 V DC", "DC24V"),
        ("24 V", "24VDC"),
        ("0.1 kΩ", "100 ohm"),
        ("5 s", "Deceleration time (s) | 5.0"),
        ("5 s", "减速时间 单位:s 出厂值 5.0"),
        ("100 A", "capacities in amperes: 8 55 70 100 115"),
        ("30 °C", "at 30º C"),
        ("45 N·m", "Size Torque N·m | M8 | 45"),
        ("980TDi", "GSK980TDi manual"),
        ("set it to 5", "5 s"),
        ("2 bolts", "两个螺栓"),
        ("3-phase", "three-phase supply"),
        ("M8 × 20", "M8x20"),
        ("M8", "M8x20"),
        ("E-07", "E 07"),
        ("Err22", "Er 22"),
        ("parameter P0-13", "P0-13=5"),
        ("F02 and F03", "F02/F03"),
        ("E07, E12", "E07-E12"),
        ("alarm 232", "Alarm 0232"),
        ("2024-05-12", "2024年5月12日"),
        ("No. 4900", "NO.4900"),
        ("alarm OVC", "报警OVC"),
    ],
)
def test_the_same_in_another_form_is_support(said: str, printed: str) -> None:
    found = claims(said)
    assert found
    assert all(map(Holdings([printed]).holds, found))


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("0.5 MPa", "0.5 kPa"),
        ("5 mA", "5 A"),
        ("45 N·m", "45 N"),
        ("45 N·m", "45"),
        ("10 V", "10 A"),
        ("10 °C", "-10 °C"),
        ("-10 °C", "10 °C"),
        ("±0.5 mm", "0.5 mm"),
        ("24 V DC", "24 V AC"),
        ("13 psi", "0.9 bar"),
        ("104 °F", "40 °C"),
        ("E08", "E07"),
        ("P013", "P0-13"),
        ("6ES7214", "6ES7214-1AG40"),
        ("M8x25", "M8x20"),
        ("5 min", "Deceleration time (s) | 5.0"),
        ("5 s", "Waiting time (s) | 5 V"),
        ("5.5 mm", "55 mm"),
        ("三次", "两次"),
        ("alarm OVC", "alarm OCC"),
        ("500 hours", "500 km"),
        ("100 A", "8 55 70 100 115"),
        ("SK980", "GSK980TDi"),
    ],
)
def test_another_value_is_no_support(said: str, printed: str) -> None:
    assert not all(map(Holdings([printed]).holds, claims(said)))


@pytest.mark.parametrize(
    "text",
    [
        "step 3 and 第2步",
        "There are 3 possible causes:",
        "有2个原因",
        "①检查皮带",
        "一次侧和二次回路，三次谐波",
        "一般十分重要",
        "Use a clean cloth, one of the two.",
        "the second and 3rd",
        "",
    ],
)
def test_what_claims_nothing(text: str) -> None:
    assert claims(text) == []


def test_a_belt_is_no_voltage() -> None:
    (value,) = claims("2 V-belts")
    assert not isinstance(value, Code)
    assert value.unit == ""


@given(st.text(alphabet="0123456789.,/-–~:x×E F½①一十百半点分之 kPaN·m°CVA年月日", max_size=60))
def test_every_text_holds_what_it_claims(text: str) -> None:
    assert all(map(Holdings([text]).holds, claims(text)))


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert all(map(Holdings([text]).holds, claims(text)))
