"""From a question to a cited answer, with a scripted model and a real library."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.answer import answer
from assistant.answering.glossary import Glossary
from assistant.answering.limits import Limits
from assistant.answering.queue import Queue
from assistant.answering.reply import Answer, Event, Finished, Found, Words
from assistant.answering.workbench import Workbench
from assistant.errors import BadQuestion, Busy, ModelUnavailable
from assistant.models.failover import Failover
from assistant.models.generator import Generator, Message
from assistant.models.remote import RemoteGenerator
from ingest.document import Chunk, Document, Page
from prompts.phrases import BROKEN_OFF, EXCERPTS_ONLY, REFUSAL
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.strange_server import said, serving, words
from vectorstore.library import Library

GLOSSARY = Glossary.load()
LIMITS = Limits(
    passages=3, prompt_characters=2000, new_tokens=64, question_characters=200, gate=0.3
)
PASSAGE = "AL-31 motor overload. Let the motor cool for 10 min, then check the load."
QUOTED = f"> {PASSAGE} [1]"


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


def bench(library: Library, generator: Generator, queue: Queue | None = None) -> Workbench:
    return Workbench(library, GLOSSARY, generator, queue or Queue(1))


def ask(library: Library, generator: Generator, question: str, queue: Queue | None = None):
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
    assert told.text == f"{QUOTED}\n\nLet the motor cool for 10 min [1]. Then stop."
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
    queue, generator = (
        Queue(waiting=0),
        ScriptedGenerator([["Let it cool. ", "Then check the load. ", "Then start."]]),
    )
    messages = [Message("user", "motor overload AL-31")]
    events = answer(bench(library, generator, queue), LIMITS, messages)
    words = (event for event in events if isinstance(event, Words))
    assert next(words).text.startswith(QUOTED)
    next(words)
    events.close()
    assert generator.left
    with queue.turn():
        pass


def test_without_an_engine_the_manuals_words_are_the_answer(library: Library) -> None:
    generator = ScriptedGenerator([ModelUnavailable("weights are missing")])
    told = finished(ask(library, generator, "motor overload AL-31"))
    assert told.text == f"{QUOTED}\n\n{EXCERPTS_ONLY['en']}"
    assert [citation.quote for citation in told.citations] == [PASSAGE]
    assert not told.refused


def test_an_engine_that_goes_away_leaves_what_it_wrote(library: Library) -> None:
    gone = ModelUnavailable("the server went away")
    generator = ScriptedGenerator([["Let it cool. ", "Check the load. ", "Then ", gone]])
    told = finished(ask(library, generator, "motor overload AL-31"))
    assert told.text.startswith(QUOTED)
    assert "Let it cool." in told.text
    assert told.text.endswith(f"\n\n{BROKEN_OFF['en']}")


def test_the_words_of_any_server_are_guarded(library: Library) -> None:
    spoken = words("Let the motor cool ", "for 10 min [1]. ", "Then tighten ", "to 740 N·m [1].")
    with serving(said(spoken)) as server:
        generator = RemoteGenerator(server.url, "big-model")
        told = finished(ask(library, generator, "motor overload AL-31"))
    assert "cool for 10 min [1]" in told.text
    assert "740" not in told.text


def test_the_reply_names_the_model_that_wrote_in_anothers_place(library: Library) -> None:
    with serving(said(b"", "401 Unauthorized")) as server:
        remote = RemoteGenerator(server.url, "big-model")
        local = ScriptedGenerator([["Let it cool."]], name="small-model")
        told = finished(ask(library, Failover(remote, local), "motor overload AL-31"))
    assert "Let it cool." in told.text
    assert told.timings.stand_in == "small-model"


def test_extracts_alone_ask_no_model(library: Library) -> None:
    generator = ScriptedGenerator([])
    limits = replace(LIMITS, writes=False)
    question = Message("user", "motor overload AL-31")
    told = finished(list(answer(bench(library, generator), limits, [question])))
    assert told.text == QUOTED
    assert told.timings.first_token_ms is None
    assert generator.asked == []


def test_an_unknown_code_is_refused_with_the_reason(library: Library) -> None:
    told = finished(ask(library, ScriptedGenerator([]), "drive shows alarm AL-99"))
    assert told.refused
    assert "AL-99" in told.text
