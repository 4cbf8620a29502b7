"""A service around a fake assistant: the page mounted, page pictures drawn on the spot.

``python -m tests.fake_service 8099 0.05`` serves it for a look.
"""

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

import uvicorn
from fastapi import FastAPI, HTTPException
from fastapi.responses import Response
from PIL import Image, ImageDraw
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.model import Principal
from assistant.answering.recalled import paragraph
from assistant.answering.repair import Repair
from assistant.answering.reply import Event, Evidence, Finished, Found
from assistant.api.headers import ReplyHeaders
from assistant.api.rates import Buckets
from assistant.errors import Busy, ModelUnavailable
from assistant.models.generator import Message
from ingest.document import Box, FaultRecord, Figure
from tests.fake_assistant import FakeAssistant, FakeManual, make_answer, make_chunk, script_for
from tests.nursery import forked
from ui.seam import Assistant
from ui.web import mount
from vectorstore.assets import Asset
from vectorstore.library import EVERYTHING
from vectorstore.records import Filters

FAULT = make_chunk(
    "c1",
    "E-07  Motor overload\nCause: conveyor blocked, brake not released, ambient above 40 °C.\n"
    "Measure: isolate and lock out, remove the blockage, let the motor cool for 10 min, "
    "reset Q12, restart from the panel.",
    kind="fault_record",
    section=("5 Faults and measures", "Table 5.1 Drive faults"),
)
WARNING = make_chunk(
    "c2",
    "WARNING: Suspended load. Secure the lifting carriage with the locking bolt before anyone "
    "steps below it.",
    page=1,
    kind="safety",
    section=("2 Safety",),
)
CHINESE = make_chunk(
    "c3",
    "报警 E-07：电机过载。原因：输送线堵塞、制动器未松开、环境温度高于 40 °C。"
    "处理：断电挂牌上锁，清除堵塞物，冷却 10 分钟，复位 Q12 后重新启动。",
    page=3,
    title="PX-200 码垛机操作手册",
    file_name="px200-zh.pdf",
    language="zh",
    section=("5 故障与处理", "表 5.1 驱动故障"),
)
LOOSE = make_chunk(
    "c4",
    "Q12 was reset after the gearbox oil had been changed.",
    page=None,
    title="Shift notes",
    file_name="notes.txt",
    section=(),
    document_id="e" * 64,
)
DANGER = make_chunk(
    "c5",
    "危险\n换刀臂会突然落下。断电上锁前，人员不得进入，见 1.2。",
    page=2,
    kind="safety",
    title="PX-200 码垛机操作手册",
    file_name="px200-zh.pdf",
    language="zh",
    section=("1 安全",),
    document_id="f" * 64,
)
RECORD = replace(
    FAULT,
    chunk_id="c6",
    text="E-12 Gripper hot\nCause: fan stopped\n"
    "Remedy: Let it cool (10 min; longer in summer); clean the fan; see 4.3.",
    fault=FaultRecord(
        ("E-12",),
        "Gripper hot",
        "fan stopped",
        "Let it cool (10 min; longer in summer); clean the fan; see 4.3.",
    ),
)
HOSTILE = make_chunk(
    "h'1\"<b>",
    '<img src="http://evil.invalid/1.png" onerror="window.hacked=1">\n\n'
    "![x](http://evil.invalid/2.png) [tap me](javascript:window.hacked=1)\n"
    "<script>window.hacked=1</script> ${window.hacked=1} {{constructor}} $$\\href{x}{y}$$\n"
    "</div></div><style>*{display:none}</style> http://evil.invalid/ www.evil.invalid",
    title="<h1>Title</h1> ![t](http://evil.invalid/3.png)",
    file_name="<img src=x onerror=window.hacked=1>.pdf",
    section=("[s](http://evil.invalid/)", "${window.hacked=1}"),
)
MACHINES = (
    Asset("PX-01", "Palletizer 1", "一号码垛机", manuals=("px200.pdf", "px200-zh.pdf")),
    Asset("XX-09", "Unknown <b>press</b>", "", manuals=("nowhere.pdf",)),
)
FIGURES = (
    Figure(
        2, "Fig. 5-1", "Fig. 5-1 Terminals of the drive and of its brake", Box(72, 90, 400, 300)
    ),
    Figure(2, "图 5-2", "图 5-2 制动器接线 <b>", Box(72, 320, 400, 500)),
    Figure(3, "Fig. 6-1", "Fig. 6-1 Lubrication points", Box(72, 90, 400, 300)),
)
CHUNKS = (FAULT, WARNING, CHINESE, LOOSE, DANGER, RECORD, HOSTILE)

