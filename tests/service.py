"""A real ``shiftmate serve`` in a process of its own, as a user would start it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
MANUALS = ROOT / "sample_plant" / "manuals"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from assistant.cli import main; main()", *arguments]


def environment(data: Path, **settings: str) -> dict[str, str]:
    return {**os.environ, "SHIFTMATE_DATA_DIR": str(data), **settings}


def ingest(data: Path, *paths: Path) -> None:
    subprocess.run(
        command("ingest", *map(str, paths)), env=environment(data), check=True, timeout=600
    )


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[str]:
    """The address of a service that answers; it is stopped with the block."""
    with started(data, **settings) as (address, _):
        yield address


@contextmanager
def started(data: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """The same, and the number of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (data.parent / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            command("serve", "--port", str(port)),
            env=environment(data, **settings),
            stdout=log,
            stderr=log,
        )
        try:
            yield wait_until_up(f"http://127.0.0.1:{port}", process.poll), process.pid
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_until_up(
    address: str, ended: Callable[[], int | None], path: str = "/healthz", seconds: float = 120
) -> str:
    """The address, once it answers; ``ended`` tells the exit code of a process that has none yet.

    One client asks throughout: to make one takes more of a processor than to ask.
    """
    until = time.monotonic() + seconds
    with httpx.Client(base_url=address, timeout=5) as client:
        while time.monotonic() < until:
            if (code := ended()) is not None:
                raise AssertionError(f"the service ended at once with exit code {code}")
            try:
                client.get(path).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return address
    raise AssertionError(f"{address} did not answer within {seconds} s")
