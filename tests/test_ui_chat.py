"""A question goes in, a conversation grows; the reader may leave, the assistant may fail."""

import asyncio
import copy
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from assistant.answering.reply import Event, Evidence, Finished, Found, Words
from assistant.errors import BadQuestion, Busy, ModelUnavailable
from assistant.models.generator import Message
from ingest.document import Box, Figure
from tests.fake_assistant import FakeAssistant, FakeManual, make_answer, make_chunk, script_for
from ui.chat import asked, evidence_page, growing, page_at
from ui.conversation import REMEMBERED_TURNS, Turn, Turns, broken, forgotten, messages, stopped
from ui.listen import batches
from ui.underway import Ending, Told, Underway
from vectorstore.assets import Asset
from vectorstore.library import EVERYTHING
from vectorstore.records import Filters

CHUNK = make_chunk()


@pytest.fixture
def room() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def grow(assistant: FakeAssistant, room: ThreadPoolExecutor, turns: Turns = ()) -> list[Turns]:
    async def collect() -> list[Turns]:
        turn = Turn("What is E-07?")
        return [step async for step in growing(assistant, room, turns, turn, Told())]

    return asyncio.run(collect())


def test_the_question_shows_at_once_then_the_evidence_then_the_answer(
    room: ThreadPoolExecutor,
) -> None:
    assistant = FakeAssistant(script_for("Motor overload [1].", [CHUNK], 30), pause=0.02)
    steps = [turns[-1] for turns in grow(assistant, room)]
    assert steps[0] == Turn("What is E-07?")
    assert steps[1].evidence == (Evidence(CHUNK, 1.0),)
    assert steps[1].words == ""
    assert steps[-1].state == "finished"
    assert steps[-1].answer is not None
    assert steps[-1].answer.text == "Motor overload [1]."


def test_words_are_drawn_at_most_eight_times_a_second(room: ThreadPoolExecutor) -> None:
    script = [Found((), 1.0), *[Words("a")] * 60, Finished(make_answer("a" * 60))]
    began = time.monotonic()
    steps = grow(FakeAssistant(script, pause=0.003), room)
    assert 3 <= len(steps) <= 3 + 8.5 * (time.monotonic() - began)


@pytest.mark.parametrize("error", [BadQuestion("x"), Busy(8, 30), ModelUnavailable("x")])
def test_trouble_ends_the_turn_and_leaves_the_evidence(
    room: ThreadPoolExecutor, error: Exception
) -> None:
    found = Found((Evidence(CHUNK, 1.0),), 1.0)
    last = grow(FakeAssistant([found, Words("Moto"), error]), room)[-1][-1]
    assert last.state == "failed"
    assert last.evidence == found.evidence
    assert last.words == "Moto"


def test_a_fault_of_ours_is_not_swallowed(room: ThreadPoolExecutor) -> None:
    with pytest.raises(ZeroDivisionError):
        grow(FakeAssistant([ZeroDivisionError()]), room)


def test_leaving_closes_the_answer_and_stops_the_model(room: ThreadPoolExecutor) -> None:
    assistant = FakeAssistant([Found((), 1.0), *[Words("a")] * 1000], pause=0.01)

    async def leave() -> None:
        steps = growing(assistant, room, (), Turn("q"), Told())
        async for turns in steps:
            if turns[-1].words:
                break
        await steps.aclose()

    asyncio.run(leave())
    assert assistant.closed.wait(1.0)


def test_a_cancelled_reader_stops_the_model_too(room: ThreadPoolExecutor) -> None:
    assistant = FakeAssistant([Found((), 1.0), *[Words("a")] * 1000], pause=0.01)

    async def read() -> None:
        async for _ in growing(assistant, room, (), Turn("q"), Told()):
            pass

    async def cancel() -> None:
        task = asyncio.create_task(read())
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert assistant.closed.wait(1.0)


@dataclass
class MuteAssistant(FakeAssistant):
    """Finds something, then says nothing until it is let go: a model that reads a long prompt."""

    let_go: threading.Event = field(default_factory=threading.Event)

    def answer(
        self, messages: Sequence[Message], *, filters: Filters = EVERYTHING
    ) -> Iterator[Event]:
        yield Found((Evidence(CHUNK, 1.0),), 1.0)
        self.let_go.wait(5.0)
        yield Words("too late")