ANSWER = (
    "**E-07** means motor overload [1].\n"
    "1. Isolate and lock out the conveyor before reaching in [1].\n"
    "2. Secure the lifting carriage with the locking bolt [2].\n"
    "3. Remove the blockage, let the motor cool for 10 min, then reset Q12 [1]."
)
BEFORE = (
    Repair(
        kind="report", id="r1", number="FR-2026-000123", machine="PX-01", day=date(2026, 9, 3),
        symptom="E-07 again", done="Brake of the lifting carriage let go by hand <b>, then reset.",
        parts=("brake coil × 1",), downtime_minutes=35, labour_minutes=50, cause=None,
        codes=("E-07",), match="code", likeness=1.0,
    ),
    Repair(
        kind="order", id="7", number="WO-88", machine="PX-02", day=None, symptom="overload",
        done="清除输送线堵塞物", parts=(), downtime_minutes=None, labour_minutes=20, cause=None,
        codes=(), match="close", likeness=0.8, same_machine=False,
    ),
)  # fmt: skip
ANSWER_ZH = "E-07 表示电机过载 [1]。\n断电挂牌上锁后清除堵塞物，冷却 10 分钟，再复位 Q12 [1][2]。"
STEPS_ZH = "> 步骤1：断电挂牌上锁 [1]\n\n1. 清除堵塞物 [1]\n2. 复位 Q12 [2]"
LONG = "\n".join(f"Step {n}: check terminal X{n} and note its voltage [1]." for n in range(60))


@dataclass
class TalkingAssistant(FakeAssistant):
    """Chooses its script by a word of the question."""

    def answer(
        self, messages: Sequence[Message], *, filters: Filters = EVERYTHING
    ) -> Iterator[Event]:
        self.script = self._script(messages[-1].content)
        return super().answer(messages, filters=filters)

    def _script(self, question: str) -> Sequence[Event | Exception]:
        found = Found((Evidence(FAULT, 0.9), Evidence(WARNING, 0.8), Evidence(LOOSE, 0.5)), 21.0)
        known: dict[str, Sequence[Event | Exception]] = {
            "weather": [
                found,
                Finished(
                    make_answer("The manuals do not say what the weather will be.", refused=True)
                ),
            ],
            "down": [found, ModelUnavailable("the engine is loading")],
            "many": [Busy(8, 30)],
            "bug": [found, RuntimeError("a fault of ours")],
            "hostile": script_for(f"See [1] and {HOSTILE.text}", [HOSTILE]),
            "long": script_for(LONG, [FAULT]),
            "before": _with_repairs(),
            "E-12": _with_warnings(),
            "怎么处理": script_for(STEPS_ZH, [CHINESE, WARNING]),
            "含义": script_for(ANSWER_ZH, [CHINESE, WARNING, LOOSE]),
        }
        default = script_for(ANSWER, [FAULT, WARNING, LOOSE, CHINESE])
        return next((script for word, script in known.items() if word in question), default)


def _with_repairs() -> list[Event | Exception]:
    text = f"{ANSWER}\n\n{paragraph(BEFORE, 'en')}"
    found, *words, finished = script_for(text, [FAULT, WARNING], 40)
    assert isinstance(found, Found)
    assert isinstance(finished, Finished)
    answer = replace(finished.answer, repairs=BEFORE, safety=(WARNING,))
    return [replace(found, safety=(WARNING,)), *words, Finished(answer)]


