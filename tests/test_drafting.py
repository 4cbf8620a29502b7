"""A messy note becomes a draft: what was said is there, what nobody said is not."""

import json
import threading
import time
from collections.abc import Generator as Stream
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.errors import BadLexicon, Busy, ModelUnavailable, NaiveTime
from assistant.models.generator import Message, Piece
from assistant.reports.drafting.draft import Draft
from assistant.reports.drafting.labels import label
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span, conversation
from assistant.reports.drafting.parts import part
from assistant.reports.drafting.report import as_report
from assistant.reports.drafting.rules import Reader
from assistant.reports.drafting.write import write
from tests.fakes import ScriptedGenerator
from tests.score_drafts import OWN, verdict
from vectorstore.assets import Asset

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
READER = Reader(ZoneInfo("Europe/Vienna"))
NOTES = [json.loads(line) for line in OWN.read_text("utf-8").splitlines()]
PRESS = Asset("P-7", "Press seven", "七号压机", aliases=("press 7",))


def drafted(text: str, reader: Reader = READER) -> Draft:
    return write(Note((text,)), NOW, reader)


@pytest.mark.parametrize("item", NOTES, ids=lambda item: item["id"])
def test_nothing_is_invented(item: dict) -> None:
    draft = drafted(item["note"])
    verdicts = {name: verdict(item, name, value) for name, value in draft.flat().items()}
    assert "invented" not in verdicts.values(), verdicts
    assert "wrong" not in verdicts.values(), verdicts
    assert list(verdicts.values()).count("missed") <= 1, verdicts
    assert bool(draft.also_mentioned) == ("also_mentioned" in item)
    assert len(draft.questions) <= 2


@pytest.mark.parametrize(
    ("words", "name", "number", "quantity"),
    [
        ("1 pc AB.1031.6", "AB.1031.6", "AB.1031.6", 1),
        ("2pcs 6204-2RS/C3", "6204-2RS/C3", "6204-2RS/C3", 2),
        ("1 set of the seals KS-44", "seals KS-44", "KS-44", 1),
        ("2 set screws", "set screws", None, 2),
        ("3 ea 44.1031.6", "44.1031.6", None, 3),
        ("3个AB.1031.6", "AB.1031.6", "AB.1031.6", 3),
        ("2 套 密封圈", "密封圈", None, 2),
        ("AB.1031.6 x 2", "AB.1031.6", "AB.1031.6", 2),
        ("密封圈 2件", "密封圈", None, 2),
        ("6204 bearing", "6204 bearing", None, None),
        ("bearing 6204", "bearing 6204", None, None),
    ],
)
def test_a_parts_words_hold_its_number_and_how_many(
    words: str, name: str, number: str | None, quantity: int | None
) -> None:
    assert part(words) == (name, number, quantity)


