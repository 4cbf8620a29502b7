"""Fifty signed-in tablets and five programs: ``make bench-load``; a number for other seconds.

The service is started as a user would, with TLS and sign-in, on the sample plant with some
thousands of work orders; answers are the manuals' own words. ``tests/load.py`` says who does what.
Afterwards it is looked whether everything that was acknowledged is there, and whether whoever
follows all changes was told of it.
"""

import csv
import json
import os
import secrets
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from assistant.access.desk import Access
from assistant.access.model import Principal
from assistant.access.rights import Right, Role
from assistant.plant.database import PlantDatabase, sqlite_url
from tests.bench_soak import megabytes
from tests.many_orders import write
from tests.report_forms import FIELDS
from tests.service import MANUALS, ROOT, command, environment

TECHNICIANS, SUPERVISORS, PROGRAMS = 42, 8, 5
ORDERS = 5_000
ARRIVALS = 2
"""Tablets a second, when a shift begins."""
SEARCH_P95 = 500
"""Milliseconds that 95 % of all searches stay below."""
GROWTH = 1.05
"""Memory at the end, to that at half of the time: allocators breathe."""
LOOKS = (0.2, 0.5, 1.0)
"""Shares of the time after which memory is looked at: minutes 2, 5 and 10 of ten."""
SCOPES: dict[str, tuple[Right, ...]] = {
    "orders": ("reports:read",),
    "helpdesk": ("docs:read",),
    "viewer": ("docs:read", "reports:read"),
    "sensor": ("reports:draft", "reports:read"),
    "monitor": ("metrics:read", "docs:read"),
}
TICKETS = """
[helpdesk]
system = "zammad"
url = "https://desk.plant.invalid"
answers = true
hook = {env = "SHIFTMATE_HELPDESK_HOOK"}
token = {env = "SHIFTMATE_HELPDESK_TOKEN"}
fields = {group = "Maintenance", customer = "shiftmate@plant.invalid"}
"""
HISTORY = (
    "How many work orders are there on CV-201 in 2025?",
    "Which failure code occurs most often?",
    "MTBF of SP-102",
    "Total downtime by machine",
    "How many corrective orders per month in 2024?",
    "2025年CV-202有多少张故障工单？",
    "Top 10 machines by cost",
    "How many orders are open?",
)
Row = Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What a load test came to."""

    rows: Sequence[Row]
    """Of each kind of request, as locust counts them."""
    failures: Sequence[Row]
    memory: Sequence[float]
    """MB, at each of ``LOOKS``."""
    throttled: Mapping[str, int]
    missing: int
    """Acknowledged versions of reports that are not there."""
    unheard: int
    """Those that who follows all changes was not told of."""
    log: str
    """What the service says of errors, from the first on."""

    def broken(self) -> list[str]:
        """The claims that do not hold."""
        slow = [row for row in self.rows if row["Name"] == "search" and _p95(row) >= SEARCH_P95]
        claims = {
            "a request failed": bool(self.failures),
            f"95 % of the searches within {SEARCH_P95} ms": bool(slow),
            "nobody searched": all(row["Name"] != "search" for row in self.rows),
            "memory grew": self.memory[-1] > self.memory[-2] * GROWTH,
            "a report was lost": self.missing > 0,
            "a change was not told": self.unheard > 0,
            "the service logged an error": bool(self.log),
        }
        return [claim for claim, is_broken in claims.items() if is_broken]


def _p95(row: Row) -> float:
    return float(row["95%"])


def plan(data: Path) -> dict[str, Any]:
    """People and keys, made in the data folder, and what they talk about."""
    questions = _lines(ROOT / "sample_plant" / "questions.jsonl")
    orders = _orders(ROOT / "sample_plant" / "work_orders.csv")
    with closing(PlantDatabase.open(sqlite_url(data))) as plant:
        access = Access(plant)
        return {
            "technicians": [_person(access, n, "technician") for n in range(TECHNICIANS)],
            "supervisors": [_person(access, n, "supervisor") for n in range(SUPERVISORS)],
            "keys": {name: _key(access, name) for name in SCOPES},
            "authority": str(data / "tls" / "authority.pem"),
            "questions": [row["question"] for row in questions],
            "codes": sorted({order["Failure Code"] for order in orders} - {""}),
            "orders": [
                {"asset": order["Asset Tag"], "text": order["Reported Text"]} for order in orders
            ],
            "notes": [row["note"] for row in _lines(ROOT / "tests" / "report_notes.jsonl")],
            "history": HISTORY,
            "report": FIELDS,
            "hook": secrets.token_hex(),
        }


def _lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _orders(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _person(access: Access, number: int, role: Role) -> dict[str, str]:
    """Every other technician has a PIN, for the tablet on the machine."""
    name, console = f"{role} {number}", Principal.console()
    if role == "technician" and number % 2:
        secret = str(secrets.randbelow(10**9 - 10**8) + 10**8)
        access.people.add(name, role, by=console, pin=secret)
        return {"name": name, "secret": secret, "by": "PIN"}
    secret = secrets.token_urlsafe(12)
    access.people.add(name, role, by=console, password=secret)
    return {"name": name, "secret": secret, "by": "password"}


def _key(access: Access, name: str) -> str:
    return access.keys.create(name, SCOPES[name], by=Principal.console())[1]


def furnish(data: Path) -> None:
    """The plant: manuals, machines, work orders, a helpdesk, a certificate."""
    orders = data.parent / "orders.csv"
    write(orders, ORDERS)
    sample = ROOT / "sample_plant"
    for arguments in (
        ("ingest", str(MANUALS)),
        ("import-assets", str(sample / "assets.csv")),
        ("import-workorders", str(sample / "work_orders.csv")),
        ("import-workorders", str(orders)),
        ("cert", "--name", "localhost", "--name", "127.0.0.1"),
    ):
        subprocess.run(
            command(*arguments),
            env=environment(data),
            check=True,
            timeout=900,
            stdout=subprocess.DEVNULL,
        )
    (data / "tickets.toml").write_text(TICKETS, "utf-8")


@contextmanager
def served(data: Path, hook: str) -> Iterator[tuple[str, int]]:
    """Address and process of the service."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    tls = ("--tls-cert", str(data / "tls/server.pem"), "--tls-key", str(data / "tls/server.key"))
    settings = {
        "SHIFTMATE_ANSWER_MODE": "extractive",
        "SHIFTMATE_SIGN_IN": "always",
        "SHIFTMATE_WEBHOOK_HOSTS": "desk.plant.invalid",
        "SHIFTMATE_HELPDESK_HOOK": hook,
        "SHIFTMATE_HELPDESK_TOKEN": "unused",
    }
    log = data.parent / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command("serve", "--port", str(port), *tls),
            env=environment(data, **settings),
            stdout=out,
            stderr=out,
        )
        try:
            yield _ready(f"https://127.0.0.1:{port}", data, process), process.pid
        finally:
            process.terminate()
            process.wait(timeout=60)


