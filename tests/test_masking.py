"""No name and no number of anybody leaves for an engine elsewhere, and what it says comes whole."""

import json
import re
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.answering.glossary import Glossary
from assistant.answering.masked import saying
from assistant.answering.reply import Answer, Finished, Timings, Words
from assistant.engines import build_generator, is_here
from assistant.errors import ModelUnavailable, PlantUnavailable
from assistant.known_people import known_people
from assistant.masking.heard import Heard
from assistant.masking.masked import Masked, Masker
from assistant.masking.names import is_name
from assistant.masking.people import Known
from assistant.masking.spans import Span
from assistant.masking.vault import Unmasking, Vault
from assistant.models.failover import Failover
from assistant.models.generator import Message
from assistant.models.remote import RemoteGenerator
from assistant.plant.database import PlantDatabase, sqlite_url
from assistant.reports.store import ReportStore
from assistant.settings import Settings
from tests.fakes import ScriptedGenerator
from tests.report_forms import ADA, filled
from tests.strange_server import said, serving, words
from ui.masked import masked_html

PEOPLE = ["陈伟", "Meier, Anna", "John Smith", "Max", "operator", "夜班", "anna", "Ólafur Jónsson"]


class Elsewhere(ScriptedGenerator):
    """A server that is there."""

    state = "ready"

    def load(self) -> None:
        pass


def masker(people: Sequence[str] = PEOPLE) -> Masker:
    known = Known()
    known.learn_from(lambda: people, Glossary.load().english_words)
    return Masker(known, ("CN", "DE"), re.compile(r"EMP\d{5}"))


def masked(text: str, people: Sequence[str] = PEOPLE) -> str:
    told, vault = masker(people).masked([Message("user", text)])
    assert vault.unmask(told[0].content) == text
    return told[0].content


def resident_id(number: str) -> str:
    """With its check, by ISO 7064 MOD 11-2 as that standard computes it: doubled digit by digit."""
    remainder = 0
    for digit in number:
        remainder = (remainder + int(digit)) * 2 % 11
    return number + "0123456789X"[(12 - remainder) % 11]


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("请张工确认，李师傅说的", "请<PERSON_1>确认，<PERSON_2>说的"),
        ("联系人：王小明，电话：010-62345678", "联系人：<PERSON_1>，电话：<PHONE_1>"),
        ("昨天陈伟修的，陈伟知道", "昨天<PERSON_1>修的，<PERSON_1>知道"),
        ("john  smith and Max; max. 5 bar", "<PERSON_1> and <PERSON_2>; max. 5 bar"),
        ("ask Ólafur Jónsson or Anna", "ask <PERSON_1> or <PERSON_2>"),
        ("Technician: J. Doe\nMr. Brown", "Technician: <PERSON_1>\n<PERSON_2>"),
        ("手机13812345678找我", "手机<PHONE_1>找我"),
        ("138 1234 5678, 139-1234-5678", "<PHONE_1>, <PHONE_2>"),
        ("+49 911 895-0 or +86 138 1234 5678", "<PHONE_1> or <PHONE_2>"),
        ("Tel. 0911 8950123", "Tel. <PHONE_1>"),
        ("hotline 400-123-4567", "hotline <PHONE_1>"),
        ("mail a.b+c@host.example.com.", "mail <EMAIL_1>."),
        ("邮箱li@qq.com。", "邮箱<EMAIL_1>。"),
        ("身份证 11010519491231002X", "身份证 <ID_1>"),
        ("badge EMP01234", "badge <BADGE_1>"),
        ("Contact: Hans Meier Hans.Meier@plant.de", "Contact: <PERSON_1> <EMAIL_1>"),
        ("Dr. Karl John Smith", "<PERSON_1>"),
        ("ask John\nSmith or 陈\n伟", "ask <PERSON_1> or <PERSON_2>"),
        ("ｊｏｈｎ＠plant．de, Ｊｏｈｎ Ｓｍｉｔｈ", "<EMAIL_1>, <PERSON_1>"),
        ("O\u0301lafur Jo\u0301nsson, John\u00ad Smi\u00adth", "<PERSON_1>, <PERSON_2>"),
        ("jörg.o'neill@plant.de", "<EMAIL_1>"),
        ("联系人 王大锤 电话", "联系人 <PERSON_1> 电话"),
        ("负责人 | 李明 | 手机", "负责人 | <PERSON_1> | 手机"),
        ("报修人：王大锤、李小明", "报修人：<PERSON_1>"),
        ("联系人：Hans Meier", "联系人：<PERSON_1>"),
        ("Contact: 王大锤", "Contact: <PERSON_1>"),
        ("Contact: Änne Müller-Lüdenscheidt", "Contact: <PERSON_1>"),
        ("Mrs McDonald, Dr.\nO’Brien", "<PERSON_1>, <PERSON_2>"),
        ("Smith, John; SMITH，JOHN; Smith John", "<PERSON_1>; <PERSON_2>; <PERSON_3>"),
        ("John\u200bSmith, Jo\u200bhn\u2060Smith", "<PERSON_1>, <PERSON_2>"),
        ("John\u00a0Smith, John\u202f\ufeffSmith", "<PERSON_1>, <PERSON_2>"),
        ("Anna Meier, MEIER ANNA", "<PERSON_1>, <PERSON_2>"),
        ("技术员：李小龙，审核人: 王大锤。", "技术员：<PERSON_1>，审核人: <PERSON_2>。"),
    ],
)
def test_who_and_how_to_reach_them_stays_here(text: str, leaves: str) -> None:
    assert masked(text) == leaves


