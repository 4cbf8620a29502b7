"""A machine at hand: who a label means, and what its pack holds."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.access.model import Principal
from assistant.access.rights import RIGHTS
from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.errors import NotHere
from assistant.machines.scan import identification, scanned
from tests.machine_plant import LINK, MACHINES, build


@pytest.mark.parametrize(
    ("text", "tag", "by"),
    [
        ("CV-201", "CV-201", "name"),
        (" ｃｖ-201\n", "CV-201", "name"),
        ("1号线", "CV-201", "name"),
        ("cv201", "CV-201", "spelling"),
        ("https://plant.lan:8080/a/CV-201", "CV-201", "own_link"),
        ("http://10.0.0.5/a/A1%2FP%203", "A1/P 3", "own_link"),
        ("https://plant.lan/a/A1/P 3", "A1/P 3", "own_link"),
        (LINK, "CV-201", "link"),
        ("HTTP://ID.Maker.Example:80/CV?sn=A7%2F9", "CV-201", "link"),
        ("https://maker.example/x/", "CV-202", "link"),
        # An identification link is its string: path and query are not to be understood.
        ("https://id.maker.example/cv?sn=A7%2F9", None, None),
        ("https://id.maker.example/CV?sn=A7/9", None, None),
        ("https://maker.example/x?", "CV-202", "link"),
        ("https://evil.example/CV-201", None, None),
        ("CV-20", None, None),
        ("", None, None),
    ],
)
def test_a_scan_means_a_machine_or_none(text: str, tag: str | None, by: str | None) -> None:
    found = scanned(text, MACHINES)
    assert (found.machine and found.machine.tag, found.by) == (tag, by)


def test_what_is_no_machine_has_its_nearest() -> None:
    assert [one.tag for one in scanned("CV-20", MACHINES).near] == ["CV-201", "CV-202"]
    assert [one.tag for one in scanned("https://evil.example/CV-201", MACHINES).near] == ["CV-201"]
    assert [one.tag for one in scanned("码垛", MACHINES).near] == ["PX-01"]
    assert scanned("quite another thing", MACHINES).near == ()
    assert scanned("CV-201", ()).machine is None


@given(st.text() | st.builds("https://{}/a/{}".format, st.text(), st.text()))
@example("http://[")
@example("https://a/a/%ff%00\ud800")
@example("https://\x00/a/" + "%" * 1990)
@example("9" * 100_000)
def test_any_scan_is_answered(text: str) -> None:
    found = scanned(text, MACHINES)
    assert (found.machine is None) == (found.by is None)
    assert len(found.near) <= 5
    link = identification(text)
    assert link is None or link.startswith("//")


# ---- The pack ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with closing(build(tmp_path_factory.mktemp("plant"))) as made:
        yield made


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> TestClient:
    return TestClient(create_app(assistant), base_url="http://127.0.0.1")


@pytest.mark.doors
def test_the_pack_tells_all_of_a_machine(client: TestClient) -> None:
    reply = client.get("/v1/assets/px-01/pack")
    told = reply.json()
    assert reply.status_code == 200, told
    assert told["machine"]["tag"] == "PX-01"
    assert [one["file_name"] for one in told["documents"]] == ["drive.pdf", "secret.pdf"]
    first = told["cards"][0]
    assert (first["code"], first["remedy"]) == ("E07", "Let the motor cool down.")
    assert first["safety"][0]["text"] in ("CAUTION Hot surface.", "DANGER High voltage.")
    assert [one["text"] for one in told["safety"]] == [
        "DANGER High voltage.",
        "CAUTION Hot surface.",
    ]
    assert [one["number"] for one in told["repairs"]] == [told["open_reports"][0]["number"]]
    assert told["repairs"][0]["done"] == "Tightened the belt to 45 Hz."
    assert (told["repairs"][0]["date"], told["repairs"][0]["downtime_minutes"]) == (
        "2026-03-01",
        35,
    )
    assert told["pictures"] == [
        f"/v1/documents/{one['id']}/pages/1.png" for one in told["documents"]
    ]
    again = client.get("/v1/assets/PX-01/pack", headers={"If-None-Match": reply.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.doors
def test_what_is_suggested_is_answered(client: TestClient, assistant: Assistant) -> None:
    told = client.get("/v1/assets/PX-01/pack").json()["suggestions"]
    assert told
    ids = assistant.library.assets.documents(MACHINES[3])
    for one in told:
        assert assistant.packs.answers(one["question"], ids)
    for language in ("en", "zh"):
        assert len([one for one in told if one["language"] == language]) <= 3
    bare = client.get("/v1/assets/CV-202/pack").json()
    assert bare["suggestions"] == bare["cards"] == bare["repairs"] == bare["open_reports"] == []


@pytest.mark.doors
def test_a_pack_holds_no_more_than_who_asks_may_read(assistant: Assistant) -> None:
    technician = Principal(
        id="1", kind="person", name="Ada", role="technician", rights=RIGHTS["technician"]
    )
    mine = assistant.as_asked_by(technician).packs.of("PX-01")
    assert [one.file_name for one in mine.manuals.documents] == ["drive.pdf"]
    assert {card.record.file_name for card in mine.manuals.cards} == {"drive.pdf"}
    assert "secret" not in str(mine)
    key = technician.model_copy(update={"kind": "program", "rights": frozenset({"docs:read"})})
    assert assistant.as_asked_by(key).packs.of("PX-01", records=False).records is None
    abroad = technician.model_copy(update={"sites": frozenset({"elsewhere"})})
    theirs = assistant.as_asked_by(abroad).packs.of("PX-01")
    assert theirs.records is not None
    assert theirs.records.repairs == theirs.records.open == ()


@pytest.mark.doors
def test_a_machine_is_found_over_the_api(client: TestClient) -> None:
    found = client.get("/v1/assets/find", params={"scan": LINK}).json()
    assert (found["machine"]["tag"], found["by"]) == ("CV-201", "link")
    lost = client.get("/v1/assets/find", params={"scan": "CV-20<b>"}).json()
    assert (lost["machine"], len(lost["near"])) == (None, 2)
    assert "CV-20<b>" in lost["told"]["zh"]
    slashed = client.get("/v1/assets/A1%2FP%203/pack").json()
    assert slashed["machine"]["tag"] == "A1/P 3"
    assert client.get("/v1/assets/CV-9/pack").status_code == 404
    assert client.get("/v1/assets/find", params={"scan": "x" * 2001}).status_code == 422


@pytest.mark.doors
def test_there_is_no_pack_of_nothing(assistant: Assistant) -> None:
    with pytest.raises(NotHere, match="GET /v1/assets"):
        assistant.packs.of("nothing")
