"""A thousand events through a receiver that fails often; and a service that is killed at it."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.plant.database import PlantDatabase, sqlite_url
from assistant.reports.store import ReportStore
from assistant.reports.tables import EventRow
from assistant.webhooks.courier import Courier
from assistant.webhooks.desk import WebhookDesk
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.model import NewEndpoint
from assistant.webhooks.outbox import enqueue
from assistant.webhooks.post import Postman
from assistant.webhooks.tables import DeliveryRow, EndpointRow
from tests.plants import opened
from tests.victim import ROOT
from tests.webhook_receiver import Receiver, receiving
from tests.webhook_worker import move_one

pytestmark = pytest.mark.process

REPORTS, KILLS = 250, 8


def added(plant: PlantDatabase, receiver: Receiver) -> WebhookDesk:
    desk = WebhookDesk(plant, AllowedHosts(receiver.host))
    _, receiver.secret = desk.add(NewEndpoint(url=receiver.url))
    return desk


def test_a_thousand_events_arrive_each_in_its_reports_order(tmp_path: Path) -> None:
    with opened("sqlite", tmp_path) as plant, receiving(failing=0.3) as receiver:
        desk = added(plant, receiver)
        store = ReportStore(plant, happened=enqueue)
        postman = Postman(AllowedHosts(receiver.host), is_blocked=lambda _: False)
        courier = Courier(lambda: plant, postman, "plant", delays=[0.0] * 20, poll_seconds=0.01)
        courier.start()
        for _ in range(REPORTS):
            move_one(store)
        while desk.all()[0].waiting:
            time.sleep(0.1)
        courier.close()
    versions = receiver.versions()
    assert len(versions) == REPORTS
    assert set(map(tuple, versions.values())) == {(1, 2, 3, 4)}
    assert receiver.refused == 0
    assert len({one for one, _ in receiver.taken}) == 4 * REPORTS
    assert receiver.asked > 1.3 * 4 * REPORTS, "it did not fail often: this proves little"


def test_who_is_killed_loses_nothing_and_repeats_under_the_same_id(tmp_path: Path) -> None:
    url, dice = sqlite_url(tmp_path), random.Random(7)  # noqa: S311
    plant = PlantDatabase.open(url)
    with receiving(failing=0.3) as receiver:
        desk = added(plant, receiver)
        cut_short = 0
        for _ in range(KILLS):
            enough = len(receiver.taken) + dice.randint(1, 8)
            with working(url, receiver, 1000) as worker:
                while len(receiver.taken) < enough:
                    assert worker.poll() is None
                    time.sleep(0.001)
                time.sleep(dice.uniform(0, 0.02))
            cut_short += desk.all()[0].waiting > 0
            with plant.writing() as session:  # as if a minute had passed
                session.execute(update(EndpointRow).values(courier=None))
        with working(url, receiver, 0) as worker:
            assert worker.wait(120) == 0
    with plant.reading() as session:
        entries = session.execute(select(EventRow.report_id, EventRow.version))
        logged = {(one, version) for one, version in entries}
        in_line = session.execute(select(DeliveryRow.event_id, DeliveryRow.state)).all()
    assert {state for _, state in in_line} == {"delivered"}
    assert len(logged) == len(in_line), "each entry of the log is one message"
    named = {one: (told["data"]["id"], told["data"]["version"]) for one, told in receiver.taken}
    assert set(named.values()) == logged
    assert len(named) == len(logged), "what is repeated has its id"
    assert len(receiver.taken) > len(named), "nothing was repeated: this proves little"
    assert all(one == sorted(one) for one in receiver.versions().values())
    assert cut_short == KILLS
    plant.close()


@contextmanager
def working(url: str, receiver: Receiver, count: int) -> Iterator["subprocess.Popen[str]"]:
    """A service of its own, which is killed at the end of the block."""
    command = [sys.executable, "-m", "tests.webhook_worker", url, receiver.host, str(count)]
    worker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "up\n"
    try:
        yield worker
    finally:
        worker.kill()  # SIGKILL
        worker.communicate()


def test_the_commands_as_a_person_types_them(tmp_path: Path) -> None:
    told = {
        "SHIFTMATE_DATA_DIR": str(tmp_path),
        "SHIFTMATE_WEBHOOK_HOSTS": "http://127.0.0.1:9, http://cmms.invalid:9",
        "COLUMNS": "200",
    }

    def webhooks(*words: str) -> Result:
        return CliRunner().invoke(app, ["webhooks", *words], env=told)

    refused = webhooks("add", "http://127.0.0.1:9/hook")
    assert refused.exit_code == 1
    assert "never told" in str(refused.exception or refused.output)
    made = webhooks("add", "http://cmms.invalid:9/hook", "--event", "report.approved")
    assert made.exit_code == 0, made.output
    endpoint = made.stdout.partition(":")[0]
    assert "whsec_" in made.stdout
    assert "approved" in webhooks("list").stdout
    listed = told.pop("SHIFTMATE_WEBHOOK_HOSTS")
    tried = webhooks("test", endpoint)
    assert (tried.exit_code, "may not be told" in tried.stdout) == (1, True)
    told["SHIFTMATE_WEBHOOK_HOSTS"] = listed
    assert "whsec_" in webhooks("rotate", endpoint).stdout
    assert "off (asked)" in webhooks("disable", endpoint).stdout
    assert webhooks("log", endpoint, "--json").stdout.strip() == "[]"
    assert "0 in line" in webhooks("replay", endpoint, "--hours", "2").stdout
    assert webhooks("remove", endpoint).exit_code == 0
    refused = webhooks("add", "https://evil.example/")
    assert "WEBHOOK_HOSTS" in str(refused.exception)
