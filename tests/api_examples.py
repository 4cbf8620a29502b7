"""The examples of the API's description: a small plant's day, played against the real service.

`python -m tests.api_examples` writes down what was asked and replied, `test_api_examples` holds the
service against it.
"""

import io
import json
import time
from collections.abc import Generator as Stream
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import httpx
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.errors import ModelUnavailable
from assistant.models.generator import Message, Piece
from assistant.settings import Settings
from tests.fakes import HashingEmbedder
from tests.paper import make_pdf, writing
from tests.tabular import english
from vectorstore.assets import Asset

FILE = Path("assistant/api/examples.json")
ADA = {"name": "Ada", "role": "technician"}
CHEN = {"name": "陈工", "role": "supervisor"}
QUESTION = "what does the motor overload alarm AL-31 mean"
NEW_REPORT = {
    "source": "form",
    "reported_text": "belt on cv201 loose again, AL-31 on panel, tightned it",
    "language": "en",
    "title": "Belt is loose",
    "asset_id": "CV-201",
    "work_category": "corrective_immediate",
    "detected_at": "2026-03-01T07:30:00+08:00",
    "failure_impact": "degraded",
    "is_breakdown": True,
    "malfunction_start": "2026-03-01T07:30:00+08:00",
    "malfunction_end": "2026-03-01T08:05:00+08:00",
    "fault_codes": ["AL-31"],
    "failure_mode_code": "SLP",
    "mechanism_code": "1.5",
    "operating_state": "running",
    "actions": [{"activity_code": "4", "text": "Tightened the belt.", "active_repair_min": 20}],
    "safety_relevant": False,
    "actor": ADA,
}


class Away:
    """No model: the manuals' own words are the answer."""

    name = "away"

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        raise ModelUnavailable("The weights are not here. `shiftmate models pull` fetches them.")


class Told(NamedTuple):
    """One request, and what came of it."""

    operation: str
    parameters: dict[str, Any]
    """Of address and query."""
    body: Any
    """JSON; None where none was sent."""
    reply: httpx.Response

    def example(self) -> dict[str, Any]:
        """As the file keeps it."""
        told = {"parameters": self.parameters} if self.parameters else {}
        if self.body is not None:
            told["request"] = self.body
        return told | {"status": self.reply.status_code, "response": _public(self.reply.json())}


class Player:
    """Asks for operations by their names, as a generated client would."""

    def __init__(self, client: TestClient, description: dict[str, Any]) -> None:
        self._client = client
        self._places = {
            operation["operationId"]: (method, path)
            for path, methods in description["paths"].items()
            for method, operation in methods.items()
        }
        self.told: list[Told] = []

    def ask(
        self, operation: str, body: Any = None, version: int | None = None, **parameters: Any
    ) -> Any:
        """The reply's JSON, noted down."""
        method, path = self._places[operation]
        query = {name: told for name, told in parameters.items() if f"{{{name}}}" not in path}
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        reply = self._client.request(
            method, path.format_map(parameters), params=query, json=body, headers=headers
        )
        assert reply.is_success, (operation, reply.text)
        if reply.content and reply.headers["content-type"] == "application/json":
            self.told.append(Told(operation, parameters, body, reply))
            return reply.json()
        return None

    def upload(self, **files: bytes) -> dict[str, Any]:
        """The job, at its end."""
        sent = [("files", (name, io.BytesIO(raw))) for name, raw in files.items()]
        reply = self._client.post("/v1/documents", files=sent)
        self.told.append(Told("add_documents", {}, None, reply))
        for _ in range(1000):
            job: dict[str, Any] = self.ask("get_job", job_id=reply.json()["id"])
            if job["finished_at"]:
                return job
            self.told.pop()
            time.sleep(0.01)
        raise AssertionError(f"the job never ended: {job}")


@contextmanager
def served(folder: Path) -> Iterator[Assistant]:
    """An assistant in a new data folder, whose model is away."""
    settings = Settings(
        data_dir=folder, site="north", site_zone="Asia/Shanghai", gate=0.3,
        webhook_hosts="https://cmms.lan", requests_a_minute=10**6, answers_a_minute=10**6,
    )  # fmt: skip
    with closing(Assistant(settings, HashingEmbedder(), Away())) as assistant:
        assistant.library.assets.put([Asset("CV-201", "Infeed conveyor", "进料输送机")])
        assistant.intake.start()
        yield assistant


def play(assistant: Assistant, folder: Path) -> list[Told]:
    """The day; files are drawn into the folder."""
    app = create_app(assistant)
    player = Player(TestClient(app, base_url="http://127.0.0.1"), app.openapi())
    manuals = _manuals(player, folder)
    _questions(player)
    _reports(player)
    _answers(player, manuals)
    _webhooks(player)
    player.ask("remove_document", document_id=manuals[0])
    return player.told


