"""Who has the model, who waits for it, and who is told to come again."""

import threading
from contextlib import ExitStack

import pytest

from assistant.answering.queue import SECONDS_AN_ANSWER, Queue
from assistant.errors import Busy


def waiting(queue: Queue, name: str, order: list[str]) -> threading.Thread:
    """Somebody in line, who says so when the turn comes."""
    joined = threading.Event()

    def wait() -> None:
        with queue.place() as model:
            joined.set()
            with model:
                order.append(name)

    thread = threading.Thread(target=wait)
    thread.start()
    joined.wait()
    return thread


def test_as_many_as_agreed_have_the_model_at_once() -> None:
    queue = Queue(waiting=0, at_once=3)
    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(queue.turn())
        with pytest.raises(Busy), queue.turn():
            pass
    with queue.turn():
        pass


def test_those_in_line_have_their_turns_in_order() -> None:
    queue, order = Queue(waiting=4), list[str]()
    threads = []
    with queue.turn():
        for name in "abcd":
            threads.append(waiting(queue, name, order))
            while len(queue._line) < len(threads):  # in line, not only on the way to it
                threading.Event().wait(0.001)
    for thread in threads:
        thread.join()
    assert order == list("abcd")


def test_who_is_sent_away_is_told_when_the_line_will_be_gone() -> None:
    queue, order = Queue(waiting=2, at_once=2), list[str]()
    with queue.turn(), queue.turn():
        threads = [waiting(queue, name, order) for name in "ab"]
        while len(queue._line) < 2:
            threading.Event().wait(0.001)
        with pytest.raises(Busy, match="2 answers") as full, queue.turn():
            pass
    for thread in threads:
        thread.join()
    assert full.value.retry_after == SECONDS_AN_ANSWER * 3 / 2


def test_answers_that_are_quick_are_expected_to_stay_so() -> None:
    queue = Queue(waiting=0)
    for _ in range(30):
        with queue.turn():
            pass
    with queue.turn(), pytest.raises(Busy) as full, queue.turn():
        pass
    assert full.value.retry_after == 1


def test_a_place_without_a_turn_stops_nobody_who_waits() -> None:
    queue = Queue(waiting=1)
    with queue.place(), queue.turn():
        pass
