"""Keeps words and stops of the history at hand: no question waits for them after an import."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import PlantUnavailable

_POLL_SECONDS: Final = 5.0
_LOG = logging.getLogger(__name__)


class Warmer:
    """A thread that looks now and then; another process may have imported orders."""

    def __init__(self, warm: Callable[[], None], poll_seconds: float = _POLL_SECONDS) -> None:
        """Not started yet; ``warm`` does nothing where nothing has changed."""
        self._warm = warm
        self._poll_seconds = poll_seconds
        self._stop = threading.Event()
        self._worker = threading.Thread(target=self._work, name="history-words", daemon=True)

    def start(self) -> None:
        """Begins at once."""
        self._worker.start()

    def close(self) -> None:
        """Ends with the reading in hand."""
        self._stop.set()
        if self._worker.ident is not None:
            self._worker.join()

    def _work(self) -> None:
        told = ""
        while not self._stop.is_set():
            try:
                self._warm()
                told = ""
            except (SQLAlchemyError, PlantUnavailable) as exc:
                # The next question reads them itself, or says why it cannot.
                if told != str(exc):
                    told = str(exc)
                    _LOG.warning("The words and stops of the history could not be read: %s", told)
            self._stop.wait(self._poll_seconds)