def _manuals(player: Player, folder: Path) -> list[str]:
    """Ids of two revisions."""
    alarms = english(60, 110, 150, 150).at(
        120,
        ("Code", "Fault", "Cause", "Remedy"),
        ("AL-31", "Motor overload", "Belt too tight", "Let the motor cool down 10 min"),
        ("AL-32", "Door open", "Guard switch", "Close the door"),
    )
    ids = []
    for mark, litres in (("A", 2.5), ("B", 3.5)):
        page = writing(f"Drive D1 manual Rev. {mark}", f"Fill the gearbox with {litres} L of oil.")
        file = make_pdf(folder / f"drive_rev_{mark}.pdf", page, alarms)
        job = player.upload(**{f"drive_rev_{mark}.pdf": file.read_bytes()})
        ids.append(job["files"][0]["document_id"])
    broken = player.upload(**{"photo.pdf": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(500)})
    player.ask("cancel_job", job_id=broken["id"])
    player.ask("retry_job", job_id=broken["id"])
    player.ask("list_jobs", limit=1)
    player.ask("list_documents", limit=1)
    player.ask("get_document", document_id=ids[1])
    player.ask("change_document", {"audience": "technician"}, document_id=ids[1])
    player.ask("list_figures", document_id=ids[1])
    player.ask("compare_revisions", document_id=ids[1], **{"from": ids[0]})
    player.ask("list_assets")
    return ids


def _questions(player: Player) -> None:
    player.ask("get_health")
    player.ask("who_am_i")
    player.ask("search", {"query": QUESTION, "limit": 1})
    player.ask("look_up_alarm", code="AL-31")
    turns = [{"role": "user", "content": QUESTION}]
    player.ask("chat_completions", {"model": "shiftmate", "messages": turns})
    player.ask("draft_report", {"note": "conv CV-201 tripped AL-31 at 08:00, reset, ok now"})


def _reports(player: Player) -> None:
    new = player.ask("create_report", NEW_REPORT)
    one = {"report_id": new["id"]}
    changes = {"description": "The belt of the infeed conveyor slips under load.", "actor": ADA}
    changed = player.ask("change_report", changes, new["version"], **one)
    sent = player.ask("move_report", {"to": "submitted", "actor": ADA}, changed["version"], **one)
    player.ask("move_report", {"to": "approved", "actor": CHEN}, sent["version"], **one)
    player.ask("get_report", **one)
    player.ask("list_report_events", **one)
    player.ask("list_reports", status="approved", order="oldest", limit=1)
    player.ask("list_repairs", symptom="AL-31", machine="CV-201")
    player.ask("query_history", {"question": "How many failures had CV-201 in 2026?"})
    player.ask("get_handover", shift="2026-03-01T07:30:00+08:00")


def _answers(player: Player, manuals: list[str]) -> None:
    told = {"question": "How often is the belt of CV-201 changed?", "rating": "down"}
    player.ask("give_feedback", {**told, "reason": "incomplete"})
    written = {
        "questions": [told["question"]],
        "machine": "CV-201",
        "text_en": "Once a year.",
        "pages": [{"document_id": manuals[1], "page": 1}],
        "actor": CHEN,
    }
    made = player.ask("create_answer", written)
    one = {"answer_id": made["id"]}
    changed = player.ask("change_answer", {"text_zh": "每年一次。", "actor": CHEN}, 1, **one)
    player.ask("get_answer", **one)
    player.ask("list_answers", limit=1)
    gone = {"reason": "The belt is of another kind now.", "actor": CHEN}
    player.ask("withdraw_answer", gone, changed["version"], **one)
    player.ask("list_answer_events", **one)


def _webhooks(player: Player) -> None:
    wanted = {"url": "https://cmms.lan/hooks", "events": ["report.approved"], "actor": CHEN}
    made = player.ask("add_endpoint", wanted)["endpoint"]
    one = {"endpoint_id": made["id"]}
    player.ask("rotate_secret", {"overlap_hours": 24, "actor": CHEN}, **one)
    player.ask("switch_endpoint", {"enabled": False, "actor": CHEN}, **one)
    since = {"since": "2026-03-01T00:00:00Z", "actor": CHEN}
    player.ask("replay_deliveries", since, **one)
    player.ask("list_audit", limit=1)
    player.ask("audit_head")


def examples(told: list[Told]) -> dict[str, Any]:
    """The first of each operation, by its name."""
    found: dict[str, Any] = {}
    for one in told:
        found.setdefault(one.operation, one.example())
    return dict(sorted(found.items()))


def _public(reply: dict[str, Any]) -> dict[str, Any]:
    """No example looks like a leaked secret."""
    return {**reply, "secret": "whsec_…"} if "secret" in reply else reply


if __name__ == "__main__":
    with TemporaryDirectory() as name, served(Path(name, "data")) as assistant:
        told = json.dumps(examples(play(assistant, Path(name))), ensure_ascii=False, indent=1)
        FILE.write_text(told + "\n", "utf-8")