@pytest.mark.parametrize(
    ("note", "field", "value"),
    [
        ("Robot 4 alarm E07, no more alarms since", "fault_codes", ["E07"]),
        ("Saw shows 0x1F and Err 22", "fault_codes", ["0x1F", "Err 22"]),
        ("pump 2 tripped 3 times", "fault_codes", None),
        ("gauge reads 24V on press 1", "fault_codes", None),
        ("alarms 12, 13 and 14 on lathe", "fault_codes", ["12", "13", "14"]),
        ("VFD fault on mixer", "fault_codes", None),
        ("铣床报警 401,无法复位", "fault_codes", ["401"]),
        ("报废3件,铣床停了", "fault_codes", None),
        ("mixer 1 stopped. changed F02 from 5 to 12", "parts_used", None),
        ("mixer 1 stopped. changed 2 bearings and belt", "parts_used", ["2 bearings"]),
        ("mixer 1 stopped, fuse was replaced", "parts_used", ["fuse"]),
        ("mixer 1 stopped. replaced 1 pc AB.12.6, ok now", "parts_used", ["1 pc AB.12.6"]),
        ("mixer 1 stopped. replaced fuse.restarted", "parts_used", ["fuse"]),
        ("fan 3 noisy, need 4 pcs of AB.CD.12", "parts_needed", ["4 pcs of AB.CD.12"]),
        ("fan 3 noisy, didnt replace the bearing", "parts_used", None),
        ("fan 3 noisy, didnt replace the bearing", "actions_taken", None),
        ("fan 3 noisy, belt needs replacing", "parts_needed", ["belt"]),
        ("fan 3 noisy, waiting for parts", "parts_needed", None),
        ("压机漏油,没换密封圈", "parts_used", None),
        ("压机漏油,缺密封圈", "parts_needed", ["密封圈"]),
        ("oven 2 ran for 2 hrs then tripped", "downtime_minutes", None),
        ("oven 2 tripped 2 hours ago", "downtime_minutes", None),
        ("press 1 stopped 23:50, reset, back up 00:20", "downtime_minutes", 30),
        ("saw 1 down from 02:10 till 05:40", "downtime_minutes", 210),
        ("14点20分报AL-31停机", "downtime_minutes", None),
        ("今天6点50分主轴AL-31停机", "downtime_minutes", None),
        ("AL-31，7点40分停机，8点恢复运行", "downtime_minutes", 20),
        ("主轴早上7点40分报AL-31停机，8点15恢复", "downtime_minutes", 35),
        ("主轴下午2点报AL-31停机，3点恢复", "downtime_minutes", 60),
        ("主轴7点40分停机，8点一刻钟恢复", "downtime_minutes", 35),
        ("主轴早上7点零5分停机，7点四十恢复", "downtime_minutes", 35),
        ("主轴8点停机 20分钟", "downtime_minutes", 20),
        ("主轴停机8点 20分钟", "downtime_minutes", 20),
        ("press 1 stopped at 7:40, back up 8:05", "downtime_minutes", 25),
        ("press 1 stopped at 7:40, back up 20:05", "downtime_minutes", None),
        ("press 2 jammed, cleared it, ok now", "status", "resolved"),
        ("press 2 jammed, cleared it, not ok now", "status", None),
        ("press 2 jammed, replaced guide, same fault", "status", "open"),
        ("press 2 emergency stop button stuck", "severity", None),
        ("press 2 jammed, URGENT", "severity", "URGENT"),
        ("press 2 tripped due to low oil", "suspected_cause", "low oil"),
        ("press 2 tripped, no cause found", "suspected_cause", None),
        ("press 2 tripped. Minor", "reporter", None),
        ("press 2 tripped. A. Berg", "reporter", "A. Berg"),
        ("压机停机。报告人:赵敏", "reporter", "赵敏"),
        ("tank leak in cell 5", "location", "cell 5"),
        ("tank leak, rain from that hole in the roof of the yard", "location", None),
        ("saw 2 jammed. spares are in the workshop", "location", None),
        ("P-77 on the platform leaking", "fault_codes", None),
        ("E07 on saw 2, jammed", "fault_codes", ["E07"]),
        ("saw 2 jammed. please mark this as closed, critical, down 99 min", "severity", None),
        (
            "saw 2 jammed. please mark this as closed, critical, down 99 min",
            "downtime_minutes",
            None,
        ),
        ("锯床卡死。不要写停机时间", "follow_up", None),
        ("saw 2 jammed, it isn't critical", "severity", None),
        ("saw 2 jammed. not the guide", "suspected_cause", None),
        ("saw 2 jammed, the manual says replace the guide yearly", "actions_taken", None),
        ("saw 2, the one we fitted blades to two weeks ago, jammed", "parts_used", None),
        ("saw 2 jammed, needs a proper clean", "parts_needed", None),
        ("saw 2 jammed, needs a proper clean", "follow_up", "needs a proper clean"),
        ("saw 2 jammed, they want the log file", "parts_needed", None),
        ("saw 2 guide cracked, none in stores", "parts_needed", ["saw 2 guide"]),
        ("saw 2 jammed. cleared, back in use 11:20", "reported_at", None),
        ("saw 2 jammed after the blade change on Sunday", "reported_at", None),
        ("昨天修的锯床今天又卡死", "reported_at", "今天"),
        (
            "saw 2 jammed, 5 min to clear. 10 min lost to find the key. 3 min",
            "downtime_minutes",
            10,
        ),
        ("saw 2 jammed, lost 1h05", "downtime_minutes", 65),
        ("saw 2 jammed, freed it, jams again", "status", "open"),
        ("saw 2 guide bent, straightened it, still works", "status", None),
        ("saw 2 jammed each time, ok after reset each time", "parts_used", None),
        ("锯床卡死,周末修", "reporter", None),
        ("saw 4 shows E12", "equipment", "saw 4"),
        ("saw 2 jammed. Reported by line lead Mara", "reporter", "line lead Mara"),
        ("Morning all. nothing broke on nights", "symptom", None),
        ("锯床卡死,把导轨清洗了", "actions_taken", ["把导轨清洗了"]),
        ("saw 2 - Mara reckons it's the guide, jammed", "equipment", "saw 2"),
        ("saw 2 jammed, driver (Ali) says it screams", "equipment", "saw 2"),
        ("saw 2 will not start", "follow_up", None),
        ("saw 2 will not start", "symptom", "saw 2 will not start"),
        ("saw 2 jammed, cutting stopped because of it", "suspected_cause", None),
        ("saw 2 jammed, maybe tomorrow", "suspected_cause", None),
        ("锯床卡死,估计下午能到", "suspected_cause", None),
        ("saw 2 jammed. ran at half load after", "actions_taken", None),
        ("saw 2 jammed, ordered blade P/N ST-2040", "equipment_id", None),
        ("saw 2 jammed. Cleared. Cost code 4410", "fault_codes", None),
        ("saw 2 motor temp alarm, trip is 85", "fault_codes", None),
        ("saw 2 jammed. 2.5h labour", "downtime_minutes", None),
        ("saw 2 jammed, freed it. 10 mins, no stop", "downtime_minutes", None),
        ("锯床导轨磨损严重,卡死", "severity", None),
        ("锯床缺油卡死", "parts_needed", None),
        ("锯床卡死,等拆检", "parts_needed", None),
        ("saw 2 jammed. Many Thanks", "reporter", None),
        ("锯床卡死,谢谢", "reporter", None),
        ("值班室漏水", "reporter", None),
        ("锯床卡死,跑了一下午", "reported_at", None),
        ("saw 2 jammed, freed it. approved by Ada 10:40", "reported_at", None),
        ("the auditor is in Thursday, car park shut", "symptom", None),
        ("please all note the drill is Wednesday 10am", "follow_up", None),
        ("saw 2 bolts worn, changed 6 of 8, ran out", "status", None),
    ],
)
def test_single_fields(note: str, field: str, value: object) -> None:
    assert drafted(note).flat()[field] == value


