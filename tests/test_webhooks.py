"""Other systems are told what happened: signed, in order, at least once, and only where allowed."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.errors import NotHere
from assistant.plant.database import PlantDatabase
from assistant.reports.errors import IllegalStep
from assistant.reports.model import Report
from assistant.reports.store import ReportStore
from assistant.settings import Settings
from assistant.webhooks import line, sign
from assistant.webhooks.addresses import is_blocked, require_tellable
from assistant.webhooks.courier import Courier
from assistant.webhooks.desk import WebhookDesk
from assistant.webhooks.errors import UnfitEndpoint
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.model import Letter, NewEndpoint, Outcome
from assistant.webhooks.outbox import enqueue
from assistant.webhooks.post import MAX_BODY, Postman
from assistant.webhooks.tables import EndpointRow
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.report_forms import ADA, CHEN, filled
from tests.strange_server import said, serving, then
from tests.webhook_receiver import Receiver, is_genuine, receiving

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
URL = "https://cmms.lan/hook"
HOSTS = "cmms.lan, http://10.0.5.7:3000"
GOOD, BAD, GONE = Outcome(204, None, 3), Outcome(500, "HTTP 500", 3), Outcome(410, "HTTP 410", 3)
SECRET = "whsec_" + "QUJD" * 8


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


class FakePostman(Postman):
    """Says what its script says; the last word for ever."""

    def __init__(self, *script: Outcome) -> None:
        super().__init__(AllowedHosts(HOSTS))
        self.script, self.sent = list(script), []

    def post(self, letter: Letter) -> Outcome:
        self.sent.append(letter)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


class Shop:
    def __init__(self, plant: PlantDatabase) -> None:
        self.plant, self.clock = plant, Clock()
        self.desk = WebhookDesk(plant, AllowedHosts(HOSTS), now=self.clock)
        self.store = ReportStore(plant, happened=enqueue, now=self.clock)

    def courier(self, postman: Postman) -> Courier:
        return Courier(lambda: self.plant, postman, "plant", now=self.clock)

    def endpoint(self, url: str = URL, *events: str) -> str:
        return self.desk.add(NewEndpoint(url=url, events=events))[0].id

    def approved(self) -> Report:
        report = self.store.create(filled(), ADA)[0]
        report = self.store.step(report.id, "submitted", ADA, report.version)
        return self.store.step(report.id, "approved", CHEN, report.version)


@pytest.fixture
def shop(plant: PlantDatabase) -> Shop:
    """Without endpoints."""
    with plant.writing() as session:
        session.execute(delete(EndpointRow))
    return Shop(plant)


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        receiver.secret = SECRET
        yield receiver


def types(shop: Shop, endpoint_id: str) -> list[str]:
    return [one.type.removeprefix("report.") for one in shop.desk.deliveries(endpoint_id)][::-1]


def test_the_specifications_example_is_signed_as_there() -> None:
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    told = sign.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [key])
    assert told["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_was_forged_is_refused_and_two_secrets_both_prove() -> None:
    old, new = sign.new_secret(), sign.new_secret()
    told = sign.headers("m1", int(time.time()), b"{}", [new, old])
    assert is_genuine(told, b"{}", old)
    assert is_genuine(told, b"{}", new)
    assert not is_genuine(told, b"{ }", new)
    assert not is_genuine(told, b"{}", sign.new_secret())
    assert not is_genuine({**told, "webhook-id": "m2"}, b"{}", new)
    late = {**told, "webhook-timestamp": str(int(time.time()) - 1)}
    assert not is_genuine(late, b"{}", new)
    assert not is_genuine(sign.headers("m1", int(time.time()) - 301, b"{}", [new]), b"{}", new)


@pytest.mark.parametrize(
    "url",
    ["https://cmms.lan/hook?a=b", "https://CMMS.lan:443/", "https://cmms.lan./", "http://10.0.5.7:3000/x"],
)  # fmt: skip
def test_hosts_that_are_listed_may_be_told(url: str) -> None:
    AllowedHosts(HOSTS).require(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://cmms.lan/hook", "https://cmms.lan:8443/", "https://10.0.5.7:3000/", "http://10.0.5.7/",
        "https://cmms.lan.evil.example/", "https://evil.example#@cmms.lan/", "https://a:b@cmms.lan/",
        "https://cmms.lan@evil.example/", "https://evil.example\\@cmms.lan/", "ftp://cmms.lan/",
        "//cmms.lan/", "cmms.lan", "", "https://", "https://cmms.lan:99999/", "https://cmms.lan/\n",
        "http://[::ffff:127.0.0.1]/", "http://0x7f.1/", "https://cmms.lan/#x", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_others_may_not(url: str) -> None:
    with pytest.raises(UnfitEndpoint):
        AllowedHosts(HOSTS).require(url)
    with pytest.raises(UnfitEndpoint):
        AllowedHosts("").require(url)


@pytest.mark.parametrize("told", ["cmms.lan/hook", "ftp://cmms.lan", "a:b@cmms.lan", "https://"])
def test_an_entry_that_is_no_host_is_told(told: str) -> None:
    with pytest.raises(UnfitEndpoint, match=r"host|address"):
        AllowedHosts(told)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0",  # noqa: S104
        "::", "169.254.169.254", "169.254.1.1",
        "fe80::1", "fe80::1%lo", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "fd00:ec2::254",
        "100.100.100.200", "168.63.129.16", "192.0.0.192", "224.0.0.1", "255.255.255.255",
        "ff02::1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_addresses_that_are_never_told_anything(address: str) -> None:
    assert is_blocked(address)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://[::1]/", "http://169.254.169.254/", "http://localhost/"]
)
def test_an_endpoint_that_no_message_would_go_to_is_not_added(
    plant: PlantDatabase, url: str
) -> None:
    hosts = (
        "http://127.0.0.1:9,http://[::1],http://169.254.169.254,http://localhost,http://10.255.5.7"
    )
    desk = WebhookDesk(plant, AllowedHosts(hosts), judge=require_tellable)
    with pytest.raises(UnfitEndpoint, match="never told anything"):
        desk.add(NewEndpoint(url=url))
    kept = desk.add(NewEndpoint(url="http://10.255.5.7/"))[0]
    assert [one.id for one in desk.all()].count(kept.id) == 1
    desk.remove(kept.id)


def test_other_machines_of_the_plant_may_be_told_and_this_one_may_not() -> None:
    assert not is_blocked("10.255.5.7")
    assert not is_blocked("fd12:3456::7")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("0.0.0.0", 0))  # noqa: S104
        own = socket.gethostbyname(socket.gethostname())
    assert is_blocked(own)


def letter(url: str, body: bytes = b"{}") -> Letter:
    return Letter(url, "0192f0c1-2345-7abc-8def-0123456789ab", body, (SECRET,))


def postman(receiver: Receiver, **more: object) -> Postman:
    return Postman(AllowedHosts(receiver.host), **{"is_blocked": lambda _: False, **more})


def test_a_message_arrives_as_it_was_signed(receiver: Receiver) -> None:
    receiver.reply, receiver.taken = None, []
    outcome = postman(receiver).post(letter(receiver.url, '{"a": "漏油"}'.encode()))
    assert (outcome.got_through, outcome.status) == (True, 204)
    assert receiver.taken == [("0192f0c1-2345-7abc-8def-0123456789ab", {"a": "漏油"})]
    forged = letter(receiver.url)._replace(secrets=(sign.new_secret(),))
    assert postman(receiver).post(forged).status == 401


def test_only_2xx_counts_and_nothing_is_followed(receiver: Receiver) -> None:
    before = receiver.asked
    for status in (301, 302, 307, 400, 410, 500, 503):
        receiver.reply = lambda status=status: (status, {"Location": receiver.url})
        outcome = postman(receiver).post(letter(receiver.url))
        assert (outcome.got_through, outcome.status, outcome.gone) == (False, status, status == 410)
    assert receiver.asked == before + 7


def test_retry_after_is_a_number_or_a_date() -> None:
    told = {
        "120": 120,
        "Mon, 02 Mar 2026 08:01:00 GMT": 60,
        "Sun, 01 Mar 2026 08:00:00 GMT": 0,
        "Mon, 02 Mar 99999 08:01:00 GMT": 0,
        "-5": 0,
        "soon": 0,
        "9" * 400: 86_400,
        "\u00b2": 0,
    }
    replies = [said(status="503 Busy", more=f"Retry-After: {one}\r\n") for one in told]
    with serving(*replies) as server:
        host = server.url.removesuffix("/v1")
        sender = Postman(AllowedHosts(host), is_blocked=lambda _: False, now=NOW.timestamp)
        for wait in told.values():
            outcome = sender.post(letter(server.url))
            assert (outcome.status, outcome.wait) == (503, wait)


def test_this_machine_is_not_told_though_a_name_that_is_listed_leads_there(
    receiver: Receiver,
) -> None:
    before, answers = receiver.asked, [["10.0.0.5", "127.0.0.1"], ["127.0.0.1"]]
    port = receiver.host.rpartition(":")[2]
    sly = Postman(
        AllowedHosts(f"http://cmms.lan:{port}"), resolve=lambda *_: answers.pop(), seconds=2
    )
    for _ in range(2):
        outcome = sly.post(letter(f"http://cmms.lan:{port}/"))
        assert "127.0.0.1" in (outcome.error or "")
        assert outcome.status is None
    assert receiver.asked == before


def test_a_name_is_looked_up_once_and_the_address_that_was_judged_is_taken(
    receiver: Receiver,
) -> None:
    receiver.reply = lambda: (204, {})
    looked_up, judged = [], []
    port = receiver.host.rpartition(":")[2]

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append((host, port))
        return ["127.0.0.1"]

    fake = Postman(
        AllowedHosts(f"http://cmms.lan:{port}"),
        resolve=resolve,
        is_blocked=lambda address: bool(judged.append(address)),
    )
    assert fake.post(letter(f"http://cmms.lan:{port}/")).got_through
    assert looked_up == [("cmms.lan", int(port))]
    assert judged == ["127.0.0.1"]


def test_a_receiver_that_trickles_is_left_in_time() -> None:
    slowly = then(lambda to: to.sendall(b"HTTP/1.1 200 OK\r\n"), *[b"X: y\r\n"] * 50, pause=0.02)
    with serving(slowly, said(status="204 No Content")) as server:
        host = server.url.removesuffix("/v1")
        hasty = Postman(AllowedHosts(host), seconds=0.1, is_blocked=lambda _: False)
        begun = time.monotonic()
        outcome = hasty.post(letter(server.url))
        assert time.monotonic() - begun < 0.5
        assert (outcome.status, "Timeout" in (outcome.error or "")) == (None, True)


def test_a_name_that_is_looked_up_for_long_is_not_waited_for() -> None:
    over = threading.Event()

    def resolve(*_: object) -> list[str]:
        over.wait(10)
        return ["10.0.0.5"]

    hasty = Postman(AllowedHosts("http://cmms.lan"), resolve=resolve, seconds=0.05)
    begun = time.monotonic()
    outcome = hasty.post(letter("http://cmms.lan/"))
    assert time.monotonic() - begun < 2
    assert (outcome.status, "Timeout" in (outcome.error or "")) == (None, True)
    over.set()


def test_each_step_is_told_of_in_its_own_transaction(shop: Shop) -> None:
    all_of_it, some = shop.endpoint(), shop.endpoint(URL, "report.approved")
    report = shop.approved()
    with pytest.raises(IllegalStep):
        shop.store.step(report.id, "rejected", CHEN, report.version, "no")
    report = shop.store.patch(report.id, {"title": "Belt worn"}, CHEN, report.version)
    report = shop.store.patch(report.id, {"title": "Belt worn"}, CHEN, report.version)  # the same
    report = shop.store.step(report.id, "closed", CHEN, report.version)
    report = shop.store.step(report.id, "approved", CHEN, report.version, "it was not over")
    report = shop.store.step(report.id, "submitted", CHEN, report.version, "it was another")
    shop.store.step(report.id, "rejected", CHEN, report.version, "it was none")
    told = ["created", "submitted", "approved", "corrected"]
    told += ["closed", "reopened", "withdrawn", "rejected"]
    assert types(shop, all_of_it) == told
    assert types(shop, some) == ["approved"]


def test_who_undoes_the_change_undoes_the_message(shop: Shop) -> None:
    endpoint = shop.endpoint()

    class Full(Exception):
        """The disk is."""

    def tell_and_fail(*told: object) -> None:
        enqueue(*told)
        raise Full

    with pytest.raises(Full):
        ReportStore(shop.plant, happened=tell_and_fail).create(filled(), ADA)
    assert types(shop, endpoint) == []


def test_a_message_is_thin(shop: Shop) -> None:
    shop.endpoint()
    sender = FakePostman(GOOD)
    name = "设" * 200
    text = filled(reported_text="x" * 50_000, asset_id=name, reporter="Ada Lovelace")
    report = shop.store.create(text, ADA)[0]
    assert shop.courier(sender).serve(shop.desk.all()[0].id) == 1
    (sent,) = sender.sent
    message = json.loads(sent.body)
    assert message["type"] == "report.created"
    assert message["data"]["id"] == report.id
    assert len(sent.body) < MAX_BODY
    assert b"Ada" not in sent.body
    assert b"xxx" not in sent.body


def test_the_earlier_of_a_report_goes_first_and_other_reports_pass(shop: Shop) -> None:
    endpoint, sender = shop.endpoint(), FakePostman(BAD, GOOD)
    first = shop.approved()
    second = shop.store.create(filled(), ADA)[0]
    courier = shop.courier(sender)
    assert courier.serve(endpoint) == 2
    sent = [json.loads(one.body)["data"] for one in sender.sent]
    assert [(one["id"], one["version"]) for one in sent] == [(first.id, 1), (second.id, 1)]
    assert courier.serve(endpoint) == 0
    shop.clock.on(seconds=6)
    assert courier.serve(endpoint) == 3
    versions = [json.loads(one.body)["data"]["version"] for one in sender.sent[2:]]
    assert versions == [1, 2, 3]
    assert sender.sent[0].event_id == sender.sent[2].event_id
    assert shop.desk.get(endpoint).waiting == 0


def test_tries_are_spread_over_three_days_and_then_it_is_given_up_and_replayed(shop: Shop) -> None:
    endpoint, sender = shop.endpoint(), FakePostman(BAD)
    shop.store.create(filled(), ADA)
    courier = shop.courier(sender)
    for delay in line.DELAYS:
        shop.clock.on(seconds=delay * 0.99)
        assert courier.serve(endpoint) == (delay == 0)
        shop.clock.on(seconds=delay * 0.12)
        assert courier.serve(endpoint) == (delay > 0)
    (given_up,) = shop.desk.deliveries(endpoint)
    assert (given_up.state, given_up.next_at, len(given_up.attempts)) == ("failed", None, 10)
    assert shop.desk.get(endpoint).enabled
    assert shop.desk.replay(endpoint, since=NOW - timedelta(days=1)) == 1
    sender.script = [GOOD]
    assert courier.serve(endpoint) == 1
    assert {one.event_id for one in sender.sent} == {given_up.event_id}
    assert shop.desk.replay(endpoint, event_id=given_up.event_id) == 1
    with pytest.raises(NotHere):
        shop.desk.replay(endpoint, event_id=endpoint)


def test_who_is_gone_or_silent_for_days_is_told_no_more_until_enabled(shop: Shop) -> None:
    endpoint, sender = shop.endpoint(), FakePostman(GONE)
    shop.store.create(filled(), ADA)
    shop.store.create(filled(), ADA)
    courier = shop.courier(sender)
    assert courier.serve(endpoint) == 1
    told = shop.desk.get(endpoint)
    assert (told.enabled, told.disabled_because, told.waiting) == (False, "gone", 1)
    shop.approved()
    assert shop.desk.get(endpoint).waiting == 1
    assert shop.desk.switch(endpoint, enabled=True).enabled
    sender.script = [BAD]
    assert courier.serve(endpoint) == 1
    shop.clock.on(days=6)
    assert courier.serve(endpoint) == 1
    assert shop.desk.get(endpoint).disabled_because == "silent"


def test_who_asks_to_be_left_alone_is(shop: Shop) -> None:
    endpoint, sender = shop.endpoint(), FakePostman(BAD._replace(wait=3600), GOOD)
    shop.store.create(filled(), ADA)
    shop.store.create(filled(), ADA)
    courier = shop.courier(sender)
    assert courier.serve(endpoint) == 1
    shop.clock.on(minutes=59)
    assert courier.serve(endpoint) == 0
    shop.clock.on(minutes=2)
    assert courier.serve(endpoint) == 2


def test_one_courier_at_a_time_serves_an_endpoint_until_it_is_not_heard_of(shop: Shop) -> None:
    endpoint = shop.endpoint()
    shop.store.create(filled(), ADA)
    with shop.plant.writing() as session:
        assert line.take(session, endpoint, "dead", shop.clock())
    other = shop.courier(FakePostman(GOOD))
    assert other.serve(endpoint) == 0
    shop.clock.on(seconds=61)
    assert other.serve(endpoint) == 1
    with shop.plant.writing() as session:
        seq = shop.desk.deliveries(endpoint)[0].seq
        assert not line.settle(session, endpoint, seq, "dead", BAD, shop.clock())
    assert shop.desk.deliveries(endpoint)[0].state == "delivered"


def test_an_old_secret_signs_too_while_receivers_change_over(shop: Shop) -> None:
    endpoint, sender = shop.endpoint(), FakePostman(GOOD)
    shop.desk.try_out(endpoint, sender)
    (made,) = sender.sent.pop().secrets
    first = shop.desk.rotate(endpoint)
    shop.clock.on(hours=1)
    second = shop.desk.rotate(endpoint, timedelta(hours=2))
    for hours in (0, 22, 2):
        shop.clock.on(hours=hours)
        shop.desk.try_out(endpoint, sender)
    both = (second, first, made)
    assert [one.secrets for one in sender.sent] == [both, both, (second,)]


def test_without_an_overlap_no_old_secret_signs(shop: Shop) -> None:
    endpoint, sender = shop.endpoint(), FakePostman(GOOD)
    for _ in range(9):
        shop.desk.rotate(endpoint)
    shop.desk.try_out(endpoint, sender)
    last = shop.desk.rotate(endpoint, timedelta())
    shop.desk.try_out(endpoint, sender)
    assert [len(one.secrets) for one in sender.sent] == [6, 1]
    assert sender.sent[-1].secrets == (last,)


def test_removed_while_it_is_told_is_no_trouble(shop: Shop) -> None:
    endpoint = shop.endpoint()
    shop.store.create(filled(), ADA)

    class Remover(FakePostman):
        def post(self, letter: Letter) -> Outcome:
            shop.desk.remove(endpoint)
            return super().post(letter)

    assert shop.courier(Remover(GOOD)).serve(endpoint) == 0
    assert shop.desk.all() == []


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), webhook_hosts=HOSTS)
    assistant = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    app = create_app(assistant)
    # Not entered as a context: nothing is started, so nothing is delivered.
    yield TestClient(app, base_url="http://127.0.0.1:8080")
    assistant.close()


def test_they_are_managed_and_a_secret_is_shown_once(client: TestClient) -> None:
    assert client.app.state.assistant.courier() is not None  # for there are hosts to be told
    made = client.request("POST", "/v1/webhooks", json={"url": URL})
    assert made.status_code == 201
    endpoint, secret = made.json()["endpoint"], made.json()["secret"]
    path = f"/v1/webhooks/{endpoint['id']}"
    report = client.post("/v1/reports", json={"title": "Belt"}).json()
    log = client.request("GET", f"{path}/deliveries").json()["deliveries"]
    assert [one["report_id"] for one in log] == [report["id"]]
    listed = client.request("GET", "/v1/webhooks")
    assert listed.json()["endpoints"] == [{**endpoint, "waiting": 1}]
    assert secret not in listed.text
    replay = client.request("POST", f"{path}/replay", json={"event_id": log[0]["event_id"]})
    assert (replay.status_code, replay.json()) == (202, {"replayed": 1})
    assert client.request("POST", f"{path}/replay", json={}).status_code == 422
    rotated = client.request("POST", f"{path}/rotate", json={}).json()["secret"]
    assert rotated not in ("", secret)
    off = {"json": {"enabled": False}, "headers": {"If-Match": made.headers["etag"]}}
    switched = client.request("PATCH", path, **off)
    assert switched.json()["enabled"] is False
    assert client.request("GET", path).headers["etag"] == switched.headers["etag"]
    assert client.request("PATCH", path, **off).status_code == 412, "it was read before"
    assert client.request("PATCH", path, json={"enabled": True}).status_code == 428
    on = {"If-Match": f'"{switched.json()["version"]}"'}
    assert client.request("PATCH", path, json={"enabled": True}, headers=on).json()["enabled"]
    assert client.request("DELETE", path).status_code == 204
    assert client.request("GET", f"{path}/deliveries").status_code == 404
    page = client.request("POST", "/v1/webhooks", json={"url": "https://evil.example/"})
    assert (page.status_code, "WEBHOOK_HOSTS" in page.json()["detail"]) == (422, True)