def _with_warnings() -> list[Event | Exception]:
    found, *words, finished = script_for("> E-12 Gripper hot\n> Cause: [1]", [RECORD, LOOSE], 40)
    assert isinstance(found, Found)
    assert isinstance(finished, Finished)
    warned = (DANGER, WARNING, replace(WARNING, text="NOTICE\nUse grease NG-2 alone.", page=3))
    answer = replace(finished.answer, safety=warned)
    return [replace(found, safety=warned), *words, Finished(answer)]


@dataclass(frozen=True)
class Outside:
    """What the page is given: it must say who asks before it can ask anything."""

    assistant: FakeAssistant

    def as_asked_by(self, principal: Principal) -> FakeAssistant:
        return self.assistant.as_asked_by(principal)


class Console:
    """In the place of the service's door: whoever comes sits at the machine."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["principal"] = Principal.console()
        await self._app(scope, receive, send)


def build_app(assistant: FakeAssistant) -> FastAPI:
    app = FastAPI()
    app.add_middleware(Console)
    app.add_middleware(ReplyHeaders)

    @app.get("/healthz")
    def health() -> dict[str, str]:
        return {"status": "ok", "speech": "off"}

    @app.get("/v1/documents/{document_id}/pages/{page}.png")
    def picture(document_id: str, page: int, chunk_id: str = "") -> Response:
        if page > 3:
            raise HTTPException(404)
        chunk = next((piece for piece in CHUNKS if piece.chunk_id == chunk_id), None)
        here = chunk if chunk and chunk.page == page else None
        return Response(_draw(page, here), media_type="image/png")

    @app.get("/v1/documents/{document_id}/figures/{number}.png")
    def figure(document_id: str, number: int) -> Response:
        return Response(_draw(number, None), media_type="image/png")

    app.state.answers = Buckets("answers", 600)
    app.state.assistant = outside = cast("Assistant", Outside(assistant))
    mount(app, outside)
    return app


def _draw(page: int, chunk: object) -> bytes:
    paper = Image.new("RGB", (1190, 1684), "white")
    pen = ImageDraw.Draw(paper)
    if chunk is not None:
        pen.rectangle((140, 590, 1050, 690), fill=(255, 230, 80))
    for row in range(40):
        pen.line((144, 200 + row * 34, 1040 - (row * 97) % 300, 200 + row * 34), "black", 8)
    pen.text((144, 120), f"Page {page}", fill="black", font_size=48)
    held = io.BytesIO()
    paper.save(held, "PNG")
    return held.getvalue()


def talking(pause: float = 0.02, manuals: Sequence[FakeManual] | None = None) -> TalkingAssistant:
    shelf = (
        FakeManual(),
        FakeManual("f" * 64, "px200-zh.pdf", "PX-200 码垛机操作手册", 3),
        FakeManual("e" * 64, "notes.txt", "Shift notes", 0),
    )
    return TalkingAssistant(
        chunks=CHUNKS,
        manuals=shelf if manuals is None else manuals,
        assets=MACHINES,
        drawn=FIGURES,
        pause=pause,
    )


@contextmanager
def serving(pause: float = 0.02, *, empty: bool = False) -> Iterator[str]:
    """The service in a process of its own, for as long as the block lasts."""
    with forked(serve, pause, empty, path="/ui/shiftmate.css") as (address, _):
        yield address


def serve(port: int, pause: float, empty: bool) -> None:
    assistant = talking(pause, () if empty else None)
    uvicorn.run(build_app(assistant), port=port, log_level="warning", timeout_graceful_shutdown=2)


if __name__ == "__main__":
    serve(int(sys.argv[1]), float(sys.argv[2]), "empty" in sys.argv)