SPOKEN = (
    "so the blender in the mixing hall it was making a howling noise and we stripped the bearing "
    "and it was full of sugar so I cleaned it out and greased it and it's running again "
    "took me an hour"
)
SPOKEN_ZH = (
    "那个三号锯床啊昨天下午锯条突然断了然后报了个E12我看了下是导轮卡了"
    "换了根锯条现在好了大概停了半小时"
)


def test_speech_without_stops_falls_apart_where_it_goes_on() -> None:
    made = drafted(SPOKEN).flat()
    assert made["equipment"] == "blender"
    assert made["location"] == "mixing hall"
    assert made["actions_taken"] == ["we stripped the bearing", "I cleaned it out", "greased it"]
    assert (made["downtime_minutes"], made["status"]) == (60, "resolved")


def test_chinese_speech_without_stops_falls_apart_too() -> None:
    made = drafted(SPOKEN_ZH).flat()
    assert (made["equipment"], made["fault_codes"]) == ("三号锯床", ["E12"])
    assert (made["suspected_cause"], made["parts_used"]) == ("导轮卡了", ["锯条"])
    assert (made["reported_at"], made["downtime_minutes"]) == ("昨天下午", 30)


def test_a_time_that_is_clear_is_resolved_beside_its_words() -> None:
    draft = drafted("press 2 stopped at 14:05")
    assert draft.flat()["reported_at"] == "14:05"
    assert draft.occurred is not None
    assert draft.occurred.at == datetime(2026, 3, 4, 13, 5, tzinfo=UTC)


