"""A service that is stopped: answers end or are told, a second signal ends it at once."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from assistant.answering.queue import Queue
from assistant.commands.service import Service

WRITING = 0.4


class Writer:
    """An assistant that does nothing but hold its queue while it writes."""

    def __init__(self, seconds: float) -> None:
        self.queue = Queue(4)
        self._seconds, self._stopped = seconds, threading.Event()

    def answer(self, _: object) -> PlainTextResponse:
        with self.queue.turn():
            cut = self._stopped.wait(self._seconds)
        return PlainTextResponse("it breaks off here" if cut else "the whole answer")

    def stop_writing(self) -> None:
        self._stopped.set()


@contextmanager
def running(writer: Writer, patience: float) -> Iterator[tuple[Service, str]]:
    app = Starlette(routes=[Route("/answer", writer.answer)])
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off")
    service = Service(config, writer, patience)
    thread = threading.Thread(target=service.run)
    thread.start()
    while not service.started:
        time.sleep(0.005)
    port = service.servers[0].sockets[0].getsockname()[1]
    yield service, f"http://127.0.0.1:{port}/answer"
    service.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


def asked(writer: Writer, patience: float) -> str:
    """The answer that is under way when the service is told to stop."""
    with running(writer, patience) as (service, address):
        got: list[str] = []
        asking = threading.Thread(target=lambda: got.append(httpx.get(address).text))
        asking.start()
        while not writer.queue.load.writing:
            time.sleep(0.005)
        service.handle_exit(signal.SIGTERM, None)
        service._captured_signals.clear()  # or uvicorn would end this process too
        asking.join(10)
    return got[0]


def test_an_answer_under_way_is_written_to_its_end() -> None:
    assert asked(Writer(WRITING), patience=10) == "the whole answer"


def test_an_answer_that_takes_too_long_is_told_that_it_breaks_off() -> None:
    assert asked(Writer(30), patience=0.1) == "it breaks off here"


def test_a_second_signal_ends_it_at_once() -> None:
    service = Service(uvicorn.Config(Starlette(), log_config=None), Writer(0))
    service.handle_exit(signal.SIGTERM, None)
    assert (service.should_exit, service.force_exit) == (True, False)
    service.handle_exit(signal.SIGTERM, None)
    assert service.force_exit