def _ready(address: str, data: Path, process: subprocess.Popen[bytes]) -> str:
    trust = trusting(data)
    for _ in range(600):
        if process.poll() is not None:
            raise AssertionError((data.parent / "serve.log").read_text("utf-8"))
        try:
            httpx.get(f"{address}/healthz", timeout=5, verify=trust).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return address
    raise AssertionError("the service was not ready within two minutes")


def trusting(data: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=data / "tls" / "authority.pem")


def run(folder: Path, address: str, seconds: float) -> subprocess.Popen[bytes]:
    """Locust, in a process of its own: it changes what sockets are."""
    users = TECHNICIANS + SUPERVISORS + PROGRAMS
    settings = {
        "LOAD_PLAN": str(folder / "plan.json"),
        "LOAD_NOTED": str(folder / "noted.json"),
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "locust", "-f", str(ROOT / "tests" / "load.py")),
            *("--headless", "--host", address, "--csv", str(folder / "load"), "--only-summary"),
            *("--users", str(users), "--spawn-rate", str(ARRIVALS)),
            *("--run-time", f"{seconds:.0f}s", "--stop-timeout", "30", "--exit-code-on-error", "0"),
            *("--loglevel", "WARNING"),
        ],
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
    )


def watched(process: int, seconds: float) -> list[float]:
    """Memory at each look."""
    begun, memory = time.monotonic(), []
    for share in LOOKS:
        time.sleep(max(0.0, begun + seconds * share - time.monotonic()))
        memory.append(megabytes(process))
    return memory


