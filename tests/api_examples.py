"""The examples of the API's description: a small plant's day, played against the real service.

`python -m tests.api_examples` writes down what was asked and replied, `test_api_examples` holds the
service against it.
"""

import hmac
import io
import json
import time
from collections.abc import Generator as Stream
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import httpx
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw

from assistant.api.app import create_app
from assistant.backup.shelf import Shelf
from assistant.build import Assistant
from assistant.errors import ModelUnavailable
from assistant.models.generator import Message, Piece
from assistant.settings import Settings
from tests.fakes import HashingEmbedder
from tests.paper import make_pdf, writing
from tests.speaking import Scripted, sure, tone, wav
from tests.tabular import english
from vectorstore.assets import Asset

FILE = Path("assistant/api/examples.json")
ADA = {"name": "Ada", "role": "technician"}
CHEN = {"name": "陈工", "role": "supervisor"}
PASSWORD = "gears turn slowly"  # noqa: S105 - opens nothing
SEALED_FOR = "age1m8xs8pdr93r678qs9unnf0qzuladgtre053cwv7d3rvpplxrve8qw67kax"
"""Nobody has kept the secret key."""
HOOK = "a hook's secret"
TICKETS = """
[helpdesk]
system = "glpi"
url = "https://cmms.lan"
answers = true
client_id = "shiftmate"
user = "shiftmate"
hook = {file = "hook"}
client_secret = {file = "hook"}
password = {file = "hook"}
"""
_TOLD = ("application/json", "text/plain; charset=utf-8", "application/jsonl")
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
    """JSON, or a form's fields, of a file its name; None where nothing was sent."""
    reply: httpx.Response

    def example(self) -> dict[str, Any]:
        """As the file keeps it."""
        told = {"parameters": self.parameters} if self.parameters else {}
        if self.body is not None:
            told["request"] = self.body
        if (kind := self.reply.headers["content-type"]) not in _TOLD[:2]:
            told["media_type"] = kind
        return told | {"status": self.reply.status_code, "response": _public(_said(self.reply))}


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
        self, operation: str, body: Any = None, version: int | str | None = None, **parameters: Any
    ) -> Any:
        """The reply's JSON, noted down."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        sent = json.dumps(body).encode() if body is not None else b""
        if sent:
            headers["Content-Type"] = "application/json"
        return self.say(operation, body, sent, headers, **parameters)

    def say(
        self, operation: str, body: Any, sent: bytes, headers: dict[str, str], **parameters: Any
    ) -> Any:
        """The same of a body as it goes over the wire."""
        method, path = self._places[operation]
        query = {name: told for name, told in parameters.items() if f"{{{name}}}" not in path}
        place = path.format_map(parameters)
        reply = self._client.request(method, place, params=query, content=sent, headers=headers)
        assert reply.is_success, (operation, reply.text)
        if reply.content and reply.headers["content-type"].startswith(_TOLD):
            self.told.append(Told(operation, parameters, body, reply))
            return _said(reply)
        return None

    def sign_in(self, name: str | None, secret: str = "") -> None:
        """From now on it is this person who asks; None: whoever sits at the machine."""
        if name is None:
            self._client.cookies.clear()
            return
        form = {"name": name, "secret": secret}
        reply = self._client.post("/sign-in", data=form, follow_redirects=False)
        assert reply.status_code == 303, reply.text

    def lock_out(self, name: str) -> None:
        """Wrong tries, as many as may be."""
        for _ in range(5):
            self._client.post("/sign-in", data={"name": name, "secret": "not the password"})

    def upload(self, **files: bytes) -> dict[str, Any]:
        """The job, at its end."""
        sent = [("files", (name, io.BytesIO(raw))) for name, raw in files.items()]
        reply = self._client.post("/v1/documents", files=sent)
        self.told.append(Told("add_documents", {}, {"files": list(files)}, reply))
        for _ in range(1000):
            job: dict[str, Any] = self.ask("get_job", job_id=reply.json()["id"])
            if job["finished_at"]:
                return job
            self.told.pop()
            time.sleep(0.01)
        raise AssertionError(f"the job never ended: {job}")

    def send(self, operation: str, field: str, name: str, content: bytes, **parameters: Any) -> Any:
        """A form with one file, and the fields of an address; noted down."""
        _, path = self._places[operation]
        data = parameters.pop("form", {})
        who = {"X-Actor-Name": ADA["name"]}
        sent = {field: (name, content)}
        reply = self._client.post(path.format_map(parameters), files=sent, data=data, headers=who)
        assert reply.is_success, (operation, reply.text)
        told = [name] if field.endswith("s") else name
        self.told.append(Told(operation, parameters, {**data, field: told}, reply))
        return reply.json()


@contextmanager
def served(folder: Path) -> Iterator[Assistant]:
    """An assistant in a new data folder, whose model is away."""
    folder.mkdir()
    (folder / "tickets.toml").write_text(TICKETS, "utf-8")
    (folder / "hook").touch(0o600)
    (folder / "hook").write_text(HOOK, "utf-8")
    settings = Settings(
        data_dir=folder, site="north", site_zone="Asia/Shanghai", gate=0.3,
        webhook_hosts="https://cmms.lan", requests_a_minute=10**6, answers_a_minute=10**6,
    )  # fmt: skip
    heard = Scripted(sure("What does A L thirty one mean?"))
    with closing(Assistant(settings, HashingEmbedder(), Away(), heard)) as assistant:
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
    _tickets(player)
    _people(player)
    player.ask("remove_document", document_id=manuals[0])
    _upkeep(player, app.state.backups)
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
    read = player.ask("get_document", document_id=ids[1])
    changes = {"audience": "technician"}
    player.ask("change_document", changes, read["version"], document_id=ids[1])
    player.ask("list_figures", document_id=ids[1])
    player.ask("compare_revisions", document_id=ids[1], **{"from": ids[0]})
    one = {"document_id": ids[1]}
    read = player.ask("list_document_machines", **one)
    player.ask("set_document_machines", {"machines": ["CV-201"]}, read["version"], **one)
    player.ask("list_assets")
    player.ask("find_asset", scan="https://plant.lan/a/CV-201")
    player.ask("get_pack", tag="CV-201")
    return ids


def _questions(player: Player) -> None:
    player.ask("get_health")
    player.ask("who_am_i")
    player.ask("search", {"query": QUESTION, "limit": 1})
    player.ask("look_up_alarm", code="AL-31")
    player.send("write_down_speech", "audio", "speech.wav", wav(tone()), form={"language": "en"})
    player.send("read_photo", "photo", "panel.png", _photo("AL-31"), form={"language": "en"})
    turns = [{"role": "user", "content": QUESTION}]
    player.ask("chat_completions", {"model": "shiftmate", "messages": turns})
    note = "conv CV-201 tripped AL-31 at 08:00, reset, ok now"
    player.ask("draft_report", {"note": note, "zone": "Asia/Shanghai"})


def _reports(player: Player) -> None:
    new = player.ask("create_report", NEW_REPORT)
    one = {"report_id": new["id"]}
    player.ask("create_report", {**NEW_REPORT, "id": new["id"]})
    changes = {"description": "The belt of the infeed conveyor slips under load.", "actor": ADA}
    changed = player.ask("change_report", changes, new["version"], **one)
    for _ in range(2):  # the same is kept once
        player.send("add_photo", "photo", "belt.png", _photo(), **one)
    player.ask("list_photos", **one)
    whole = {**NEW_REPORT, "description": changes["description"]}
    form = {"report": json.dumps(whole)}
    player.send("submit_report", "photos", "belt.png", _photo(), form=form)
    sent = player.ask("move_report", {"to": "submitted", "actor": ADA}, changed["version"], **one)
    player.ask("move_report", {"to": "approved", "actor": CHEN}, sent["version"], **one)
    player.ask("get_report", **one)
    player.ask("list_report_events", **one)
    player.ask("list_reports", status="approved", order="oldest", limit=1)
    player.ask("list_repairs", symptom="AL-31", machine="CV-201")
    player.ask("query_history", {"question": "How many failures had CV-201 in 2026?"})
    player.ask("get_handover", shift="2026-03-01T07:30:00+08:00", site="north")


def _photo(text: str = "") -> bytes:
    held = io.BytesIO()
    picture = Image.new("RGB", (640, 160) if text else (64, 48), "navy")
    ImageDraw.Draw(picture).text((40, 30), text, "white", font_size=90)
    picture.save(held, "PNG")
    return held.getvalue()


def _answers(player: Player, manuals: list[str]) -> None:
    told = {"question": "How often is the belt of CV-201 changed?", "rating": "down"}
    player.ask("give_feedback", {**told, "reason": "incomplete"})
    supervisor = {"X-Actor-Role": "supervisor"}
    for _ in range(1000):  # feedback is written beside the reply
        if player.say("list_gaps", None, b"", supervisor, limit=1)["gaps"]:
            break
        player.told.pop()
        time.sleep(0.01)
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
    wanted = {"url": "https://cmms.lan/hooks", "events": ["report.created"]}
    made = player.ask("add_endpoint", wanted)["endpoint"]
    one = {"endpoint_id": made["id"]}
    player.ask("create_report", NEW_REPORT)
    player.ask("get_endpoint", **one)
    player.ask("list_endpoints")
    player.ask("list_deliveries", limit=1, **one)
    player.ask("rotate_secret", {"overlap_hours": 24}, **one)
    player.ask("switch_endpoint", {"enabled": False}, made["version"], **one)
    since = {"since": "2026-03-01T00:00:00Z"}
    player.ask("replay_deliveries", since, **one)
    player.ask("list_audit", limit=1)
    player.ask("audit_head")
    player.ask("verify_audit")
    player.ask("export_audit", since=datetime.now(UTC).isoformat())


def _tickets(player: Player) -> None:
    """As GLPI signs what it tells, and asks first whether we know its secret."""
    item = {"id": 7, "name": "CV-201 stands", "content": "<p>AL-31 is on the panel.</p>"}
    told = {"event": "new", "item": {**item, "external_id": None}}
    body, stamp = json.dumps(told).encode(), "1772350200"
    signed = {"X-GLPI-Signature": _signature(body + stamp.encode()), "X-GLPI-Timestamp": stamp}
    player.say("take_ticket_event", told, body, signed, name="helpdesk")
    token = _signature(b"validate_cra_challenge")
    player.ask("answer_challenge", name="helpdesk", crc_token=token)


def _signature(of: bytes) -> str:
    return hmac.new(HOOK.encode(), of, "sha256").hexdigest()


def _people(player: Player) -> None:
    new = {"name": "陈工", "role": "technician", "sites": ["north"], "make_password": True}
    made = player.ask("add_person", new)["person"]
    one = {"person_id": made["id"]}
    player.ask("get_person", **one)
    player.ask("change_person", {"role": "supervisor"}, made["version"], **one)
    player.ask("set_password", {"password": PASSWORD}, **one)
    player.ask("set_pin", {"pin": "830274"}, **one)
    player.ask("list_people", limit=1)
    player.lock_out("陈工")
    player.ask("list_locked")
    player.ask("unlock_person", **one)
    player.sign_in("陈工", PASSWORD)
    player.ask("list_sessions")
    player.ask("end_other_sessions")
    player.sign_in(None)
    player.ask("list_person_sessions", **one)
    player.ask("sign_person_out", **one)
    key = player.ask("create_key", {"name": "CMMS", "scopes": ["docs:read", "reports:draft"]})
    one = {"key_id": key["key"]["id"]}
    newer = player.ask("rotate_key", {"overlap_hours": 24}, **one)
    player.ask("list_keys", limit=1)
    player.ask("revoke_key", key_id=newer["key"]["id"])


def _upkeep(player: Player, shelf: Shelf) -> None:
    player.ask("list_models")
    player.ask("get_gate")
    player.ask("make_backup", {"seal_for": [SEALED_FOR]})
    shelf.wait()
    player.ask("list_backups")


def examples(told: list[Told]) -> dict[str, Any]:
    """The first of each operation, by its name; another status has its number behind it."""
    found: dict[str, Any] = {}
    for one in told:
        name, status = one.operation, one.reply.status_code
        if found.setdefault(name, one.example())["status"] != status:
            found.setdefault(f"{name} {status}", one.example())
    return dict(sorted(found.items()))


def _said(reply: httpx.Response) -> Any:
    return reply.json() if reply.headers["content-type"] == _TOLD[0] else reply.text


def _public(reply: Any) -> Any:
    """No example looks like a leaked secret."""
    if isinstance(reply, str):
        return reply
    hidden = {"password": "…", "secret": "smk_…" if "key" in reply else "whsec_…"}
    return {name: hidden.get(name, value) for name, value in reply.items()}


if __name__ == "__main__":
    with TemporaryDirectory() as name, served(Path(name, "data")) as assistant:
        told = json.dumps(examples(play(assistant, Path(name))), ensure_ascii=False, indent=1)
        FILE.write_text(told + "\n", "utf-8")
