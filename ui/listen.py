"""Hears a blocking stream of events from an async handler, in batches the page can draw."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from concurrent.futures import Executor

from assistant.answering.reply import Event

PAUSE = 0.125
"""Seconds between two batches. Each update costs the server more as the conversation grows, and
more than 8 to 10 a second overtake slow tablets."""

Hand = Callable[[Event | None], object]


async def batches(
    start: Callable[[], Iterator[Event]],
    room: Executor,
    leave: asyncio.Event,
    pause: float = PAUSE,
) -> AsyncIterator[list[Event]]:
    """Runs the stream on a thread of the room; yields what has come, at most once a pause.

    Leaving this generator early closes the stream, on its own thread, at its next event.

    Args:
        start: Begins the stream.
        room: Its threads read.
        leave: Once set, this ends at once, however long the stream is silent.
        pause: Seconds between two batches.

    Raises:
        ShiftmateError: Whatever the stream raised, after the last batch.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[Event | None] = asyncio.Queue()
    left = threading.Event()

    async def wake() -> None:
        await leave.wait()
        arrived.put_nowait(None)

    def hand(event: Event | None) -> None:
        loop.call_soon_threadsafe(arrived.put_nowait, event)

    work = loop.run_in_executor(room, _read, start, left, hand)
    waking = asyncio.create_task(wake())
    try:
        ended = False
        while not ended:
            batch = await _next_batch(arrived)
            ended = None in batch
            if events := [event for event in batch if event is not None]:
                yield events
            if not ended:
                await asyncio.sleep(pause)
        if not leave.is_set():
            await work
    finally:
        left.set()
        waking.cancel()
        work.cancel()


async def _next_batch(arrived: asyncio.Queue[Event | None]) -> list[Event | None]:
    batch = [await arrived.get()]
    while not arrived.empty():
        batch.append(arrived.get_nowait())
    return batch


def _read(start: Callable[[], Iterator[Event]], left: threading.Event, hand: Hand) -> None:
    try:
        events = start()
        for event in events:
            if left.is_set():
                break
            hand(event)
        if isinstance(events, Generator):
            events.close()
    finally:
        hand(None)