def end_while_growing(room: ThreadPoolExecutor, *endings: Ending) -> list[Turns]:
    """What is drawn when a turn is told of endings, each after a piece more."""
    assistant, told, left = MuteAssistant(), Told(), list(endings)

    async def read() -> list[Turns]:
        drawn = []
        async for turns in growing(assistant, room, (answered(1),), Turn("q"), told):
            drawn.append(turns)
            if left and turns and turns[-1].evidence is not None:
                told.end(left.pop(0))
        return drawn

    try:
        return asyncio.run(asyncio.wait_for(read(), 2.0))
    finally:
        assistant.let_go.set()


def test_a_stopped_turn_ends_itself_at_once_and_its_end_is_the_last_piece(
    room: ThreadPoolExecutor,
) -> None:
    *_, before, last = end_while_growing(room, stopped)
    assert before[-1].state == "running"
    assert last[-1].state == "stopped"
    assert last[-1].evidence
    assert len(last) == 2


def test_a_new_conversation_is_the_last_piece_even_of_a_turn_already_stopped(
    room: ThreadPoolExecutor,
) -> None:
    assert end_while_growing(room, forgotten)[-1] == ()
    assert [turns and turns[-1].state for turns in end_while_growing(room, stopped, forgotten)] == [
        "running", "running", "stopped", (),
    ]  # fmt: skip


def test_one_turn_at_a_time_is_under_way() -> None:
    underway = Underway()
    assert not underway.end(stopped)
    with underway.turn() as told, underway.turn() as second:
        assert told is not None
        assert second is None
        assert underway.end(forgotten)
        assert list(told.endings()) == [forgotten]
    with underway.turn() as third:
        assert third is not None
    copied = copy.deepcopy(underway)  # as Gradio does for each conversation
    assert not copied.end(stopped)


def test_a_question_waits_for_a_turn_that_has_all_shown_and_for_no_other() -> None:
    async def ask() -> list[str]:
        underway, done = Underway(), list[str]()

        async def next_one() -> None:
            await underway.free()
            with underway.turn() as told:
                done.append("dropped" if told is None else "asked")

        with underway.turn() as told:
            assert told is not None
            await next_one()
            told.is_shown = True
            waiting = asyncio.create_task(next_one())
            await asyncio.sleep(0)
            done.append("ended")
        await waiting
        return done

    assert asyncio.run(ask()) == ["dropped", "ended", "asked"]


def test_twenty_answers_stream_side_by_side() -> None:
    async def read(assistant: FakeAssistant, room: ThreadPoolExecutor) -> None:
        async for _ in growing(assistant, room, (), Turn("q"), Told()):
            pass

    async def crowd() -> float:
        began = time.monotonic()
        script: list[Event | Exception] = [Found((), 1.0), *[Words("a")] * 6]
        with ThreadPoolExecutor(20) as room:
            await asyncio.gather(
                *(read(FakeAssistant(script, pause=0.02), room) for _ in range(20))
            )
        return time.monotonic() - began

    assert asyncio.run(crowd()) < 1.5  # one after another they would take 2.8 s


def test_batches_hold_every_event_in_order(room: ThreadPoolExecutor) -> None:
    words: list[Event] = [Words(str(number)) for number in range(500)]

    async def collect() -> list[Event]:
        heard = batches(lambda: iter(words), room, asyncio.Event(), 0.0)
        return [event async for batch in heard for event in batch]

    assert asyncio.run(collect()) == words


def answered(number: int) -> Turn:
    return Turn(f"q{number}", (), answer=make_answer(f"a{number}"), state="finished")


def test_follow_up_questions_carry_the_last_turns_only() -> None:
    turns = [answered(number) for number in range(20)]
    sent = messages(turns, "and then?")
    assert len(sent) == 2 * REMEMBERED_TURNS + 1
    assert sent[0] == Message("user", "q14")
    assert sent[-2:] == [Message("assistant", "a19"), Message("user", "and then?")]


def test_the_assistant_hears_the_conversation(room: ThreadPoolExecutor) -> None:
    assistant = FakeAssistant(script_for("x", [CHUNK]))
    grow(assistant, room, (answered(1),))
    assert [message.content for message in assistant.asked[0]] == ["q1", "a1", "What is E-07?"]


def test_turns_without_a_reply_are_not_sent_but_half_a_reply_is() -> None:
    half = Turn("half?", (), words="It is", state="stopped")
    assert [said.content for said in messages([Turn("silent?"), half], "next")] == [
        "half?", "It is", "next",
    ]  # fmt: skip


