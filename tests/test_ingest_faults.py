"""Fault records out of the shapes that manuals print them in."""

from pathlib import Path

import pytest

from ingest.faults.codes import codes_in, unmarked
from ingest.readers import read
from ingest.split import split
from tests.paper import CHINESE, make_pdf, together, writing
from tests.tabular import chinese, chunks_of, codes, english, said

EN = ("Code", "Fault", "Cause", "Remedy")
ZH = ("故障代码", "名称", "可能原因", "处理对策")


def test_a_ruled_grid_in_chinese_with_numbered_lines(tmp_path: Path) -> None:
    sheet = chinese(70, 90, 150, 160)
    rows = [
        ZH,
        ("Er.31", "模块过温", "1、风道堵塞\n2、风扇损坏", "1、清理风道\n2、更换风扇"),
        ("Er.32", "母线过压", "减速时间过短，回馈能量\n来不及消耗", "延长减速时间"),
    ]

    found = chunks_of(tmp_path, sheet.at(120, *rows))

    assert said(found) == [
        (("Er.31",), "模块过温", "1、风道堵塞/2、风扇损坏", "1、清理风道/2、更换风扇"),
        (("Er.32",), "母线过压", "减速时间过短，回馈能量来不及消耗", "延长减速时间"),
    ]
    assert found[1].text == (
        "Er.32 母线过压\n可能原因：减速时间过短，回馈能量来不及消耗\n处理对策：延长减速时间"
    )
    assert found[1].page == 1
    assert len(found[1].boxes) in {2, 3}


def test_the_mark_of_a_footnote_is_no_part_of_a_code() -> None:
    marked = ["AL-20*", "※E07", "Er 12 †", "31＊", "F3#", "E-07", "*"]
    assert list(map(unmarked, marked)) == ["AL-20", "E07", "Er 12", "31", "F3", "E-07", "*"]


def test_codes_in_frames_that_the_file_draws_last(tmp_path: Path) -> None:
    sheet = english(70, 110, 140, 150, codes_last=0)
    rows = [
        EN,
        ("HTR", "Heater open", "Band burnt out\nor fuse blown", "Measure 42 ohms"),
        ("PMP", "Pump blocked", "Dirt in the inlet", "Clean the strainer\nand prime it"),
    ]

    found = chunks_of(tmp_path, sheet.at(120, *rows))

    assert said(found) == [
        (("HTR",), "Heater open", "Band burnt out or fuse blown", "Measure 42 ohms"),
        (("PMP",), "Pump blocked", "Dirt in the inlet", "Clean the strainer and prime it"),
    ]


def test_open_columns_without_a_single_rule(tmp_path: Path) -> None:
    sheet = english(60, 110, 150, 150, rules="")
    rows = [
        ("Alarm no.", "Message", "Possible cause", "Corrective action"),
        ("2041", "Chuck open", "Clamp valve stuck or\npressure below 28 bar", "Cycle the valve"),
        ("2042", "Door lock", "Solenoid Y7 has no 24 V", "Check fuse F9\nReplace the lock"),
        ("2050", "Lube level", "Tank empty", "Fill with CLP 68"),
    ]

    found = chunks_of(tmp_path, sheet.at(120, *rows))

    assert said(found) == [
        (("2041",), "Chuck open", "Clamp valve stuck or pressure below 28 bar", "Cycle the valve"),
        (("2042",), "Door lock", "Solenoid Y7 has no 24 V", "Check fuse F9 Replace the lock"),
        (("2050",), "Lube level", "Tank empty", "Fill with CLP 68"),
    ]


def test_open_columns_in_chinese_with_codes_at_half_the_height(tmp_path: Path) -> None:
    sheet = chinese(60, 100, 150, 150, rules="", centred=0, gap=16)
    rows = [
        ("报警号", "报警内容", "原因", "解除方法"),
        ("AL031", "编码器断线", "插头松动\n电缆折断\n电源丢失", "紧固插头"),
        ("AL032", "转矩超限", "负载卡死", "检查机械\n检查联轴器\n重新上电"),
    ]

    found = chunks_of(tmp_path, sheet.at(120, *rows))

    assert said(found) == [
        (("AL031",), "编码器断线", "插头松动电缆折断电源丢失", "紧固插头"),
        (("AL032",), "转矩超限", "负载卡死", "检查机械检查联轴器重新上电"),
    ]


