"""What goes round in threads outlives whatever one of its errands does."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.plant.database import PlantDatabase
from assistant.reports.store import ReportStore
from assistant.webhooks import line
from assistant.webhooks.courier import Courier
from assistant.webhooks.desk import WebhookDesk
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.model import Letter, NewEndpoint, Outcome
from assistant.webhooks.outbox import enqueue
from assistant.webhooks.post import Postman
from assistant.webhooks.rounds import Rounds
from tests.plants import opened
from tests.report_forms import ADA, filled


def test_a_place_whose_errand_stumbles_is_served_again() -> None:
    served, again = list[str](), threading.Event()

    def serve(place: str) -> None:
        served.append(place)
        if place == "bad":
            raise AssertionError(place)
        again.set()

    rounds = Rounds("test", lambda: ["bad", "good"], serve, lambda: None, poll_seconds=0.01)
    rounds.start()
    assert again.wait(10)
    rounds.close()
    assert "bad" in served


class Stumbling(Postman):
    def post(self, letter: Letter) -> Outcome:
        raise AssertionError(letter)


def test_a_message_that_stumbles_here_is_a_try_like_any_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened("sqlite", tmp_path) as plant:
        desk, courier = a_desk(plant)
        ReportStore(plant, happened=enqueue).create(filled(), ADA)
        endpoint = desk.all()[0].id
        assert courier().serve(endpoint) == 2
        (sent,) = desk.deliveries(endpoint)
    assert sent.state == "failed"
    assert [one.error for one in sent.attempts] == ["Our own trouble: AssertionError."] * 2
    assert "tried again" in caplog.text


def a_desk(plant: PlantDatabase) -> tuple[WebhookDesk, Callable[[], Courier]]:
    hosts = AllowedHosts("cmms.lan")
    desk = WebhookDesk(plant, hosts)
    desk.add(NewEndpoint(url="https://cmms.lan/hook"))
    assert len(line.DELAYS) > 1
    return desk, lambda: Courier(lambda: plant, Stumbling(hosts), "plant", delays=[0.0, 0.0])