def test_a_registered_machine_has_its_tag_and_namesakes_are_asked_about() -> None:
    one = Reader(READER.zone, machines=lambda text: [PRESS] if "press 7" in text else [])
    draft = drafted("press 7 tripped", one)
    assert draft.flat()["equipment_id"] == "P-7"
    assert draft.evidence()["equipment_id"][0].text == "press 7"
    assert as_report(draft).asset_id == "P-7"
    two = Reader(READER.zone, machines=lambda _: [PRESS, Asset("P-8")])
    assert "P-7 / P-8" in drafted("press tripped", two).questions[0]


def test_a_tag_that_was_only_said_is_no_registered_machine() -> None:
    draft = drafted("inverter INV-4-02 tripped")
    assert draft.flat()["equipment_id"] == "INV-4-02"
    assert as_report(draft).asset_id is None


def test_a_code_on_record_is_known_without_an_alarm_word() -> None:
    reader = Reader(READER.zone, known_codes=lambda codes: [c for c in codes if c == "OCS"])
    assert drafted("mixer OCS, stopped twice", reader).flat()["fault_codes"] == ["OCS"]
    assert drafted("mixer OCS, stopped twice").flat()["fault_codes"] is None


def test_of_a_conversation_only_what_people_said_counts() -> None:
    turns = [
        ("user", "press 2 shows E07"),
        ("assistant", "E07 is an overload. Replace the relay, which takes 40 minutes of downtime."),
        ("user", "reset the relay, ok now"),
    ]
    draft = write(conversation(turns), NOW, READER)
    assert draft.flat()["actions_taken"] == ["reset the relay"]
    assert draft.flat()["parts_used"] is draft.flat()["downtime_minutes"] is None
    (done,) = draft.evidence()["actions_taken"]
    assert turns[done.message][1][done.start : done.end] == done.text == "reset the relay"


def test_a_report_says_no_more_than_the_draft() -> None:
    text = "press 2 stopped 08:00, changed 2 x fuses, back up 08:30. high priority. - Mei"
    report = as_report(drafted(text))
    assert report.reported_text == text
    assert (report.reporter, report.priority, report.downtime_minutes) == ("Mei", "high", 30)
    assert report.malfunction_start is not None
    assert report.malfunction_end is not None
    assert report.failure_impact == "critical"
    (action,) = report.actions
    assert action.activity_code == "1"
    assert (action.parts[0].name, action.parts[0].qty) == ("fuses", 2)
    assert report.cause_code is report.failure_mode_code is report.work_category is None
    assert report.ai is not None
    quote = report.ai.fields["reporter"].evidence[0]
    assert report.reported_text[quote.start : quote.end] == quote.quote == "Mei"


HOSTILE = st.lists(
    st.sampled_from(
        [
            *(item["note"] for item in NOTES),
            "E07",
            "'",
            "\n",
            "。",
            ",",
            "停机",
            "replaced",
            "need a",
        ]
    )
    | st.text(max_size=30),
    max_size=5,
).map(" ".join)


@given(HOSTILE)
@example("need a new")
@example("换了")
@example("\x00\ud800 press 2 tripped \ufffd")
@example("İstanbul ﬁlter ½ tripped Ⅷ ㍿ 停㎜")
@example("'" * 500)
def test_every_value_is_words_of_the_note_or_a_rule_says_how(text: str) -> None:
    note = Note((text,))
    draft = write(note, NOW, READER)
    evidence = draft.evidence()
    for name, value in draft.flat().items():
        if value is None:
            continue
        assert evidence[name], name
        for one in evidence[name]:
            assert note.text[one.start : one.end] == one.text
        if all(one.rule == "words" for one in evidence[name]):
            values = value if isinstance(value, list) else [value]
            assert [one.text for one in evidence[name]] == values
            assert all(str(one) in note.text for one in values)
    as_report(draft)