def test_stopping_ends_a_running_turn_and_no_other() -> None:
    done = (answered(1),)
    assert stopped(done) == done
    assert stopped(()) == ()
    assert stopped((*done, Turn("q", words="so far")))[-1].state == "stopped"
    assert broken((Turn("q"),))[-1].state == "failed"


def test_a_tapped_mark_opens_its_page_and_turning_stays_in_the_document() -> None:
    assistant = FakeAssistant(chunks=[CHUNK])
    assert "Page 2 of 3" in (page_at(assistant, "#cite-c1") or "")
    assert "Page 3 of 3" in (page_at(assistant, "#page-3-c1") or "")
    assert "Page 3 of 3" in (page_at(assistant, "#page-999-c1") or "")


def test_a_passage_that_left_the_library_is_said_to_be_gone() -> None:
    assert "no longer" in (page_at(FakeAssistant(), "#cite-c1") or "")


@pytest.mark.parametrize("link", [None, 7, "", "#", "#cite-", "http://evil.invalid", "#page-0-c1"])
def test_a_link_from_elsewhere_opens_nothing(link: object) -> None:
    assert page_at(FakeAssistant(chunks=[CHUNK]), link) is None


def test_the_best_page_opens_by_itself_when_there_is_one() -> None:
    assistant = FakeAssistant(manuals=[FakeManual(page_count=9)])
    assert "Page 2 of 9" in (evidence_page(assistant, Turn("q", (Evidence(CHUNK, 1.0),))) or "")
    assert evidence_page(assistant, Turn("q", ())) is None
    assert evidence_page(assistant, Turn("q")) is None


def test_a_choice_narrows_the_answer_and_is_told_beside_the_question(
    room: ThreadPoolExecutor,
) -> None:
    manuals = [FakeManual(), FakeManual("e" * 64, "cv.pdf", "Conveyor", revision="Rev. B")]
    assistant = FakeAssistant(manuals=manuals, assets=[Asset("CV-1", "Belt", manuals=("cv.pdf",))])
    assert asked(assistant, "q", "").within is None
    by_machine, by_manual = (
        asked(assistant, "q", choice) for choice in ("machine-CV-1", "manual-" + "e" * 64)
    )
    assert by_machine.within
    assert by_manual.within
    assert by_machine.within.name == ("CV-1 · Belt", "CV-1 · Belt")
    assert by_manual.within.name.en == "Conveyor · Rev. B"
    assert by_machine.within.filters == by_manual.within.filters

    async def read() -> None:
        async for _ in growing(assistant, room, (), by_machine, Told()):
            pass

    asyncio.run(read())
    assert assistant.narrowed == [Filters(frozenset({"e" * 64}))]


@pytest.mark.parametrize(
    ("choice", "phrase"),
    [
        ("machine-CV-9", "unknown_filter"),
        ("manual-" + "f" * 64, "unknown_filter"),
        ("x" * 9000, "unknown_filter"),
        ("machine-CV-1", "no_manual_of_machine"),
    ],
)
def test_where_there_is_nothing_to_search_the_turn_ends_at_once(
    room: ThreadPoolExecutor, choice: str, phrase: str
) -> None:
    assistant = FakeAssistant(assets=[Asset("CV-1", manuals=("elsewhere.pdf",))])
    turn = asked(assistant, "q", choice)

    async def read() -> list[Turns]:
        return [turns async for turns in growing(assistant, room, (), turn, Told())]

    assert asyncio.run(read()) == [(turn,)]
    assert turn.trouble is not None
    assert turn.trouble.phrase == phrase
    assert assistant.asked == []


def test_a_page_offers_its_figures_and_a_tap_opens_one() -> None:
    drawn = [
        Figure(1, "Fig. 1", "Fig. 1 Overview", Box(0, 0, 9, 9)),
        Figure(2, "Fig. 2", "Fig. 2: Terminals", Box(0, 0, 9, 9)),
    ]
    assistant = FakeAssistant(chunks=[CHUNK], drawn=drawn)
    page = page_at(assistant, "#cite-c1") or ""
    assert "#figure-2-c1" in page
    assert "#figure-1-c1" not in page
    figure = page_at(assistant, "#figure-2-c1") or ""
    assert "figures&#47;2&#46;png" in figure
    assert "#page-2-c1" in figure
    assert page_at(assistant, "#figure-3-c1") == page
