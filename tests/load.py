"""Who uses the service during a load test: fifty tablets with people in front, and five programs.

Locust reads this file; ``tests.bench_load`` starts the service, writes ``LOAD_PLAN`` (who may sign
in, and where) and runs it. What the service has acknowledged is kept in ``LOAD_NOTED``.
"""

import hashlib
import hmac
import json
import os
import random
import re
import time
import uuid
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from locust import HttpUser, between, constant_pacing, events, task
from locust.clients import ResponseContextManager
from locust.exception import RescheduleTask

PLAN: dict[str, Any] = json.loads(Path(os.environ["LOAD_PLAN"]).read_text("utf-8"))
PATIENCE = 30.0
"""Seconds that anybody waits for a reply; 500 ms is wanted."""
ASSETS = re.compile(r'(?:src|href)="(\./?[^"]+\.(?:js|css)|/[^"]+\.(?:js|css)[^"]*)"')
dice = random.Random(7)  # noqa: S311


@dataclass
class Notebook:
    """What was promised, for a look after the test whether it was kept."""

    reports: Counter[str] = field(default_factory=Counter)
    """Highest acknowledged version of each report."""
    polled: Counter[str] = field(default_factory=Counter)
    """The same, as a program that follows all changes was told."""
    throttled: Counter[str] = field(default_factory=Counter)
    """429 with Retry-After, by kind of request."""
    since: str = "2026-01-01T00:00:00Z"
    """From where that program would go on."""


noted = Notebook()


@events.quitting.add_listener
def note(**_: Any) -> None:
    """For who started the test."""
    Path(os.environ["LOAD_NOTED"]).write_text(json.dumps(vars(noted)), "utf-8")


def acknowledged(report: dict[str, Any]) -> dict[str, Any]:
    noted.reports[report["id"]] = max(noted.reports[report["id"]], report["version"])
    return report


class Caller(HttpUser):
    """Whoever asks; a reply of another status than those expected is a failure."""

    abstract = True

    def on_start(self) -> None:
        self.client.verify = PLAN["authority"]

    @contextmanager
    def asking(
        self, kind: str, method: str, path: str, *expected: int, **more: Any
    ) -> Iterator[ResponseContextManager]:
        """One request; the task ends where the reply is not one of those expected."""
        more.setdefault("timeout", PATIENCE)
        with self.client.request(
            method, path, name=kind, catch_response=True, allow_redirects=False, **more
        ) as reply:
            wait = reply.headers.get("Retry-After", "") if reply.headers else ""
            if reply.status_code == 429 and wait.isdigit():
                noted.throttled[kind] += 1
                reply.success()
            elif reply.status_code in (expected or (200,)):
                reply.success()  # else a 409 would be none, however expected
                yield reply
                return
            elif reply.status_code:
                reply.failure(f"{reply.status_code}: {reply.text[:300]}")
        time.sleep(min(float(wait or 0), 10))
        raise RescheduleTask

    def ask(self, kind: str, method: str, path: str, *expected: int, **more: Any) -> Any:
        """The JSON of one reply."""
        with self.asking(kind, method, path, *expected, **more) as reply:
            return reply.json() if reply.content else None