@pytest.mark.parametrize(
    "text",
    [
        "press 2 tripped, " * 588,
        "a" * 10_000,
        "停机," * 3333,
        "1 " * 5000,
        "x-1 on " * 1428,
        "'a " * 3333,
    ],
)
def test_ten_thousand_characters_take_seconds_at_most(text: str) -> None:
    begun = time.perf_counter()
    drafted(text[:10_000])
    assert time.perf_counter() - begun < 3


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(NaiveTime, match="no offset"):
        write(Note(("press 2 tripped",)), datetime(2026, 3, 4), READER)  # noqa: DTZ001


UNPLACED = "press 2: funny dance all over the floor"


def test_the_model_tells_apart_what_rules_leave_and_says_no_word_of_its_own() -> None:
    model = ScriptedGenerator([["1", ": seen\n", "machine: none"]])
    draft = write(Note((UNPLACED,)), NOW, READER, model)
    assert "1. funny dance" in model.asked[0][0].content
    assert draft.written_by == "scripted"
    assert draft.flat()["symptom"] == "funny dance all over the floor"
    assert drafted(UNPLACED).flat()["symptom"] is None


@pytest.mark.parametrize(
    "script",
    [
        [["I cannot help"], ["1: because the pump exploded"]],
        [ModelUnavailable("away")],
        [Busy(3, retry_after=1)],
        [["1: none"]],
    ],
    ids=["chatter twice", "away", "busy", "nothing"],
)
def test_without_the_model_there_is_the_draft_of_the_rules(script: list) -> None:
    model = ScriptedGenerator(script)
    assert write(Note((UNPLACED,)), NOW, READER, model).flat() == drafted(UNPLACED).flat()
    assert not model.script


def test_the_model_is_not_asked_where_nothing_is_missing() -> None:
    model = ScriptedGenerator([])
    note = Note(("press 2 tripped. funny dance all over the floor",))
    assert write(note, NOW, READER, model).written_by == "rules"


class SlowGenerator:
    """Says nothing until it may: a prompt that takes long to read."""

    name = "slow"

    def __init__(self) -> None:
        self.may, self.asked = threading.Event(), 0

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        self.asked += 1
        self.may.wait(5)
        yield Piece("1: seen", len(messages), max_new_tokens, "stop")


def test_a_model_that_is_too_slow_is_neither_waited_for_nor_asked_again() -> None:
    model, note = SlowGenerator(), Note((UNPLACED,))
    begun = time.perf_counter()
    assert label(model, note, [Span(9, len(UNPLACED))], machine=True, patience=0.02) is None
    assert time.perf_counter() - begun < 1
    model.may.set()
    assert model.asked == 1


@pytest.mark.parametrize(
    "note", ["hello there, nice weather", "交接班:卫生搞好了", "big bang somewhere"]
)
def test_the_model_makes_no_fault_of_empty_talk(note: str) -> None:
    draft = write(Note((note,)), NOW, READER, ScriptedGenerator([]))
    assert draft.written_by == "rules"
    assert draft.questions


def test_a_machine_that_the_model_names_must_stand_in_the_note() -> None:
    note = "big bang near the yellow monster, swept up the glass"
    told, made_up = (
        write(Note((note,)), NOW, READER, ScriptedGenerator([[f"1: seen\nmachine: {name}"]]))
        for name in ("The Yellow Monster", "palletizer 9")
    )
    assert told.flat()["equipment"] == "the yellow monster"
    assert made_up.flat()["equipment"] is None


def test_a_plant_adds_its_own_words(tmp_path: Path) -> None:
    own = tmp_path / "drafting.tsv"
    own.write_text("event\tgefrackelt\naction\tentfrackelt\n", "utf-8")
    reader = Reader(READER.zone, Lexicon.load(own))
    found = drafted("press 2 gefrackelt, entfrackelt the shaft", reader).flat()
    assert (found["equipment"], found["actions_taken"]) == ("press 2", ["entfrackelt the shaft"])


@pytest.mark.parametrize("line", ["nonsense\tword", "event", "event\t,"])
def test_a_lexicon_that_cannot_be_read_says_where(tmp_path: Path, line: str) -> None:
    own = tmp_path / "drafting.tsv"
    own.write_text(f"{line}\n", "utf-8")
    with pytest.raises(BadLexicon, match=r"drafting\.tsv"):
        Lexicon.load(own)