ASKED = "Bob Stern said the belt is worn; ask Jana Kranz, 韦东 or 单雪."


@pytest.mark.parametrize(
    "told",
    [
        "Jana Kranz, Bob Stern, 韦东, 单雪",
        "Jana Kranz / Bob Stern / 韦东/单雪",
        "Jana Kranz; Bob Stern； 韦东；单雪",
        "Jana Kranz & Bob Stern & 韦东、单雪",
        "Jana Kranz and Bob Stern, 韦东和单雪",
        "Jana Kranz (Bob Stern) 韦东（单雪）",
        "Kranz, Jana; Stern, Bob; 韦 东; 白班 单雪",
        "Kranz, Jana, Stern, Bob (night), 韦东 单雪",
        "ERP / Jana Kranz EMP00017, Dr. Bob Stern 0017, 韦东13812345678 单雪",
    ],
)
def test_everybody_in_a_field_for_people_stays_here(told: str) -> None:
    leaves = "<PERSON_1> said the belt is worn; ask <PERSON_2>, <PERSON_3> or <PERSON_4>."
    assert masked(ASKED, [told]) == leaves


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("Kranz replaced it. So says Kranz's note", "<PERSON_1> replaced it. So says <PERSON_1>'s"),
        ("Müller-Lüdenscheidt, Roe", "<PERSON_1>, <PERSON_2>"),
        ("the kranz, KRANZ, Kranzler and Jana", "the kranz, KRANZ, Kranzler and Jana"),
    ],
)
def test_a_surname_alone_is_somebody(text: str, leaves: str) -> None:
    people = ["Jana Kranz", "Änne Müller-Lüdenscheidt", "ERP / J. Roe"]
    assert masked(text, people).removesuffix(" note") == leaves


@pytest.mark.parametrize(
    "told",
    [
        "Bob Stone, Tom Parker, Cy Long, Ed Watt, Al Will",
        "Electrical / Night; Service, Max (Siemens)",
        "Bosch Rexroth, ABB Robotics, Line Belt, ERP / SCADA; Maintenance, Electrical",
        "白班、夜班/管理员",
    ],
)
def test_a_word_of_manuals_out_of_a_field_for_people_is_left_in_them(told: str) -> None:
    text = (
        "Stone crusher with Parker valves; Long press: Max 5 bar. Will it stop? Watt, Belt, "
        "Night shift; electrical maintenance, Service of Siemens, Rexroth, Robotics; ERP, SCADA; "
        "白班 管理员"
    )
    assert masked(text, [told]) == text


@pytest.mark.parametrize(
    "text",
    [
        "E07, Err 22, AL-31, F0002, 3601, P0750=5.0, A7.3",
        "order 0431-2289.15, part 400-1234-567, 400-123-4567",
        "P/N 13812345678, S/N 138 1234 5678, 订货号 13912345678, 型号13812345678",
        "6SL3220-3YE10-0AB0 1FK7042-2AF71-1QA0 GT-5M-1500 6205-2RS/C3",
        "24 V, 3.5 A, 400 V 50 Hz, 0.35 MPa, 1450 r/min, 45.00 Hz, -10…60 °C, 4-20 mA",
        "13812345678.5 13812345678-12 A13812345678 13812345678B",
        "2026-03-02 08:15:30, 02.03.2026, 20260302081530",
        "IP 10.0.5.7:3000, 192.168.1.100, DN 02 03 04, table 13.2, page 57",
        "GB/T 14048.5-2017, IEC 60204-1:2016, ISO 13849-1",
        "施工前先停机，高工确认；分钟工作 40 次，手工加工，人工复位，王工作了两小时",
        "车间主任和项目经理负责，班组长、值班长到场",
        "110105194912310021 110105194913310029 999999999999999999",
        "<PERSON_1> <phone 2> <ID_03>",
        "操作员 张紧皮带，班长 应到场，负责人 | 签名",
    ],
)
def test_codes_parts_and_values_leave_as_they_are(text: str) -> None:
    assert masked(text) == text