class Tablet(Caller):
    """One person: looks, thinks, asks again."""

    abstract = True
    wait_time = between(3, 15)
    waiting: ClassVar[deque[dict[str, str]]]

    def on_start(self) -> None:
        super().on_start()
        self.person = self.waiting.popleft()
        self.seen: set[str] = set()
        self.sign_in()
        self.look_at_the_page()

    def sign_in(self) -> None:
        form = {"name": self.person["name"], "secret": self.person["secret"], "next": "/"}
        kind = f"sign in by {self.person['by']}"
        with self.asking(kind, "POST", "/sign-in", 303, data=form) as reply:
            if not self.client.cookies:
                reply.failure("no session")

    @task(1)
    def look_at_the_page(self) -> None:
        """A browser keeps scripts and styles."""
        with self.asking("page", "GET", "/") as reply:
            assets = {address.removeprefix(".") for address in ASSETS.findall(reply.text)}
        for address in sorted(assets - self.seen):
            with self.asking("page: scripts and styles", "GET", address):
                self.seen.add(address)

    @task(1)
    def hand_on(self) -> None:
        """Somebody signs out, and in again."""
        with self.asking("sign out", "POST", "/sign-out", 303):
            pass
        self.client.cookies.clear()
        self.sign_in()

    @task(12)
    def search(self) -> list[dict[str, Any]]:
        body = {"query": dice.choice(PLAN["questions"]), "limit": 5}
        results: list[dict[str, Any]] = self.ask("search", "POST", "/v1/search", json=body)[
            "results"
        ]
        return results

    @task(5)
    def look_at_a_page(self) -> None:
        for result in self.search()[:1]:
            if result["page"] is None:
                continue
            document, page = result["document_id"], result["page"]
            path = f"/v1/documents/{document}/pages/{page}.png?chunk_id={result['chunk_id']}"
            with self.asking("page picture", "GET", path) as reply:
                if not reply.content.startswith(b"\x89PNG"):
                    reply.failure("no picture")

    @task(6)
    def chat_and_read(self) -> None:
        body = {"messages": [{"role": "user", "content": dice.choice(PLAN["questions"])}]}
        path = "/v1/chat/completions"
        with self.asking(
            "chat, streamed", "POST", path, json={**body, "stream": True}, stream=True
        ) as reply:
            lines = [line for line in reply.iter_lines() if line]
            if lines[-1:] != [b"data: [DONE]"]:
                reply.failure("broken off")
            if any(b'"error"' in line[:20] for line in lines):
                reply.failure(lines[-2].decode()[:300])

    @task(3)
    def chat(self) -> None:
        body = {"messages": [{"role": "user", "content": dice.choice(PLAN["questions"])}]}
        with self.asking("chat", "POST", "/v1/chat/completions", json=body) as reply:
            told = reply.json()
            if not told["choices"][0]["message"]["content"]:
                reply.failure("nothing said")

    @task(5)
    def look_up_an_alarm(self) -> None:
        code = dice.choice(PLAN["codes"])
        self.ask("alarm card", "GET", "/v1/alarms", params={"code": code})

    @task(2)
    def look_for_repairs(self) -> None:
        order = dice.choice(PLAN["orders"])
        asked = {"symptom": order["text"], "machine": order["asset"]}
        self.ask("repairs", "GET", "/v1/repairs", params=asked)

    @task(3)
    def draft(self) -> None:
        self.ask("draft", "POST", "/v1/reports/draft", json={"note": dice.choice(PLAN["notes"])})

    @task(3)
    def report(self) -> None:
        """Kept, now and then sent twice as on a bad line, then handed in."""
        order, now = dice.choice(PLAN["orders"]), datetime.now(UTC)
        body = {
            **PLAN["report"],
            "title": order["text"][:120],
            "reported_text": order["text"],
            "asset_id": order["asset"],
            "malfunction_start": (now - timedelta(minutes=50)).isoformat(),
            "malfunction_end": (now - timedelta(minutes=15)).isoformat(),
            "detected_at": (now - timedelta(minutes=50)).isoformat(),
        }
        key = {"Idempotency-Key": str(uuid.uuid4())}
        send = {"json": body, "headers": key}
        made = acknowledged(self.ask("report: create", "POST", "/v1/reports", 201, **send))
        if dice.random() < 0.2:
            with self.asking("report: create again", "POST", "/v1/reports", 201, **send) as reply:
                if reply.json()["id"] != made["id"]:
                    reply.failure("two reports under one key")
        self.step(made, "submitted")

    def step(self, report: dict[str, Any], to: str) -> None:
        path, version = f"/v1/reports/{report['id']}/transitions", report["version"]
        headers = {"If-Match": f'"{version}"'}
        moved = self.ask(f"report: {to}", "POST", path, json={"to": to}, headers=headers)
        acknowledged(moved)

    @task(2)
    def ask_the_history(self) -> None:
        body = {"question": dice.choice(PLAN["history"])}
        self.ask("history", "POST", "/v1/history/query", json=body)

    @task(1)
    def read_the_handover(self) -> None:
        self.ask("handover", "GET", "/v1/handover")


class Technician(Tablet):
    """Half of them by PIN, on tablets that they share."""

    fixed_count = len(PLAN["technicians"])
    waiting: ClassVar = deque(PLAN["technicians"])


