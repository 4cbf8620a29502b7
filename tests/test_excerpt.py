"""The words that answer best, chosen without a model."""

from dataclasses import replace

from assistant.answering.excerpt import excerpts
from assistant.answering.focus import focus_of, words_of
from assistant.answering.reply import Evidence
from assistant.answering.value_kinds import value_asked
from tests.test_neighbours import chunk
from vectorstore.found import Wording

LONG = (
    "The gearbox is filled at the works. Check the oil level every week. "
    "Use no other oil than the one on the plate. Tighten the drain plug to 45 N·m. "
    "Dispose of used oil as the law of the country asks."
)


def found(question, *chunks, most=2, room=80, **how):
    wordings = [Wording(question, question)]
    focus = focus_of(wordings, dict.fromkeys(words_of(wordings), 2.0))
    evidence = [Evidence(one, 1 / place) for place, one in enumerate(chunks, 1)]
    return [one.text for one in excerpts(focus, evidence, most, room, value_asked(question), **how)]


def test_the_statements_that_say_most_of_what_was_asked():
    assert found("how often to check the oil level", chunk(1, LONG)) == [
        "Check the oil level every week. Use no other oil than the one on the plate."
    ]


def test_a_value_that_is_asked_for_is_in_what_is_quoted():
    other = chunk(2, "The drain plug is of steel. The drain plug of the gearbox is short.")
    assert found("what torque for the drain plug of the gearbox", other, chunk(1, LONG)) == [
        "Tighten the drain plug to 45 N·m."
    ]


def test_records_and_warnings_are_never_cut():
    record = replace(chunk(1, "E07 Belt torn\n" + "Remedy: a new belt. " * 9), kind="fault_record")
    warning = replace(chunk(2, "WARNING\n" + "Hot surface. " * 9), kind="safety")
    assert found("E07 hot", warning, record) == [warning.text, record.text]


def test_what_a_better_chunk_says_already_is_passed_over():
    record = chunk(5, "E07 brake", section="Faults", page=3, kind="fault_record", span=(0, 9))
    passage = chunk(6, "E07 brake E08 belt", section="Faults", page=3, span=(0, 18))
    assert found("E07", record, passage) == [record.text]


def test_nothing_found_nothing_quoted():
    assert found("E07") == []


def test_below_the_first_it_counts_what_is_quoted_and_not_what_was_found():
    first, named, tells = (
        chunk(1, "Belt of the conveyor, tension"),
        chunk(2, "The conveyor has a belt."),
        chunk(3, "Check the tension of the conveyor belt."),
    )
    question = "belt tension of the conveyor"
    assert found(question, first, named, tells) == [first.text, named.text]
    assert found(question, first, named, tells, in_order=1) == [first.text, tells.text]


def test_what_forbids_is_the_answer_where_leave_is_asked():
    mentions = chunk(2, "The chain of the hoist is galvanised.")
    forbids = chunk(3, "Do not grease the chain.")
    first, question = chunk(1, "Chain, hoist and grease"), "can i grease the hoist chain"
    asked = [found(question, first, mentions, forbids, in_order=1, leave=one) for one in (0, 1)]
    assert asked == [[first.text, mentions.text], [first.text, forbids.text]]


def test_the_statement_that_forbids_is_what_is_quoted_of_a_chunk():
    both = chunk(1, "Grease the chain with a brush. Never grease the chain of ropes.")
    asked = [found("may i grease the hoist chain", both, room=35, leave=one) for one in (0, 1)]
    assert asked == [["Grease the chain with a brush."], ["Never grease the chain of ropes."]]