@given(
    st.text("ab.王\n", max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 20)), max_size=8),
)
def test_no_letter_of_anything_found_leaves(text: str, drawn: list[tuple[int, int]]) -> None:
    spans = [Span(at, min(at + size, len(text)), "person") for at, size in drawn if at < len(text)]
    left = Vault([text]).mask(text, spans)
    covered = {at for span in spans for at in range(span.start, span.end)}
    rest = "".join("\0" if at in covered else letter for at, letter in enumerate(text))
    assert [part for part in re.split("\0+", rest) if part] == [
        part for part in re.split(r"<PERSON_\d+>", left) if part
    ]


@given(
    st.permutations(
        ["Dr. Karl John Smith", "ｊｏｈｎ＠plant．de", "陈\n伟", "+49 911 895-0", "E07"]
    )
)
def test_what_is_found_is_found_in_any_company(parts: list[str]) -> None:
    left = masked("; ".join(parts))
    assert not re.search("Karl|Smith|ｊｏｈｎ|plant|陈|伟|911", left)
    assert "E07" in left


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999))
def test_identity_numbers_are_known_by_their_check(born: date, place: int) -> None:
    number = resident_id(f"110105{born:%Y%m%d}{place:03d}")
    assert masked(f"号{number}。") == "号<ID_1>。"
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    assert "<ID" not in masked(f"号{wrong}。")


_PARTS = st.sampled_from([
    *PEOPLE, "张工", "李师傅", "13812345678", "+49 911 895-0", "a@b.cn", "11010519491231002X",
    "EMP01234", "<PERSON_1>", "<", ">", "<PHONE_", "_1", "1>", "<id 1>", " ", "：", "电话", "E07",
])  # fmt: skip
TEXTS = st.lists(st.one_of(_PARTS, st.text(max_size=8)), max_size=12).map("".join)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_what_was_taken_out_comes_back(texts: list[str]) -> None:
    messages = [Message("user", text) for text in texts]
    told, vault = masker().masked(messages)
    assert [vault.unmask(one.content) for one in told] == texts


@given(TEXTS, st.lists(st.integers(0, 200), max_size=20))
def test_how_a_reply_is_cut_changes_nothing(text: str, cuts: list[int]) -> None:
    told, vault = masker().masked([Message("user", text)])
    written, reply = told[0].content, Unmasking(vault)
    ends = sorted({0, len(written), *(cut for cut in cuts if cut < len(written))})
    pieces = [written[a:b] for a, b in pairwise(ends)]
    assert "".join(map(reply.feed, pieces)) + reply.flush() == text


def test_a_model_may_spell_a_placeholder_its_own_way() -> None:
    vault = Vault(["x"])
    text = vault.mask("陈伟", masker().find("陈伟"))
    assert text == "<PERSON_1>"
    assert vault.unmask("<person_1> <PERSON 1> <Person_01> <PERSON_2>") == (
        "陈伟 陈伟 陈伟 <PERSON_2>"
    )


def test_the_engine_is_told_nobody_and_the_asker_everybody() -> None:
    engine = Elsewhere([["Ask <PER", "SON_1", "> at <PHONE_1>", "."]])
    asked = [Message("system", "Be short."), Message("user", "陈伟 has 13812345678, who is 陈伟?")]
    pieces = list(Masked(engine, masker()).generate(asked, 50))
    assert "".join(piece.text for piece in pieces) == "Ask 陈伟 at 13812345678."
    assert engine.asked == [
        [
            Message("system", "Be short."),
            Message("user", "<PERSON_1> has <PHONE_1>, who is <PERSON_1>?"),
        ]
    ]
    assert pieces[-1].masked == (("person", 1), ("phone", 1))
    assert pieces[-1].finish == "stop"