def test_two_line_rows_between_level_rules(tmp_path: Path) -> None:
    sheet = english(70, 380, rules="level")
    rows = [
        ("Code", "Name / Cause / Remedy"),
        ("GrF", "Ground fault\nCause: Wet motor terminals.\nRemedy: Dry them, test 500 V."),
        ("StL", "Stall\nCause: Jammed rotor.\nRemedy: Free it."),
    ]

    found = chunks_of(tmp_path, sheet.at(120, *rows))

    assert said(found) == [
        (("GrF",), "Ground fault", "Wet motor terminals.", "Dry them, test 500 V."),
        (("StL",), "Stall", "Jammed rotor.", "Free it."),
    ]
    assert found[0].text == (
        "GrF Ground fault\nCause: Wet motor terminals.\nRemedy: Dry them, test 500 V."
    )


def test_a_heading_for_each_code_and_labelled_paragraphs(tmp_path: Path) -> None:
    page = together(
        writing("7 Alarm messages", size=18, top=80),
        writing("A-117 Torch water low", size=13, top=120),
        writing("Possible causes:", "Pump off, hose kinked.", "Remedy: refill to MAX.", top=145),
        writing("A-118 Arc lost", size=13, top=200),
        writing("Cause: shielding gas missing.", "Action: open the bottle.", top=225),
        writing("8 Maintenance", size=18, top=290),
        writing("Blow out the unit every 500 hours.", top=320),
    )

    found = chunks_of(tmp_path, page)

    assert said(found) == [
        (("A-117",), "Torch water low", "Pump off, hose kinked.", "refill to MAX."),
        (("A-118",), "Arc lost", "shielding gas missing.", "open the bottle."),
    ]
    assert "500 hours" not in found[1].text


def test_chinese_blocks_by_number_that_go_on_over_the_page(tmp_path: Path) -> None:
    first = writing(
        "报警 3105：机器人与控制柜通信中断", "原因：", "(1) 电缆松动", "(2) 终端电阻缺失",
        font=CHINESE, top=700, size=11,
    )  # fmt: skip
    second = writing(
        "处理：", "(1) 重新插紧 X21", "(2) 装上 120 Ω 电阻", "报警 3106：抱闸未打开",
        "原因：24 V 电源跌落。", "处理：测量 X5 端子电压。", font=CHINESE, top=80,
    )  # fmt: skip

    found = chunks_of(tmp_path, first, second)

    assert said(found) == [
        (
            ("3105",),
            "机器人与控制柜通信中断",
            "(1) 电缆松动/(2) 终端电阻缺失",
            "(1) 重新插紧 X21/(2) 装上 120 Ω 电阻",
        ),
        (("3106",), "抱闸未打开", "24 V 电源跌落。", "测量 X5 端子电压。"),
    ]
    assert [chunk.page for chunk in found] == [1, 2]


@pytest.mark.parametrize("header", [True, False], ids=["header-repeated", "header-once"])
def test_a_grid_and_a_row_go_on_across_pages(tmp_path: Path, header: bool) -> None:
    row = ("F-61", "Current", "Cable too long", "Fit a choke")
    rest = ("", "", "or wet", "and dry it")
    last = ("F-62", "Fan", "Worn bearing", "Replace the fan")
    first = english(60, 110, 140, 150).at(700, EN, row)
    second = english(60, 110, 140, 150, left=82).at(70, *([EN] if header else []), rest, last)

    found = chunks_of(tmp_path, first, second)

    assert said(found) == [
        (("F-61",), "Current", "Cable too long/or wet", "Fit a choke/and dry it"),
        (("F-62",), "Fan", "Worn bearing", "Replace the fan"),
    ]  # fmt: skip
    assert [chunk.page for chunk in found] == [1, 2]


