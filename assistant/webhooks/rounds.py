"""A thread that looks for what is due, and one for each place that has something.

So a place that hangs keeps no other waiting.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable

POLL_SECONDS = 1.0
RETRY_SECONDS = 30.0
STOP_SECONDS = 5.0
"""What a shutdown waits for tries under way; one that is cut off is made again."""
_TIDY_SECONDS = 3600.0
logger = logging.getLogger(__name__)


class Rounds:
    """Serves places as long as it is not closed."""

    def __init__(
        self,
        name: str,
        due: Callable[[], Iterable[str]],
        serve: Callable[[str], object],
        tidy: Callable[[], None],
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        """Not started yet.

        Args:
            name: What is served, for the log.
            due: The places that have something now.
            serve: Serves one of them until nothing is due, or until ``is_over``.
            tidy: Forgets what is old; called once an hour.
            poll_seconds: Between two looks.
        """
        self._name, self._due, self._serve_one, self._tidy = name, due, serve, tidy
        self._poll_seconds = poll_seconds
        self._stop = threading.Event()
        self._looking: threading.Thread | None = None
        self._serving: dict[str, threading.Thread] = {}

    @property
    def is_over(self) -> bool:
        """It is being closed: what is not begun is left."""
        return self._stop.is_set()

    def start(self) -> None:
        """Begins with what was left over."""
        self._looking = threading.Thread(target=self._look, name=self._name, daemon=True)
        self._looking.start()

    def close(self) -> None:
        """Ends with the tries under way, if they end soon."""
        self._stop.set()
        last = time.monotonic() + STOP_SECONDS
        for thread in filter(None, (self._looking, *self._serving.values())):
            thread.join(max(0.0, last - time.monotonic()))

    def _look(self) -> None:
        tidied = 0.0
        while not self._stop.is_set():
            wait = self._poll_seconds
            try:
                self._send_out()
                if time.monotonic() - tidied > _TIDY_SECONDS:
                    self._tidy()
                    tidied = time.monotonic()
            except Exception:  # a thread that ended would be missed by nobody
                logger.exception("%s go on in %g s", self._name, RETRY_SECONDS)
                wait = RETRY_SECONDS
            self._stop.wait(wait)

    def _send_out(self) -> None:
        """Starts a thread for each place that has something due and none yet."""
        due = self._due()
        self._serving = {name: one for name, one in self._serving.items() if one.is_alive()}
        for place in due:
            if place not in self._serving:
                thread = threading.Thread(
                    target=self._serve, args=(place,), name=self._name, daemon=True
                )
                self._serving[place] = thread
                thread.start()

    def _serve(self, place: str) -> None:
        try:
            self._serve_one(place)
        except Exception:
            logger.exception("%s: %s is served in a while", self._name, place)
            self._stop.wait(RETRY_SECONDS)
