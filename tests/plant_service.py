"""The whole service, page and all, around fakes that need no weights; embedding may be slow.

``python -m tests.plant_service 8099 FOLDER 0.2`` serves it for a look.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.nursery import forked
from vectorstore.assets import Asset
from vectorstore.embedder import Vectors


@dataclass(frozen=True)
class SlowEmbedder(HashingEmbedder):
    """Takes its time over each batch of passages."""

    pause: float = 0.0

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(self.pause)
        return super().embed_passages(texts)


def build(data: Path, pause: float) -> Assistant:
    settings = Settings(data_dir=data, gate=0.2)
    answers = [["Let the motor cool down [1]."] for _ in range(9)]
    return Assistant(settings, SlowEmbedder(pause=pause), ScriptedGenerator(answers))


@contextmanager
def serving(
    data: Path,
    pause: float = 0.0,
    door: str = "ui.web:mount",
    machines: Sequence[Asset] = (),
) -> Iterator[tuple]:
    """Address and process of a service of its own; it is stopped with the block."""
    with forked(serve, data, pause, door, machines) as found:
        yield found


def serve(
    port: int,
    data: Path,
    pause: float,
    door: str = "ui.web:mount",
    machines: Sequence[Asset] = (),
) -> None:
    assistant = build(data, pause)
    if machines:
        assistant.library.assets.put(machines)
    uvicorn.run(
        create_app(assistant, door),
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    port, data, pause, *door = sys.argv[1:]
    serve(int(port), Path(data), float(pause), *door)