def tested(folder: Path, seconds: float) -> Outcome:
    data = folder / "data"
    data.mkdir()
    furnish(data)
    told = plan(data)
    (folder / "plan.json").write_text(json.dumps(told), "utf-8")
    with served(data, told["hook"]) as (address, process):
        load = run(folder, address, seconds)
        memory = watched(process, seconds)
        if load.wait(timeout=120):
            raise AssertionError(f"locust ended with {load.returncode}")
        noted = json.loads((folder / "noted.json").read_text("utf-8"))
        with httpx.Client(
            base_url=address,
            verify=trusting(data),
            headers={"Authorization": f"Bearer {told['keys']['orders']}"},
        ) as client:
            there = dict(versions(client, "2026-01-01T00:00:00Z"))
            late = dict(versions(client, noted["since"]))
    heard = {**noted["polled"], **late}
    rows = _orders(folder / "load_stats.csv")
    return Outcome(
        rows=[row for row in rows if row["Name"] != "Aggregated"],
        failures=_orders(folder / "load_failures.csv") + _orders(folder / "load_exceptions.csv"),
        memory=memory,
        throttled=noted["throttled"],
        missing=short(noted["reports"], there),
        unheard=short(noted["reports"], heard),
        log=errors((folder / "serve.log").read_text("utf-8")),
    )


def versions(client: httpx.Client, since: str) -> Iterator[tuple[str, int]]:
    """Every report that changed since, and its version."""
    asked = {"order": "oldest", "limit": "200", "updated_since": since}
    while True:
        reply = client.get("/v1/reports", params=asked).raise_for_status().json()
        yield from ((report["id"], report["version"]) for report in reply["reports"])
        if reply["next_cursor"] is None:
            return
        asked["cursor"] = reply["next_cursor"]


def short(promised: Mapping[str, int], found: Mapping[str, int]) -> int:
    """How many are found in an older version than promised, or not at all."""
    return sum(found.get(one, 0) < version for one, version in promised.items())


def errors(log: str) -> str:
    """From the first error on, as far as one screen."""
    lines = log.splitlines()
    first = next((at for at, line in enumerate(lines) if " ERROR " in line), len(lines))
    return "\n".join(lines[first : first + 60])


def told(outcome: Outcome) -> Table:
    table = Table("what", "requests", "429", "failed", "p50 ms", "p95 ms", "max ms", box=None)
    for row in outcome.rows:
        table.add_row(
            row["Name"],
            row["Request Count"],
            str(outcome.throttled.get(row["Name"], 0)),
            row["Failure Count"],
            *(f"{float(row[column]):.0f}" for column in ("50%", "95%", "100%")),
        )
    return table


def main(seconds: float = 600) -> int:
    console = Console(width=120)
    with TemporaryDirectory() as folder:
        outcome = tested(Path(folder), seconds)
    console.print(f"{TECHNICIANS + SUPERVISORS} tablets, {PROGRAMS} programs, {seconds:.0f} s")
    console.print(told(outcome))
    for failure in outcome.failures:
        console.print(dict(failure), markup=False)
    minutes = (f"{seconds * share / 60:g}" for share in LOOKS)
    memory = (f"{one:.0f}" for one in outcome.memory)
    console.print(f"memory, MB, after minutes {', '.join(minutes)}: {', '.join(memory)}")
    console.print(f"reports lost: {outcome.missing}; changes not told: {outcome.unheard}")
    console.print(outcome.log, markup=False, highlight=False)
    for claim in outcome.broken():
        console.print(f"does not hold: {claim}")
    return 1 if outcome.broken() else 0


if __name__ == "__main__":
    sys.exit(main(*(float(argument) for argument in sys.argv[1:])))