def test_open_columns_go_on_across_pages(tmp_path: Path) -> None:
    sheet = english(60, 110, 140, 150, rules="")
    first = sheet.at(
        740, EN, ("E-11", "Jam", "Sheet skew", "Clear it"), ("E-12", "Ink", "Dry", "Fill")
    )
    second = sheet.at(90, ("E-13", "Lamp", "Aged", "Replace"), ("E-14", "Belt", "Slack", "Tighten"))

    found = chunks_of(tmp_path, first, second)

    assert said(found)[2:] == [
        (("E-13",), "Lamp", "Aged", "Replace"),
        (("E-14",), "Belt", "Slack", "Tighten"),
    ]


def test_lists_ranges_and_variants_of_codes(tmp_path: Path) -> None:
    rows = [
        ("Display", "Hex code", "Error", "Cause", "Action"),
        ("UL1/UL2", "21h", "Phase", "Fuse blown", "Replace the fuse"),
        ("Sr03–Sr05", "2Ch", "Sensor", "Wire broken", "Replace the sensor"),
        ("C00B", "0Bh", "Clock", "Battery flat", "Replace the battery"),
    ]

    found = chunks_of(tmp_path, english(80, 60, 80, 110, 130).at(120, *rows))

    assert [chunk.fault.codes for chunk in found if chunk.fault] == [
        ("UL1", "UL2", "21h"),
        ("Sr03–Sr05", "Sr03", "Sr04", "Sr05", "2Ch"),
        ("C00B", "0Bh"),
    ]
    assert found[0].text.startswith("UL1/UL2 Phase\n")


def test_ordinals_first_and_the_codes_in_the_middle(tmp_path: Path) -> None:
    rows = [
        ("序号", "故障名称", "故障代码", "原因", "对策"),
        ("1", "缺水", "E21", "水箱空", "加水"),
        ("2", "高压", "E22", "冷凝器脏", "清洗"),
        ("3", "低压", "E23", "缺氟", "补充 R410A"),
    ]

    found = chunks_of(tmp_path, chinese(40, 90, 80, 110, 110).at(120, *rows))

    assert said(found) == [
        (("E21",), "缺水", "水箱空", "加水"),
        (("E22",), "高压", "冷凝器脏", "清洗"),
        (("E23",), "低压", "缺氟", "补充 R410A"),
    ]


def test_code_and_name_share_a_cell(tmp_path: Path) -> None:
    rows = [
        ("Fault", "Cause", "Action"),
        ("F0711\nEncoder signal lost", "Plug loose", "Push it in"),
        ("F0712 Overspeed", "Gain too high", "Lower it"),
    ]

    found = chunks_of(tmp_path, english(130, 150, 150).at(120, *rows))

    assert said(found) == [
        (("F0711",), "Encoder signal lost", "Plug loose", "Push it in"),
        (("F0712",), "Overspeed", "Gain too high", "Lower it"),
    ]


def test_one_code_over_several_rows_of_causes(tmp_path: Path) -> None:
    sheet = english(60, 100, 150, 150, merged=((2, 0), (2, 1), (3, 0), (3, 1)))
    rows = [
        EN,
        ("H07", "High pressure", "Condenser fouled", "Clean it"),
        ("", "", "Fan stopped", "Replace the fan"),
        ("", "", "Overcharged", "Recover refrigerant"),
        ("H08", "Low pressure", "Filter drier blocked", "Replace it"),
    ]

    found = chunks_of(tmp_path, sheet.at(120, *rows))

    assert said(found) == [
        (
            ("H07",),
            "High pressure",
            "Condenser fouled/Fan stopped/Overcharged",
            "Clean it/Replace the fan/Recover refrigerant",
        ),
        (("H08",), "Low pressure", "Filter drier blocked", "Replace it"),
    ]


