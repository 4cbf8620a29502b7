"""The typed client: against the real application in this process, and against servers that fail."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from assistant.answering.scope import Scope
from assistant.api.app import create_app
from assistant.api.sign_in import Me
from assistant.build import Assistant
from assistant.client import Client
from assistant.client.chat import Citations, Warnings
from assistant.client.errors import BadAddress, Refused, StrangeReply, Unreachable
from assistant.client.patience import Patience
from assistant.client.settings import ClientSettings
from assistant.commands.cert import issue, root_of
from assistant.commands.tls import in_folder
from assistant.reports.model import Actor
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.far import clients, listening
from tests.paper import make_pdf, writing
from tests.report_forms import FIELDS
from tests.safety_plant import OPEN, WARNING, shelve
from vectorstore.assets import Asset

ADA, CHEN = Actor(name="Ada"), Actor(name="陈工", role="supervisor")
QUESTION = "what does the motor overload alarm AL-31 mean"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("far")
    settings = Settings(data_dir=folder / "data", gate=0.1, site_zone="Asia/Shanghai")
    says = [["Let it ", "cool [1]."]] * 4
    built = Assistant(settings, HashingEmbedder(), ScriptedGenerator(says))
    built.library.assets.put([Asset("CV-201", "Infeed conveyor", "进料输送机")])
    built.intake.start()
    yield built
    built.close()


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[Client]:
    with clients(create_app(assistant)) as made, made(actor=CHEN) as client:
        yield client


@pytest.fixture(scope="module")
def manual(client: Client, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The id of a manual that came in through the client."""
    path = make_pdf(
        tmp_path_factory.mktemp("manuals") / "d1.pdf",
        writing("Drive D1", "AL-31 motor overload alarm: let the motor cool down."),
    )
    job = client.jobs.wait(client.documents.upload([path]).id, sleep=lambda _: None)
    assert (job.state, job.files_done) == ("done", 1)
    assert job.id in [one.id for one in client.jobs.all()]
    (document,) = client.documents.all()
    return document.id


@pytest.mark.process
def test_a_question_is_answered_with_its_page(client: Client, manual: str) -> None:
    assert client.search(QUESTION, 3).results[0].document_id == manual
    reply = client.ask(QUESTION)
    assert reply.text.endswith("cool [1].")
    assert client.documents.picture(reply.citations[0].url).startswith(b"\x89PNG")
    *words, end = client.stream(QUESTION, Scope(document="d1.pdf"))
    assert "".join(words) == reply.text
    assert isinstance(end, Citations)
    assert end.citations[0].page == 1
    assert client.alarm("AL-31").absent is None or client.alarm("AL-31").cards == []


@pytest.mark.process
def test_warnings_come_before_the_first_word(assistant: Assistant, client: Client) -> None:
    shelve(assistant.library, "wrapper", [("safety", WARNING), ("passage", OPEN)])
    first, second, *_ = client.stream("alarm 310 guard door open")
    assert isinstance(first, Warnings)
    assert first.safety[0].text == WARNING
    assert isinstance(second, str)


@pytest.mark.process
def test_a_report_goes_its_way(client: Client) -> None:
    draft = client.reports.draft("CV-201 tripped E07 at 08:00, replaced the belt")
    made = client.reports.create({**FIELDS, "actor": ADA.model_dump()})
    assert draft.report["fault_codes"] == ["E07"]
    assert client.reports.named(made.number.lower()).id == made.id == client.reports.get(made.id).id
    changed = client.reports.change(made.id, {"title": "Belt slips"}, made.version, ADA)
    assert changed.title == "Belt slips"
    assert changed.description == made.description
    sent = client.reports.move(made.id, "submitted", changed.version, actor=ADA)
    assert sent.id in [one.id for one in client.reports.all(updated_since=made.created_at)]
    assert not list(client.reports.all(updated_since=datetime.now(UTC).replace(year=2100)))
    log = client.reports.events(made.id)
    assert [one.to_status for one in log.events][-1] == "submitted"
    assert log.zone == "Asia/Shanghai"
    with pytest.raises(Refused) as stale:
        client.reports.change(made.id, {"title": "Other"}, made.version, ADA)
    assert stale.value.status == 412


@pytest.mark.process
def test_what_the_plant_knows_is_read(client: Client) -> None:
    assert [one.tag for one in client.assets()] == ["CV-201"]
    assert client.handover("now").zone == "Asia/Shanghai"
    assert client.handover(site="plant").only == "plant"
    with pytest.raises(Refused, match="There is no site 'Nowhere'"):
        client.handover(site="Nowhere")
    assert client.history("how many work orders?").query is None
    assert client.repairs("CV-201", "belt slips").repairs == []
    assert client.gaps.page(limit=5).gaps is not None
    assert list(client.answers.all()) == []
    assert client.webhooks.all() == []
    assert client.me().kind == "console"


@pytest.mark.process
def test_a_refusal_says_where_and_why(client: Client) -> None:
    with pytest.raises(Refused, match="There is no document") as exc:
        client.documents.get("0" * 64)
    assert exc.value.problem.title == "Not Found"
    with pytest.raises(Refused, match="/limit"):
        client.search("belt", limit=1000)