class Supervisor(Tablet):
    """Does the same, and decides."""

    fixed_count = len(PLAN["supervisors"])
    waiting: ClassVar = deque(PLAN["supervisors"])

    @task(8)
    def approve(self) -> None:
        """Some of the oldest of others; another supervisor may come first (409, 412)."""
        asked = {"status": "submitted", "order": "oldest", "limit": 20}
        listed = self.ask("reports: list", "GET", "/v1/reports", params=asked)["reports"]
        others = [one for one in listed if one["author"]["name"] != self.person["name"]]
        for report in dice.sample(others, min(3, len(others))):
            path = f"/v1/reports/{report['id']}/transitions"
            headers = {"If-Match": f'"{report["version"]}"'}
            wanted = {"json": {"to": "approved"}, "headers": headers}
            with self.asking("report: approved", "POST", path, 200, 409, 412, **wanted) as reply:
                if reply.status_code == 200:
                    acknowledged(reply.json())

    @task(2)
    def look_after_jobs(self) -> None:
        self.ask("jobs", "GET", "/v1/jobs", params={"limit": 50})

    @task(1)
    def bring_a_manual(self) -> None:
        """A page of notes; the job is watched to its end."""
        number = uuid.uuid4().hex[:8]
        text = f"# Notes {number}\n\nThe gland of pump {number} is tightened to 12 Nm.\n"
        files = [("files", (f"notes_{number}.md", text.encode(), "text/markdown"))]
        job = self.ask("manual: upload", "POST", "/v1/documents", 202, files=files)
        for _ in range(60):
            if job["finished_at"]:
                break
            time.sleep(2)
            job = self.ask("manual: its job", "GET", f"/v1/jobs/{job['id']}")
        with self.asking("manual: its job", "GET", f"/v1/jobs/{job['id']}") as reply:
            if reply.json()["state"] != "done":
                reply.failure(reply.text[:300])


class Program(Caller):
    """Asks with its key, in time."""

    abstract = True
    fixed_count = 1
    key: str

    def on_start(self) -> None:
        super().on_start()
        self.client.headers["Authorization"] = f"Bearer {PLAN['keys'][self.key]}"


class OrderSystem(Program):
    """Follows all changes of reports, none left out."""

    key = "orders"
    wait_time = constant_pacing(2)

    @task
    def poll(self) -> None:
        asked: dict[str, Any] = {"order": "oldest", "limit": 50, "updated_since": noted.since}
        while True:
            told = self.ask("program: updated_since", "GET", "/v1/reports", params=asked)
            for report in told["reports"]:
                noted.polled[report["id"]] = max(noted.polled[report["id"]], report["version"])
                noted.since = report["updated_at"]
            if told["next_cursor"] is None:
                return
            asked["cursor"] = told["next_cursor"]


class Helpdesk(Program):
    """Tells of tickets as Zammad does, signed; each third twice."""

    key = "helpdesk"
    wait_time = constant_pacing(5)
    ticket = 1000

    @task
    def tell(self) -> None:
        type(self).ticket += 1
        body = json.dumps(
            {
                "ticket": {
                    "id": self.ticket,
                    "title": "Machine stopped",
                    "article_ids": [self.ticket],
                    "customer": {"firstname": "Chris", "lastname": "Miller"},
                },
                "article": {"id": self.ticket, "body": dice.choice(PLAN["notes"])},
            }
        ).encode()
        signed = hmac.new(PLAN["hook"].encode(), body, hashlib.sha1).hexdigest()
        headers = {"X-Hub-Signature": f"sha1={signed}", "Content-Type": "application/json"}
        for known in ("queued", "known")[: 1 + (self.ticket % 3 == 0)]:
            with self.asking(
                "program: ticket event",
                "POST",
                "/v1/tickets/helpdesk/events",
                202,
                data=body,
                headers=headers,
            ) as reply:
                if reply.json()["state"] != known:
                    reply.failure(reply.text[:300])


class Viewer(Program):
    """Keeps a copy of lists, and is not sent what it has."""

    key = "viewer"
    wait_time = constant_pacing(3)

    def on_start(self) -> None:
        super().on_start()
        self.tags: dict[str, str] = {}

    @task
    def look_again(self) -> None:
        for path in ("/v1/documents", "/v1/assets", "/v1/reports?limit=20"):
            headers = {"If-None-Match": self.tags[path]} if path in self.tags else {}
            with self.asking("program: ETag", "GET", path, 200, 304, headers=headers) as reply:
                self.tags[path] = reply.headers["ETag"]


class Sensor(Program):
    """Files what a monitor saw; its reports wait for a person."""

    key = "sensor"
    wait_time = constant_pacing(6)

    @task
    def file(self) -> None:
        order = dice.choice(PLAN["orders"])
        body = {"source": "sensor", "title": order["text"][:120], "asset_id": order["asset"]}
        body |= {"reported_text": order["text"], "language": "en"}
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        made = self.ask("program: report", "POST", "/v1/reports", 201, json=body, headers=headers)
        acknowledged(made)


class Monitor(Program):
    """Prometheus, more often than it is asked to be; and a chat widget's search."""

    key = "monitor"
    wait_time = constant_pacing(5)

    @task(2)
    def scrape(self) -> None:
        with self.asking("program: metrics", "GET", "/metrics") as reply:
            if "shiftmate_" not in reply.text:
                reply.failure("no metrics")

    @task(3)
    def search(self) -> None:
        body = {"query": dice.choice(PLAN["questions"]), "limit": 10}
        self.ask("search", "POST", "/v1/search", json=body)
