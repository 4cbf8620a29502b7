"""An answer says what engines elsewhere were not told of its question and pages."""

from collections.abc import Callable
from collections.abc import Generator as Stream
from contextlib import closing
from dataclasses import replace

from assistant.answering.reply import Event, Finished

Masked = Callable[[], tuple[tuple[str, int], ...]]


def saying(events: Stream[Event, None, None], masked: Masked) -> Stream[Event, None, None]:
    """The same events; the last one with what was masked by then."""
    with closing(events):
        for event in events:
            if isinstance(event, Finished):
                timings = replace(event.answer.timings, masked=masked())
                yield Finished(replace(event.answer, timings=timings))
            else:
                yield event
