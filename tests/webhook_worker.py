"""Moves reports and tells of them until it is killed: ``webhook_worker URL RECEIVER COUNT``.

With COUNT 0 it only delivers, until nothing waits.
"""

import sys
import time

from assistant.plant.database import PlantDatabase
from assistant.reports.store import ReportStore
from assistant.webhooks.courier import Courier
from assistant.webhooks.desk import WebhookDesk
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.outbox import enqueue
from assistant.webhooks.post import Postman
from tests.report_forms import ADA, CHEN, filled


def move_one(store: ReportStore) -> None:
    """Four events."""
    report = store.create(filled(), ADA)[0]
    for step, actor in (("submitted", ADA), ("approved", CHEN), ("closed", CHEN)):
        report = store.step(report.id, step, actor, report.version)


def main(url: str, host: str, count: int) -> None:
    plant = PlantDatabase.open(url)
    postman = Postman(AllowedHosts(host), is_blocked=lambda _: False)
    courier = Courier(lambda: plant, postman, "plant", delays=[0.0] * 60, poll_seconds=0.01)
    courier.start()
    sys.stdout.write("up\n")
    sys.stdout.flush()
    store = ReportStore(plant, happened=enqueue)
    for _ in range(count):
        move_one(store)
        time.sleep(0.01)  # or there would be more to deliver than to be killed at
    desk = WebhookDesk(plant, AllowedHosts(host))
    while any(endpoint.waiting for endpoint in desk.all()):
        time.sleep(0.02)
    courier.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
