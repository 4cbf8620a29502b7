"""When the model words a question anew, and what becomes of it."""

import pytest

from assistant.answering.answer import answer
from assistant.answering.glossary import Glossary
from assistant.answering.limits import Limits
from assistant.answering.queue import Queue
from assistant.answering.reply import Doing, Finished, Found
from assistant.answering.restate import restated
from assistant.answering.retrieve import retrieve
from assistant.answering.second_look import task_for
from assistant.answering.understand import understand
from assistant.answering.workbench import Workbench
from assistant.errors import ModelUnavailable
from assistant.models.generator import Message
from ingest.document import Chunk, Document, Page
from tests.fakes import HashingEmbedder, ScriptedGenerator
from vectorstore.library import Library

LIMITS = Limits(
    passages=3, prompt_characters=2000, new_tokens=64, question_characters=200, gate=0.3
)
PASSAGE = "Winch rope: grease the sheave with molybdenum paste every 250 h."


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path, HashingEmbedder()) as opened:
        made = Chunk(
            "c1", "d" * 64, "w.pdf", "Winch", 1, (), "passage", PASSAGE, 0, len(PASSAGE), "en"
        )
        document = Document("d" * 64, "w.pdf", "Winch", "application/pdf", (Page(1, PASSAGE),))
        opened.add(document, [made], "/w.pdf")
        yield opened


def events(library, script, *said):
    generator = ScriptedGenerator(script)
    messages = [Message("assistant" if i % 2 else "user", text) for i, text in enumerate(said)]
    bench = Workbench(library, Glossary.load(), generator, Queue(1))
    return list(answer(bench, LIMITS, messages)), generator


def test_a_weak_follow_up_is_restated_and_then_found(library):
    script = [["grease the winch rope sheave every how many hours"], ["Every 250 h."]]
    told, generator = events(library, script, "it squeals", "Where?", "at the top, and then?")
    assert [type(one) for one in told[:3]] == [Found, Doing, Found]
    assert told[1] == Doing("restating")
    assert told[2].evidence[0].chunk.text == PASSAGE
    assert isinstance(told[-1], Finished)
    assert not told[-1].answer.refused
    assert "it squeals" in generator.asked[0][0].content


def test_what_the_glossary_cannot_say_the_model_translates(library):
    script = [["grease the winch rope sheave with molybdenum paste"], ["Every 250 h."]]
    told, _ = events(library, script, "嘎吱嘎吱哪儿抹黑乎乎那玩意儿")
    assert told[1] == Doing("translating")
    assert told[2].evidence[0].chunk.text == PASSAGE


def test_without_an_engine_what_was_found_is_all_there_is(library):
    told, generator = events(library, [ModelUnavailable("gone")], "嘎吱嘎吱哪儿抹黑乎乎那玩意儿")
    assert told[-1].answer.refused
    assert len(generator.asked) == 1


def test_better_words_are_not_waited_for_where_enough_was_found(library):
    bench = Workbench(library, Glossary.load(), ScriptedGenerator([]), Queue(1))
    query = understand("嘎吱嘎吱哪儿抹黑乎乎那玩意儿", (), bench.glossary)
    findings = retrieve(library, query)
    for gate, waited_for in ((0.0, None), (1.0, "translating")):
        assert task_for(bench, query, findings, (), gate) == "translating"
        with bench.queue.turn():
            assert task_for(bench, query, findings, (), gate) == waited_for


def test_strong_evidence_asks_no_model_but_for_the_answer(library):
    told, generator = events(library, [["Every 250 h."]], "grease the winch rope sheave paste")
    assert not any(isinstance(one, Doing) for one in told)
    assert len(generator.asked) == 1


def test_no_translation_into_a_language_that_nothing_is_written_in(library):
    told, generator = events(library, [], "xylophone quokka zebra dancing")
    assert told[-1].answer.refused
    assert generator.asked == []


def test_a_code_that_nobody_named_is_not_believed():
    said = [Message("user", "winch E07 stops"), Message("assistant", "Check the rope.")]
    kept = restated(ScriptedGenerator([["what does E07 on the winch mean"]]), "why?", said)
    assert kept == "what does E07 on the winch mean"
    assert restated(ScriptedGenerator([["what does E99 mean"]]), "why?", said) == "why?"
