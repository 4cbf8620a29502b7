"""From a question to a cited answer, with a scripted model and a real library."""

from pathlib import Path

import pytest

from assistant.answering.answer import Limits, answer
from assistant.answering.glossary import Glossary
from assistant.answering.queue import Queue
from assistant.answering.reply import Answer, Event, Finished, Found, Words
from assistant.answering.workbench import Workbench
from assistant.errors import BadQuestion, Busy, ModelUnavailable
from assistant.models.generator import Message
from ingest.document import Chunk, Document, Page
from prompts.phrases import REFUSAL
from tests.fakes import HashingEmbedder, ScriptedGenerator
from vectorstore.library import Library

GLOSSARY = Glossary.load()
LIMITS = Limits(
    passages=3, prompt_characters=2000, new_tokens=64, question_characters=200, gate=0.3
)
PASSAGE = "AL-31 motor overload. Let the motor cool for 10 min, then check the load."


@pytest.fixture
def library(tmp_path: Path):
    with Library.open(tmp_path, HashingEmbedder()) as opened:
        texts = [PASSAGE, "Fill the gearbox with 2.5 L of oil.", "Tighten the belt to 45 N."]
        chunks = [
            Chunk(
                f"c{number}",
                "d" * 64,
                "drive.pdf",
                "Drive",
                number,
                ("5 Alarms",),
                "passage",
                text,
                0,
                len(text),
                "en",
            )
            for number, text in enumerate(texts, start=1)
        ]
        pages = tuple(Page(chunk.page, chunk.text) for chunk in chunks)
        opened.add(Document("d" * 64, "drive.pdf", "Drive", "application/pdf", pages), chunks, "d")
        yield opened


def bench(library: Library, generator: ScriptedGenerator, queue: Queue | None = None) -> Workbench:
    return Workbench(library, GLOSSARY, generator, queue or Queue(1))


def ask(library: Library, generator: ScriptedGenerator, question: str, queue: Queue | None = None):
    messages = [Message("user", question)]
    return list(answer(bench(library, generator, queue), LIMITS, messages))


def finished(events: list[Event]) -> Answer:
    assert isinstance(events[-1], Finished)
    return events[-1].answer


def test_evidence_comes_first_and_the_words_add_up(library: Library) -> None:
    generator = ScriptedGenerator([["Let the motor ", "cool for 10 min [", "1]. Then [7] stop."]])
    events = ask(library, generator, "what does motor overload AL-31 mean")
    assert isinstance(events[0], Found)
    assert events[0].evidence[0].chunk.text == PASSAGE
    told = finished(events)
    assert told.text == "Let the motor cool for 10 min [1]. Then stop."
    assert "".join(event.text for event in events if isinstance(event, Words)) == told.text
    (cited,) = told.citations
    assert (cited.chunk.page, cited.marker) == (1, 1)
    assert not told.refused
    assert told.timings.new_tokens > 0


def test_one_model_call_a_turn_with_the_passages_numbered(library: Library) -> None:
    generator = ScriptedGenerator([["ok [1]"]])
    ask(library, generator, "motor overload AL-31")
    (messages,) = generator.asked
    assert [message.role for message in messages] == ["system", "user"]
    assert f"[1] Drive | 5 Alarms | p. 1\n{PASSAGE}" in messages[1].content


@pytest.mark.parametrize(
    ("question", "language", "script"),
    [
        ("zebra stripes xylophone", "en", []),
        ("长颈鹿吃什么草", "zh", [["what grass do giraffes eat"]]),  # the glossary knows no giraffe
    ],
)
def test_without_evidence_the_model_gives_no_answer(
    library: Library, question: str, language: str, script: list[list[str | Exception] | Exception]
) -> None:
    generator = ScriptedGenerator(list(script))
    told = finished(ask(library, generator, question))
    assert told.refused
    assert told.citations == ()
    assert told.text.startswith(REFUSAL[language])
    assert len(generator.asked) == len(script)


def test_an_empty_library_refuses_and_says_how_to_fill_it(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashingEmbedder()) as library:
        told = finished(ask(library, ScriptedGenerator([]), "AL-31?"))
    assert told.refused
    assert "shiftmate ingest" in told.text


@pytest.mark.parametrize("question", ["", "  \n", "x" * 201])
def test_an_empty_or_endless_question_is_told_so(library: Library, question: str) -> None:
    with pytest.raises(BadQuestion, match=r"empty|201 characters"):
        ask(library, ScriptedGenerator([]), question)


def test_a_full_queue_is_said_after_the_evidence_was_shown(library: Library) -> None:
    queue = Queue(waiting=0)
    with queue.turn():
        parts = bench(library, ScriptedGenerator([]), queue)
        events = answer(parts, LIMITS, [Message("user", "motor overload AL-31")])
        assert isinstance(next(events), Found)
        with pytest.raises(Busy, match="already waiting") as full:
            next(events)
    assert full.value.retry_after > 0


def test_leaving_stops_the_model_and_frees_the_queue(library: Library) -> None:
    queue, generator = Queue(waiting=0), ScriptedGenerator([["One. ", "Two three ", "four."]])
    messages = [Message("user", "motor overload AL-31")]
    events = answer(bench(library, generator, queue), LIMITS, messages)
    next(event for event in events if isinstance(event, Words))
    events.close()
    assert generator.left
    with queue.turn():
        pass


def test_a_missing_engine_is_said_after_the_evidence_was_shown(library: Library) -> None:
    generator = ScriptedGenerator([ModelUnavailable("weights are missing")])
    messages = [Message("user", "motor overload AL-31")]
    events = answer(bench(library, generator), LIMITS, messages)
    assert isinstance(next(events), Found)
    with pytest.raises(ModelUnavailable, match="weights"):
        list(events)
    assert ScriptedGenerator([["again [1]"]]).name