def test_all_that_was_masked_for_one_answer_is_told_once() -> None:
    engine = Heard(Masked(Elsewhere([["a"], ["b"], ["c"]]), masker()))
    for asked in ("陈伟和李师傅", "陈伟 13812345678", "E07"):
        list(engine.generate([Message("user", asked)], 9))
    assert engine.masked == (("person", 2), ("phone", 1))
    timings = Timings(1.0, None, 2.0, 0, 0)
    said = Finished(Answer("x", (), refused=True, finish="stop", timings=timings))
    *_, last = saying((event for event in (Words("x"), said)), lambda: engine.masked)
    assert isinstance(last, Finished)
    assert last.answer.timings.masked == (("person", 2), ("phone", 1))


def test_what_goes_over_the_wire_names_nobody() -> None:
    known = Known()
    known.learn_from(lambda: PEOPLE)
    with serving(said(words("<PERS", "ON_1> knows."))) as server:
        settings = Settings(generation_url=server.url, mask="always", generation_failover=False)
        told = build_generator(settings, known).generate([Message("user", "谁认识陈伟？")], 9)
        assert "".join(piece.text for piece in told) == "陈伟 knows."
    (sent,) = server.asked
    assert json.loads(sent.partition("\r\n\r\n")[2])["messages"][0]["content"] == (
        "谁认识<PERSON_1>？"
    )


def test_leaving_early_stops_the_engine() -> None:
    engine = Elsewhere([["one", "two"]])
    with closing(Masked(engine, masker()).generate([Message("user", "陈伟")], 9)) as pieces:
        next(pieces)
    assert engine.left


def test_nothing_is_sent_while_nobody_knows_whose_names_stay() -> None:
    known = Known()

    def gone() -> list[str]:
        raise PlantUnavailable("the disk is gone")

    known.learn_from(gone)
    engine = Elsewhere([])
    with pytest.raises(ModelUnavailable, match="the disk is gone"):
        list(Masked(engine, Masker(known)).generate([Message("user", "陈伟")], 9))
    assert engine.asked == []
    local = ScriptedGenerator([["here"]])
    told = Failover(Masked(engine, Masker(known)), local).generate([Message("user", "陈伟")], 9)
    assert "".join(piece.text for piece in told) == "here"
    assert local.asked == [[Message("user", "陈伟")]]


@pytest.mark.parametrize("told", ["陈工", "欧阳娜", "买买提·艾力", "John Smith", "J. Doe", "Max"])
def test_names(told: str) -> None:
    assert is_name(told)


@pytest.mark.parametrize(
    "told",
    ["", "Li", "operator", "Night Shift", "夜班", "E07", "MTR-200", "王" * 9, "a" * 61, "12"],
)
def test_what_else_stands_in_a_field_for_people(told: str) -> None:
    assert not is_name(told)


def test_the_plant_knows_who_wrote_its_reports(tmp_path: Path) -> None:
    with closing(PlantDatabase.open(sqlite_url(tmp_path))) as plant:
        ReportStore(plant, is_machine=lambda _: True).create(filled(reporter="周亮"), ADA)
        assert set(known_people(plant)) == {"Ada", "周亮"}


def test_the_plant_knows_who_did_what_a_draft_tells_of(plant: PlantDatabase) -> None:
    done = [{"text": "New belt.", "performed_by": ["Ida Falk, 郝梅"]}, {"text": "Cleaned."}]
    reports = ReportStore(plant, is_machine=lambda _: True)
    reports.create(filled(), ADA)
    reports.create(filled(actions=done), ADA)
    assert set(known_people(plant)) == {"Ada", "Ida Falk, 郝梅"}


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8000/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://10.0.5.7/v1", False),
        ("https://localhost.example.com/v1", False),
        ("https://api.example.com/v1", False),
    ],
)
def test_what_leaves_this_machine_is_masked(url: str, here: bool) -> None:
    def built(mask: str) -> object:
        return build_generator(Settings(generation_url=url, mask=mask, generation_failover=False))

    assert is_here(url) is here
    assert isinstance(built("auto"), RemoteGenerator) is here
    assert isinstance(built("always"), Masked)
    assert isinstance(built("off"), RemoteGenerator)


def test_a_badge_pattern_is_a_pattern() -> None:
    with pytest.raises(ValidationError, match="no regular expression"):
        Settings(badge_pattern="EMP(")


def test_the_page_tells_what_was_masked_and_never_the_value() -> None:
    html = masked_html((("person", 2), ("phone", 1)))
    assert "names 2" in re.sub("&#\\d+;", " ", html)
    assert "人名 2" in html
    assert masked_html(()) == ""
