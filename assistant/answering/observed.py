"""Answers as whoever counts them sees them: how each ended, and where its time went."""

import time
from collections.abc import Callable, Sequence
from collections.abc import Generator as Stream
from contextlib import closing

from assistant.answering.reply import Answer, Event, Finished, Words

Observer = Callable[[Answer, float], object]
"""Told of a finished answer, and of the milliseconds until its first words stood."""


def observed(
    events: Stream[Event, None, None], observers: Sequence[Observer]
) -> Stream[Event, None, None]:
    """The same events; who leaves before the end is not told of."""
    begun, shown = time.perf_counter(), 0.0
    with closing(events):
        for event in events:
            if isinstance(event, Words | Finished) and not shown:
                shown = (time.perf_counter() - begun) * 1000
            if isinstance(event, Finished):
                for tell in observers:
                    tell(event.answer, shown)
            yield event
