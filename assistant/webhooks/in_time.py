"""What cannot be told to stop is not waited for: a name's look-up, which the system alone ends."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Found = TypeVar("Found")


def in_time(seconds: float, does: Callable[[], Found]) -> Found:
    """What it finds; what it raises is raised here.

    Where it is late it goes on in a thread of its own, which nobody hears of again.

    Raises:
        TimeoutError: It took longer.
    """
    outcome: Future[Found] = Future()

    def run() -> None:
        try:
            outcome.set_result(does())
        except BaseException as exc:  # noqa: BLE001 - raised where it is waited for
            outcome.set_exception(exc)

    threading.Thread(target=run, daemon=True).start()
    return outcome.result(seconds)
