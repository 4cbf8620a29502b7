"""The time that one file may take: it grows with the file, to an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.isolation.deadline import NOT_REACHED, Deadline, deadline, due
from ingest.isolation.limits import ReadingLimits
from ingest.pdf.read import read_pdf
from tests.paper import make_pdf, writing


@given(st.integers(0, 1 << 30), st.integers(0, 1 << 30))
def test_a_longer_file_has_more_time_up_to_the_most(size, more):
    limits = ReadingLimits()
    short, long = limits.clock_seconds(size), limits.clock_seconds(size + more)
    assert limits.least_seconds <= short <= long <= limits.most_seconds


def test_there_is_no_deadline_but_where_one_is_set():
    assert not deadline().is_past()
    with due(ReadingLimits(), 1000):
        assert not deadline().is_past()
    with due(ReadingLimits(most_seconds=-1), 1000):
        assert deadline().is_past()
    assert deadline() == Deadline()


@pytest.mark.parametrize("limits", [{"most_seconds": -1}, {"least_seconds": -1}])
def test_pages_beyond_it_are_left_out_and_told(tmp_path, limits):
    path = make_pdf(tmp_path / "a.pdf", writing("Grease the zerk fitting."))
    with due(ReadingLimits(seconds_per_mebibyte=0, clock_factor=1, **limits), 1000):
        document = read_pdf(path, "id")
    assert document.page_count == 1
    assert [(page.number, page.reason) for page in document.unreadable] == [(1, NOT_REACHED)]
