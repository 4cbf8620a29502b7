"""Which value a question is after, and where one stands."""

import pytest

from assistant.answering.value_kinds import VALUE_KINDS, value_asked

KINDS = {kind.name: kind for kind in VALUE_KINDS}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("what torque for the robot mount screws", "torque"),
        ("tightening torque of the terminal block?", "torque"),
        ("holding torque of the motor in Nm", "torque"),
        ("电机安装螺钉的拧紧力矩是多少", "torque"),
        ("how often should I grease the bearing", "duration"),
        ("断电后要等多久才能碰接线", "duration"),
        ("风扇寿命几年", "service life"),
        ("what is the service life of the fan", "service life"),
        ("how many hours does a pump last", "service life"),
        ("轴承一般能用几年", "service life"),
        ("what ohm braking resistor does it need", "resistance"),
        ("part number of the fan", "order number"),
        ("滤芯的订货号", "order number"),
        ("max gas pressure of the feeder", "pressure"),
        ("最高环境温度是多少", "temperature"),
        ("what does a new card cost", "price"),
        ("who signed off the last service", "person"),
    ],
)
def test_what_is_asked_for(question, kind):
    asked = value_asked(question)
    assert asked is not None
    assert asked.name == kind


@pytest.mark.parametrize(
    "question",
    [
        "torque limit alarm, what to do",
        "what causes low oil pressure",
        "which contact closes when the pressure drops",
        "电压不稳后报警，恢复后要做什么",
        "气缸压力检测接哪个点",
        "motor shakes at low speed",
        "E07 on the display",
        "how do I change the part program",
        "the current is too high, what now",
        "battery life alarm on the display",
        "风扇寿命报警怎么处理",
    ],
)
def test_what_asks_for_no_value(question):
    assert value_asked(question) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("torque", "Tighten to 45 N·m."),
        ("torque", "Terminal | Torque (lb-in) | 4.34"),
        ("duration", "每班检查一次"),
        ("duration", "Wait 5 min."),
        ("duration", "A filter of 5 to 15 milliseconds will do."),
        ("duration", "20 µs"),
        ("service life", "Replace the fan after 30,000 h."),
        ("service life", "设计寿命：3 万小时"),
        ("pressure", "at most 5 bar"),
        ("temperature", "-10 ~ 50°C"),
        ("price", "Price: 120 EUR"),
        ("order number", "Order no. 4711-22"),
    ],
)
def test_where_such_a_value_stands(kind, text):
    assert KINDS[kind].stands_in(text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("torque", "Tighten the screws by hand."),
        ("torque", "Install the motor on line 5."),
        ("pressure", "Close the valve."),
        ("service life", "The fan runs whenever the power is on; delay 5 min."),
        ("person", "Signed off by the shift leader."),
    ],
)
def test_where_none_stands(kind, text):
    assert not KINDS[kind].stands_in(text)