def test_two_lists_side_by_side(tmp_path: Path) -> None:
    rows = [
        ("代码", "故障", "代码", "故障"),
        ("P01", "进水温度传感器", "P11", "排气温度高"),
        ("P02", "出水温度传感器", "P12", "压缩机过流"),
    ]

    found = chunks_of(tmp_path, chinese(60, 140, 60, 140).at(120, *rows))

    assert sorted(said(found)) == [
        (("P01",), "进水温度传感器", "", ""),
        (("P02",), "出水温度传感器", "", ""),
        (("P11",), "排气温度高", "", ""),
        (("P12",), "压缩机过流", "", ""),
    ]
    assert len({chunk.chunk_id for chunk in found}) == 4


def test_a_card_for_each_code(tmp_path: Path) -> None:
    sheet = english(110, 330)
    cards = [
        sheet.at(
            top,
            ("Error code", code),
            ("Error name", name),
            ("Cause", "Overheated"),
            ("Remedy", "Let it cool"),
        )
        for top, code, name in ((100, "W-301", "Transformer"), (260, "W-302", "Rectifier"))
    ]

    found = chunks_of(tmp_path, together(*cards))

    assert said(found) == [
        (("W-301",), "Transformer", "Overheated", "Let it cool"),
        (("W-302",), "Rectifier", "Overheated", "Let it cool"),
    ]


def test_a_list_without_a_header_under_its_title(tmp_path: Path) -> None:
    rows = [("dF1", "Defrost probe"), ("dF2", "Coil probe"), ("dF3", "Room probe")]
    page = together(
        writing("4.2 Fault code list", size=15, top=80), english(80, 250).at(120, *rows)
    )

    assert codes(chunks_of(tmp_path, page)) == ["dF1", "dF2", "dF3"]


def test_a_column_that_nobody_knows_is_kept_in_the_text(tmp_path: Path) -> None:
    rows = [
        ("Alarm code", "Alarm", "Stop mode", "Remedy"),
        ("A.410", "Undervoltage", "Coast", "Wait"),
    ]
    rows.append(("A.450", "Bus", "Ramp", "Check"))

    found = chunks_of(tmp_path, english(80, 120, 100, 120).at(120, *rows))

    assert found[0].text == "A.410 Undervoltage\nStop mode: Coast\nRemedy: Wait"


def test_blink_codes_of_a_lamp(tmp_path: Path) -> None:
    rows = [
        ("Blink code", "Fault", "Action"),
        ("2 flashes", "Flame lost", "Clean the electrode"),
        ("3 flashes", "Air switch open", "Check the hose"),
    ]

    found = chunks_of(tmp_path, english(90, 150, 150).at(120, *rows))

    assert [record[2:] for record in said(found)] == [
        ("", "Clean the electrode"),
        ("", "Check the hose"),
    ]


NO_FAULTS = {
    "parameters": """Code|Name|Range|Default|Unit
P0-11|Ramp|0-60|5|s
P0-12|Fault restarts|0-9|0|""",
    "参数": """代码|名称|设定范围|出厂值|说明
F07|故障自动复位次数|0-9|0|运行中可改
F08|报警输出选择|0-3|1|停机修改""",
    "terminals": """Terminal|Signal|Function
X1.4|ALM|Alarm output
X1.5|RST|Reset""",
    "g-codes": """Code|Group|Function
G54|14|Work offset 1
G91|03|Incremental""",
    "orders": """Order no.|Description|Qty
VX-2207|Alarm lamp|1
VX-2208|Horn|2""",
    "symptoms": """No.|Symptom|Cause|Remedy
1|Motor hums|Brake shut|Open it
2|Hot|Dust|Clean""",
    "registers": """Address|Name|Unit
40012|Fault register|
40013|Alarm word|""",
}


@pytest.mark.parametrize("listed", NO_FAULTS.values(), ids=NO_FAULTS.keys())
@pytest.mark.parametrize("rules", ["grid", ""], ids=["ruled", "open"])
def test_what_only_looks_like_codes_makes_no_record(
    tmp_path: Path, listed: str, rules: str
) -> None:
    rows = [line.split("|") for line in listed.splitlines()]
    sheet = chinese(*[90] * len(rows[0]), rules=rules)
    page = together(writing("3.1 Reference", size=15, top=70), sheet.at(120, *rows))

    assert chunks_of(tmp_path, page) == []


