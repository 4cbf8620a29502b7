"""The sample plant with people and a past, around fakes that need no weights, for the journeys.

``python -m tests.journey_plant 8099 FOLDER`` serves it for a look.
"""

import sys
from collections.abc import Generator as Stream
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import uvicorn

from assistant.access.desk import Access
from assistant.access.hashing import Hasher
from assistant.access.model import Principal
from assistant.access.rights import RIGHTS
from assistant.api.app import create_app
from assistant.assets import import_assets
from assistant.build import Assistant
from assistant.models.generator import Message, Piece
from assistant.settings import Settings
from assistant.speech.listener import Heard, Sentence, Span
from assistant.speech.recording import Samples
from ingest.document import Language
from tests.door import PASSWORD, SIGN_IN, Plant
from tests.fakes import HashingEmbedder
from tests.nursery import forked
from tests.report_forms import ADA, CHEN, filled
from tests.score_history import FILES, bring_in
from tests.service import MANUALS, ROOT
from vectorstore.sync import sync

SHELF = (
    "hailong_sd7_spindle_drive.pdf",
    "aerholt_ak45_compressor.pdf",
    "lubrication_chart_rev_a.pdf",
)
SAID = {
    "zh": ["1. 断开电源并挂牌上锁 [1]。\n", "2. 检查拉刀机构 [1]。\n", "3. 更换碟簧组 [1]。"],
    "en": ["1. Lock out the compressor [1].\n", "2. Check the oil level [1].\n",
           "3. Clean the coolers [1]."],
}  # fmt: skip

HEARD = {"zh": "主轴报 AL 三十一怎么处理", "en": "What does E R twelve mean?"}
PEOPLE = 8
"""Of each role: one for each screen and language, so that nobody finds what another one left."""
MACHINE = {"zh": "SP-101", "en": "AC-401"}
CODE = {"zh": "AL-31", "en": "Er.12"}


@dataclass(frozen=True)
class Talker:
    """Says the same three steps to whoever asks, in the language of the question."""

    name: str = "talker"

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        asked = messages[-1].content[-200:]
        words = SAID["zh" if any(one > "\u4e00" for one in asked) else "en"]
        for count, text in enumerate(words, start=1):
            yield Piece(text, 100, count)
        yield Piece("", 100, len(words), "stop")


@dataclass(frozen=True)
class Ear:
    """Hears the same question in whatever makes a sound."""

    name: str = "ear"

    def voices(self, samples: Samples) -> Sequence[Span]:
        return [Span(0, len(samples))] if np.abs(samples).max() > 0.01 else []

    def hear(self, samples: Samples, language: Language | None) -> Heard:
        told = language or "en"
        return Heard(told, (Sentence(HEARD[told], 0.0, -0.1, 1.0),))


def furnish(assistant: Assistant, folder: Path) -> None:
    """Machines, three manuals, three years of work orders, a report that is done."""
    import_assets(ROOT / "sample_plant" / "assets.csv", assistant.library.assets)
    sync([MANUALS / name for name in SHELF], assistant.library, assistant.originals)
    bring_in(assistant.plant, folder, [FILES["s"]])
    made, _ = assistant.reports.create(filled(asset_id="AC-401", asset_text=None), ADA)
    sent = assistant.reports.step(made.id, "submitted", ADA, made.version, None)
    assistant.reports.step(made.id, "approved", CHEN, sent.version, None)


def serve(port: int, folder: Path) -> None:
    data = folder / "data"
    told = Settings(data_dir=data, requests_a_minute=10**6, gate=0.1, site_zone="Asia/Shanghai")
    assistant = Plant(told, HashingEmbedder(), Talker(), Ear())
    assistant.cheap = Access(assistant.plant, hasher=Hasher(1, 64))
    for role in RIGHTS:
        for number in range(1, PEOPLE + 1):
            name = f"{role} {number}"
            assistant.cheap.people.add(name, role, by=Principal.console(), password=PASSWORD)
    furnish(assistant, folder)
    app = create_app(assistant, "ui.web:mount", SIGN_IN)
    uvicorn.run(app, port=port, log_level="warning", timeout_graceful_shutdown=2)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Its address."""
    with forked(serve, folder) as (address, _):
        yield address


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
