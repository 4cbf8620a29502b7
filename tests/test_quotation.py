"""What an answer quotes, and how much of each."""

from dataclasses import replace

from assistant.answering.excerpt import Excerpt
from assistant.answering.focus import focus_of, words_of
from assistant.answering.lead import quoted_first
from assistant.answering.quotation import quotations
from assistant.answering.reply import Evidence
from assistant.answering.retrieve import Findings
from ingest.letters import weight
from tests.test_neighbours import chunk
from vectorstore.found import Wording

OIL = "Check the oil level of the gearbox. " + "The oil is filled at the works. " * 9


def quoted(question, *chunks, rooms=(120, 60), exact=False):
    wordings = [Wording(question, question)]
    focus = focus_of(wordings, dict.fromkeys(words_of(wordings), 2.0))
    evidence = tuple(Evidence(one, 1 / place) for place, one in enumerate(chunks, 1))
    return [one.text for one in quotations(focus, question, Findings(evidence, 1, 1, exact), rooms)]


def test_the_first_is_quoted_at_length_the_next_only_points():
    told = quoted("oil level of the gearbox", chunk(1, OIL), chunk(2, OIL), chunk(3, OIL))
    assert len(told) == 2
    assert 60 < weight(told[0]) <= 120
    assert weight(told[1]) <= 60
    assert all(one.startswith("Check the oil level") for one in told)


def test_records_of_codes_keep_their_turns_and_stand_alone():
    records = [
        replace(chunk(1, "E01 Belt\nRemedy: belt"), kind="fault_record"),
        replace(chunk(2, "E02 Fan"), kind="fault_record"),
        replace(chunk(3, "E01 belt and E02 fan of the belt drive"), kind="fault_record"),
    ]
    told = quoted("E01 belt and E02 fan", *records, chunk(4, "E01 belt, E02 fan"), exact=True)
    assert told == [records[0].text, records[1].text]


def test_where_no_excerpt_has_the_value_the_nearest_words_are_quoted():
    assert quoted("what torque for the drain plug", chunk(1, "The drain plug is of steel.")) == [
        "The drain plug is of steel."
    ]


def test_leave_that_is_asked_for_is_heard():
    asked = "can i open the hoist cover while it runs"
    first, mentions, forbids = (
        chunk(1, "Hoist, cover"),
        chunk(2, "The hoist cover has a hinge and runs on rails."),
        chunk(3, "Do not open the cover of the hoist."),
    )
    assert quoted(asked, first, mentions, forbids, rooms=(60, 60))[1] == forbids.text


def test_nothing_found_nothing_quoted():
    assert quoted("E07") == []


def test_what_is_quoted_goes_first_in_the_order_it_was_chosen():
    chunks = [chunk(place, f"{place} oil") for place in (1, 2, 3, 4)]
    chosen = [Excerpt(one, one.text, 1.0) for one in (chunks[0], chunks[3], chunks[1])]
    evidence = [Evidence(one, 1.0) for one in chunks]
    order = [found.chunk.text for found in quoted_first(chosen, evidence)]
    assert order == ["1 oil", "4 oil", "2 oil", "3 oil"]