Server = Callable[[httpx.Request], httpx.Response]


def asked(*replies: httpx.Response | Exception) -> tuple[Client, list[httpx.Request], list[float]]:
    """A client of a server that answers so, one reply after the other."""
    left, seen, slept = list(replies), [], []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        reply = left.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    transport = httpx.MockTransport(answer)
    client = Client(
        "http://127.0.0.1", patience=Patience(tries=3), transport=transport, sleep=slept.append
    )
    return client, seen, slept


def full(**headers: str) -> httpx.Response:
    problem = {"title": "Too Many Requests", "status": 429, "detail": "Ask again later."}
    return httpx.Response(429, json=problem, headers=headers)


def found() -> httpx.Response:
    return httpx.Response(200, json={"results": [], "took_ms": 1.0})


def test_what_a_full_server_puts_off_is_sent_again_under_the_same_key() -> None:
    client, seen, slept = asked(full(**{"Retry-After": "7"}), found())
    assert client.search("belt").results == []
    assert slept == [7.0]
    first, second = (request.headers["idempotency-key"] for request in seen)
    assert first == second
    assert first != asked_key(client, seen)


def test_a_refusal_is_the_servers_words_alone() -> None:
    problem = {"title": "Unauthorized", "status": 401, "detail": "Sign in, or send a key."}
    client, _, _ = asked(httpx.Response(401, json=problem))
    with pytest.raises(Refused) as refused:
        client.search("belt")
    assert str(refused.value) == "Sign in, or send a key."  # a command adds its variable


def asked_key(client: Client, seen: list[httpx.Request]) -> str:
    with pytest.raises(IndexError):  # nothing is left to answer with
        client.search("another")
    return seen[-1].headers["idempotency-key"]


def test_who_is_told_to_come_back_much_later_is_told_at_once() -> None:
    client, _, slept = asked(full(**{"Retry-After": "3600"}))
    with pytest.raises(Refused, match="Ask again later") as exc:
        client.search("belt")
    assert (exc.value.problem.retry_after, slept) == (3600.0, [])


def test_a_lost_reply_is_asked_for_again_but_nothing_is_changed_twice() -> None:
    lost = httpx.ReadTimeout("timed out")
    client, _, _ = asked(lost, found())
    assert client.search("belt").results == []
    client, seen, _ = asked(lost)
    with pytest.raises(Unreachable, match="timed out"):
        client.reports.change("0" * 8, {"title": "x"}, 1)
    assert len(seen) == 1
    client, seen, _ = asked(*[httpx.ConnectError("refused")] * 3)
    with pytest.raises(Unreachable, match="SHIFTMATE_CA"):
        client.documents.remove("0" * 64)
    assert len(seen) == 3


def test_what_is_no_shiftmate_is_told_so() -> None:
    client, *_ = asked(httpx.Response(200, text="<html>"))
    with pytest.raises(StrangeReply, match="SearchReply"):
        client.search("belt")
    client, *_ = asked(httpx.Response(502, text="<html>"), httpx.Response(403, text="no"))
    with pytest.raises(Refused, match="Forbidden"):
        client.search("belt")


def test_a_stream_that_breaks_off_is_no_answer() -> None:
    frame = 'data: {"choices": [{"delta": {"content": "Let it"}}]}\n\n'
    client, *_ = asked(httpx.Response(200, text=frame))
    stream = client.stream("belt")
    assert next(stream) == "Let it"
    with pytest.raises(Unreachable, match="in the middle"):
        next(stream)
    client, *_ = asked(httpx.Response(200, text='data: {"error": {"message": "gone"}}\n\n'))
    with pytest.raises(Unreachable, match="gone"):
        next(client.stream("belt"))


async def says_who(scope: Any, receive: Any, send: Any) -> None:
    """A service of one reply."""
    me = Me(kind="program", name="line 1", role="technician", rights=["docs:read"], sites=[])
    await Response(me.model_dump_json(), media_type="application/json")(scope, receive, send)


@pytest.mark.process
def test_a_plants_own_authority_is_trusted_when_it_is_named(tmp_path: Path) -> None:
    place = in_folder(tmp_path).certificate
    issue(place, ["127.0.0.1"], datetime.now(UTC))
    with listening(says_who, place) as address:
        with Client(address, "smk_key", ca=root_of(place)) as client:
            assert client.me().name == "line 1"
        with Client(address, "smk_key") as client, pytest.raises(Unreachable, match="certificate"):
            client.me()


@pytest.mark.parametrize(
    "address", ["", "shiftmate.lan", "ftp://x", "https://me:key@shiftmate.lan"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress, match="is no server's address"):
        Client(address)


def test_a_key_is_not_sent_in_clear(tmp_path: Path) -> None:
    with pytest.raises(BadAddress, match="Use https"):
        Client("http://shiftmate.lan:8080", "smk_secret")
    with pytest.raises(BadAddress, match="PEM"):
        Client("https://shiftmate.lan", ca=tmp_path / "none.pem")
    settings = ClientSettings(server="http://127.0.0.1:1", api_key="smk_secret")
    assert "smk_secret" not in repr(settings)
    Client.of(settings).close()
