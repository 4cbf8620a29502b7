"""When the model is asked whether the excerpts state the answer, and what that changes."""

from dataclasses import dataclass, field
from math import inf

import pytest

from assistant.answering.answer import answer
from assistant.answering.doubt import UNSURE, USUAL, doubt, prober_for
from assistant.answering.focus import focus_of, words_of
from assistant.answering.glossary import Glossary
from assistant.answering.judge import Refusal, Verdict
from assistant.answering.limits import Limits
from assistant.answering.queue import Queue
from assistant.answering.reply import Doing, Finished
from assistant.answering.retrieve import retrieve
from assistant.answering.understand import understand
from assistant.answering.workbench import Workbench
from assistant.errors import ModelUnavailable
from assistant.models.generator import Message
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.shelf import make_document
from vectorstore.library import Library

LIMITS = Limits(
    passages=3, prompt_characters=2000, new_tokens=64, question_characters=200, gate=0.35
)
PASSAGE = "Winch rope: grease the sheave with molybdenum paste every 250 h."
OPEN = "grease for the squealing rope?"
"""The signs leave it open."""
SURE = (-0.01, -5.0)
UNSURE_OF_IT = (-5.0, -0.01)


@dataclass
class Probed(ScriptedGenerator):
    """Tells the same of every option: how likely yes is, and how likely no."""

    name: str = next(iter(USUAL))
    told: tuple[float, float] | Exception = SURE
    probed: list[str] = field(default_factory=list)

    def likelihood(self, messages, options):
        if isinstance(self.told, Exception):
            raise self.told
        self.probed.append(messages[-1].content)
        return [
            self.told[0] if option.lower() in ("yes", "是", "有") else self.told[1]
            for option in options
        ]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("data"), HashingEmbedder()) as opened:
        document, chunks = make_document("HX210 hoist", [PASSAGE])
        opened.add(document, chunks, "/hoist.pdf")
        yield opened


ASKED = "What grease does the rope get?"


def bench_with(library, generator):
    return Workbench(library, Glossary.load(), generator, Queue(1))


def told(library, question, saying):
    generator = Probed([["Every 250 h."]], told=saying)
    events = list(answer(bench_with(library, generator), LIMITS, [Message("user", question)]))
    assert isinstance(events[-1], Finished)
    checks = [event for event in events if event == Doing("checking")]
    return events[-1].answer.refused, len(checks), generator


@pytest.mark.parametrize(("odds", "asked"), [(0.0, True), (UNSURE[0] - 1, False), (inf, False)])
def test_only_what_the_signs_leave_open_is_asked(library, odds, asked):
    bench = bench_with(library, Probed([]))
    assert (prober_for(bench, Verdict(None, odds), ASKED) is not None) == asked


def test_a_model_that_was_never_measured_is_not_asked(library):
    bench = bench_with(library, Probed([], name="another"))
    assert prober_for(bench, Verdict(None, 0.0), ASKED) is None


@pytest.mark.parametrize("question", ["Is any grease fine for the rope?", "钢丝绳可以涂黄油吗"])
def test_a_model_would_say_no_to_the_question_itself(library, question):
    assert prober_for(bench_with(library, Probed([])), Verdict(None, 0.0), question) is None


def test_a_model_that_writes_for_others_is_not_waited_for(library):
    bench = bench_with(library, Probed([]))
    with bench.queue.turn():
        assert prober_for(bench, Verdict(None, 0.0), ASKED) is None
    assert prober_for(bench, Verdict(None, 0.0), ASKED)


def test_a_rule_is_not_questioned_nor_an_engine_that_cannot_tell(library):
    rule, mute = Verdict(Refusal(names=("ZX",))), ScriptedGenerator([])
    assert prober_for(bench_with(library, Probed([])), rule, ASKED) is None
    assert prober_for(bench_with(library, mute), Verdict(None, 0.0), ASKED) is None


@pytest.mark.parametrize("question", ["grease for the rope?", "钢丝绳用什么润滑脂"])
def test_a_surer_yes_speaks_for_an_answer(library, question):
    query = understand(question, (), Glossary.load())
    findings = retrieve(library, query)
    focus = focus_of(query.wordings, library.rarities(words_of(query.wordings)))
    yes, no = Probed([], told=SURE), Probed([], told=UNSURE_OF_IT)
    assert doubt(yes, query, focus, findings.evidence) > 0
    assert doubt(no, query, focus, findings.evidence) < 0
    assert PASSAGE in yes.probed[0]
    assert question in yes.probed[0]


def test_it_decides_what_is_open(library):
    refused, checks, generator = told(library, OPEN, SURE)
    assert (refused, checks) == (False, 1)
    assert generator.asked  # and then it wrote
    refused, checks, generator = told(library, OPEN, UNSURE_OF_IT)
    assert (refused, checks) == (True, 1)
    assert not generator.asked


@pytest.mark.parametrize("question", [OPEN, "which paste, winch?"])
def test_where_no_engine_can_tell_the_signs_stand(library, question):
    refused, checks, _ = told(library, question, ModelUnavailable("gone"))
    bench = bench_with(library, ScriptedGenerator([["Every 250 h."]]))
    *_, last = answer(bench, LIMITS, [Message("user", question)])
    assert isinstance(last, Finished)
    assert (refused, checks) == (last.answer.refused, 1)


def test_what_is_decided_waits_for_nobody(library):
    _, checks, _ = told(library, "grease the HX-999 rope", SURE)
    assert checks == 0


def test_a_verdict_is_weighed_anew():
    assert Verdict(None, 1.0).settled(-3.0, 0.35).refusal == Refusal()
    assert Verdict(Refusal(), -1.0).settled(2.0, 0.35).refusal is None
    by_rule = Verdict(Refusal(names=("ZX",)))
    assert by_rule.settled(9.0, 0.35) is by_rule