def test_contents_and_prose_about_codes_make_no_record(tmp_path: Path) -> None:
    contents = writing(
        "Contents", "E01 Overcurrent ........ 41", "E02 Overvoltage ........ 42",
        "E03 Earth fault ........ 43", "Cause and remedy ........ 44", top=80,
    )  # fmt: skip
    prose = writing(
        "F02 sets the deceleration time. A value too small is the cause of many trips:",
        "E01 shows up when the brake resistor is open, see the fault list.", top=80,
    )  # fmt: skip

    assert chunks_of(tmp_path, contents, prose) == []


def test_tables_of_markup_and_word_make_the_same_records(tmp_path: Path) -> None:
    import docx

    rows = [EN, ("K-9", "Kiln", "Damper shut", "Open it"), ("K-10", "Flue", "Soot", "Sweep")]
    markdown = "# Faults\n\n" + "\n".join(
        "|" + "|".join(row) + "|" + ("\n|--|--|--|--|" if row is EN else "") for row in rows
    )
    (tmp_path / "a.md").write_text(markdown, encoding="utf-8")
    word = docx.Document()
    table = word.add_table(rows=3, cols=4)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    word.save(str(tmp_path / "a.docx"))

    for name in ("a.md", "a.docx"):
        found = [c for c in split(read(tmp_path / name)) if c.kind == "fault_record"]
        assert said(found) == [
            (("K-9",), "Kiln", "Damper shut", "Open it"),
            (("K-10",), "Flue", "Soot", "Sweep"),
        ]
        assert found[0].page is None
        assert found[0].boxes == ()


def test_rows_that_span_others_in_html(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<h1>Errors</h1><table><tr><th>Error code<th>Cause<th>Remedy"
        "<tr><td rowspan=2>E-71<td>Loose<td>Tighten<tr><td>Wet<td>Dry"
        "<tr><td>E-72<td>1. Old<br>2. Worn<td>Replace</table>",
        encoding="utf-8",
    )

    found = [c for c in split(read(tmp_path / "a.html")) if c.kind == "fault_record"]

    assert said(found) == [
        (("E-71",), "", "Loose/Wet", "Tighten/Dry"),
        (("E-72",), "", "1. Old/2. Worn", "Replace"),
    ]


def test_a_rotated_page_is_read_as_it_is_seen(tmp_path: Path) -> None:
    sheet = english(60, 110, 140, 150)
    rows = [
        EN,
        ("Q-5", "Axis", "Limit switch", "Jog back"),
        ("Q-6", "Drive", "No enable", "Press RUN"),
    ]

    def draw(canvas):  # type: ignore[no-untyped-def]
        canvas.setPageRotation(90)
        canvas.translate(595, 0)
        canvas.rotate(90)
        canvas._pagesize = (842, 595)
        sheet.at(100, *rows)(canvas)
        canvas._pagesize = (595, 842)

    assert codes(chunks_of(tmp_path, draw)) == ["Q-5", "Q-6"]


def test_a_record_and_its_passage_stand_on_the_same_page(tmp_path: Path) -> None:
    rows = [EN, ("T-1", "Tap", "Dull", "Change"), ("T-2", "Tool", "Lost", "Refit")]
    document = read(make_pdf(tmp_path / "m.pdf", english(60, 100, 120, 120).at(120, *rows)))
    chunks = split(document)

    passage = next(chunk for chunk in chunks if chunk.kind == "passage")
    record = next(chunk for chunk in chunks if chunk.kind == "fault_record")

    assert document.pages[0].text[record.start : record.end] in passage.text
    assert "T-1 Tap Dull Change" in passage.text


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("128,0", ("128",)),
        ("128,5", ("128",)),
        ("128,129", ("128", "129")),
        ("9,10", ("9", "10")),
        ("98,99,100", ("98", "99", "100")),
        ("3, 0", ("3", "0")),
    ],
)
def test_a_class_behind_a_number_is_no_second_code(cell: str, codes: tuple[str, ...]) -> None:
    found = codes_in(cell)
    assert found is not None
    assert (found.codes, found.rest) == (codes, "")
