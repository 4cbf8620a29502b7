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


def found(question, *chunks, most=2, room=80):
    wordings = [Wording(question, question)]
    focus = focus_of(wordings, dict.fromkeys(words_of(wordings), 2.0))
    evidence = [Evidence(one, 1 / place) for place, one in enumerate(chunks, 1)]
    return [one.text for one in excerpts(focus, evidence, most, room, value_asked(question))]


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
