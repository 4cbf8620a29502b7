"""The register of machines, and searches narrowed by it and by all the other filters."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.assets import import_assets
from assistant.build import Assistant
from assistant.errors import BadAssets, NotHere
from assistant.revisions import find_document
from assistant.settings import Settings
from prompts.notices import NOTHING_CHOSEN
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.shelf import make_document
from vectorstore.assets import Register
from vectorstore.database import Database

HEAD = "tag,name_en,name_zh,area,maker,model,aliases,manuals\n"
PRESS = "HP-301,Press,液压机,Pressing,Liyue,LY-200,press;大压机,press.pdf;oil_rev_b.pdf\n"
OVEN = 'OV-1,"Oven, left",烘箱,,,,oven 1；左烘箱,OVEN.pdf\n'


@pytest.fixture
def register(tmp_path):
    database = Database(tmp_path / "register.db")
    yield Register(database)
    database.close()


def taken(register, tmp_path, text, encoding="utf-8"):
    file = tmp_path / "assets.csv"
    file.write_bytes(text.encode(encoding))
    return import_assets(file, register)


def test_the_sample_plants_machines_are_all_taken(register):
    file = Path(__file__).parent.parent / "sample_plant" / "assets.csv"
    report = import_assets(file, register)
    assert report.rejected == []
    assert sorted(report.imported) == [asset.tag for asset in register.all()]
    assert register.find("2号皮带") == register.find("cv-202")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_machine_is_found_by_every_name(register, tmp_path, encoding):
    assert taken(register, tmp_path, HEAD + PRESS + OVEN, encoding).imported == ["HP-301", "OV-1"]
    for name in ("HP-301", "hp-301", " ＨＰ-301", "Press", "大压机"):
        assert register.find(name).name_zh == "液压机"
    assert register.find("左烘箱").name_en == "Oven, left"
    assert register.find("LY-200") is None


def test_importing_again_replaces_and_keeps_the_others(register, tmp_path):
    taken(register, tmp_path, HEAD + PRESS + OVEN)
    moved = "OV-1,,,,,,press,\nHP-301,Big press,,,,,,\n"
    assert taken(register, tmp_path, HEAD + moved).rejected == []
    assert register.find("press").tag == "OV-1"
    assert register.find("HP-301").name_en == "Big press"
    taken(register, tmp_path, "tag\nNEW-1\n")
    assert [asset.tag for asset in register.all()] == ["HP-301", "NEW-1", "OV-1"]


def test_an_alias_may_be_an_identification_link(register, tmp_path):
    link = "https://id.maker.example/" + "7" * 230
    assert taken(register, tmp_path, f"tag,aliases\nA-1,{link}\nA-2,{link}8\n").imported == ["A-1"]
    assert register.find(link).tag == "A-1"


def test_every_rejected_row_has_its_line_and_reason(register, tmp_path):
    rows = [
        PRESS,
        ",No tag,,,,,,\n",
        "A-1,too,few\n",
        "\n",
        f"A-2,{'x' * 201},,,,,,\n",
        "A-3,bell\a,,,,,,\n",
        "A-4,,,,,,大压机,\n",
        "hp-301,again,,,,,,\n",
        "A-5,,,,,,,\n",
    ]
    report = taken(register, tmp_path, HEAD + "".join(rows))
    assert report.imported == ["HP-301", "A-5"]
    told = [(row.line, row.tag, row.reason) for row in report.rejected]
    expected = [
        (3, "", "no tag"),
        (4, "A-1", "3 cells under 8"),
        (6, "A-2", "201 characters"),
        (7, "A-3", "do not print"),
        (8, "A-4", "belongs to HP-301"),
        (9, "hp-301", "name of HP-301"),
    ]
    assert [row[:2] for row in told] == [row[:2] for row in expected]
    for row, want in zip(told, expected, strict=True):
        assert want[2] in row[2]


@pytest.mark.parametrize("text", ["", "name,area\nx,y\n", "tag,tag\na,b\n", 'tag\n"x"y\n'])
def test_what_is_no_list_is_refused_whole(register, tmp_path, text):
    with pytest.raises(BadAssets, match=r"assets\.csv"):
        taken(register, tmp_path, text)
    assert register.all() == []


def test_bytes_that_are_no_text_are_refused(register, tmp_path):
    (tmp_path / "assets.csv").write_bytes(b"tag\n\xff\xff\x00\n")
    with pytest.raises(BadAssets, match="UTF-8"):
        import_assets(tmp_path / "assets.csv", register)


# -- through the API ----------------------------------------------------------------------------


def put(library, name, *lines, title="", mark="", **more):
    document, chunks = make_document(name, lines, **more)
    document = replace(document, title=title or name, revision=mark)
    library.add(document, chunks, f"/{name}.pdf")
    return document.document_id


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    """Documents' ids by name, and a client of the service that holds them."""
    tmp_path = tmp_path_factory.mktemp("plant")
    assistant = Assistant(
        Settings(data_dir=tmp_path / "data", gate=0.2),
        HashingEmbedder(),
        ScriptedGenerator([["Wait [1]."]]),
    )
    library = assistant.library
    same = ["Stop it.", "Lock it.", "Wait."]
    ids = {
        "old": put(library, "oil_rev_a", *same, "pump oil 45 L", title="Oil A", mark="Rev. A"),
        "press": put(library, "press", "pump of the press"),
        "oven": put(library, "oven", "pump: do not touch", kind="safety"),
        "zh": put(library, "zh", "pump 泵的说明书", language="zh"),
    }
    file = tmp_path / "assets.csv"
    file.write_text(HEAD + PRESS + OVEN, "utf-8")
    import_assets(file, library.assets)
    library.link("/elsewhere/handed over.pdf", ids["zh"])
    ids["new"] = put(library, "oil_2024", *same, "pump oil 52 L", title="Oil A", mark="Rev. B")
    with TestClient(create_app(assistant), base_url="http://127.0.0.1") as client:
        yield ids, client


def found(client, query="pump", **filters):
    reply = client.post("/v1/search", json={"query": query, "limit": 50, "filters": filters})
    assert reply.status_code == 200, reply.text
    return {result["document_id"] for result in reply.json()["results"]}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"press", "oven", "zh", "new"}),
        ({"revision": "current"}, {"press", "oven", "zh", "new"}),
        ({"revision": "all"}, {"press", "oven", "zh", "new", "old"}),
        ({"asset": "hp-301"}, {"press", "new"}),
        ({"asset": "大压机", "revision": "all"}, {"press", "new", "old"}),
        ({"asset": "oven 1"}, {"oven"}),
        ({"asset": "oven 1", "kind": "passage"}, set()),
        ({"language": "zh"}, {"zh"}),
        ({"kind": "safety"}, {"oven"}),
        ({"kind": "passage", "language": "en"}, {"press", "new"}),
        ({"document": "press.pdf"}, {"press"}),
        ({"document": "PRESS.pdf", "asset": "oven 1"}, set()),
        ({"document": "handed over.pdf"}, {"zh"}),
        ({"document": "oil_rev_a.pdf"}, {"old"}),
        ({"document": "oil_rev_a.pdf", "revision": "all"}, {"old", "new"}),
        ({"document": "oil_2024.pdf", "revision": "a"}, {"old"}),
        ({"revision": "Rev. B"}, {"new"}),
        ({"asset": "HP-301", "revision": "A"}, {"old"}),
    ],
)
def test_every_filter_narrows_the_search(plant, filters, expected):
    ids, client = plant
    assert found(client, **filters) == {ids[name] for name in expected}


def test_an_answer_comes_from_what_it_is_narrowed_to(plant):
    _, client = plant
    asked = {"messages": [{"role": "user", "content": "pump oil"}], "filters": {"asset": "oven 1"}}
    reply = client.post("/v1/chat/completions", json=asked).json()
    assert {one["file_name"] for one in reply["citations"]} == {"oven.pdf"}
    asked["filters"] = {"asset": "oven 1", "kind": "passage"}
    reply = client.post("/v1/chat/completions", json=asked).json()
    assert reply["refused"]
    assert reply["choices"][0]["message"]["content"] == NOTHING_CHOSEN["en"]
    asked["filters"] = {"asset": "XX-1"}
    refused = client.post("/v1/chat/completions", json=asked | {"stream": True})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/filters/asset"


def test_a_document_is_searched_though_superseded(plant):
    ids, client = plant
    assert found(client, document=ids["old"]) == {ids["old"]}
    assert found(client, document=ids["old"], asset="HP-301") == {ids["old"]}
    assert found(client, document=ids["oven"], asset="HP-301") == set()


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"asset": "XX-1"}, "HP-301, OV-1"),
        ({"asset": ""}, "GET /v1/assets"),
        ({"document": "f" * 64}, "GET /v1/documents"),
        ({"document": "pres.pdf"}, "press.pdf"),
        ({"revision": "Z"}, "Rev. A, Rev. B"),
        ({"kind": "novel"}, "passage"),
        ({"language": "fr"}, "en"),
        ({"machine": "HP-301"}, "machine"),
    ],
)
def test_a_filter_that_cannot_work_is_a_problem(plant, filters, words):
    reply = plant[1].post("/v1/search", json={"query": "pump", "filters": filters})
    assert reply.status_code == 422
    (error,) = reply.json()["errors"]
    assert error["pointer"] == f"/filters/{next(iter(filters))}"
    assert words in error["pointer"] + error["detail"]


def test_the_register_is_listed_with_what_the_library_holds(plant):
    ids, client = plant
    press, oven = client.get("/v1/assets").json()["assets"]
    assert press["aliases"] == ["press", "大压机"]
    assert press["documents"] == sorted([ids["press"], ids["new"]])
    assert (oven["tag"], oven["documents"]) == ("OV-1", [ids["oven"]])


def test_both_revisions_are_listed_and_their_differences_told(plant):
    ids, client = plant
    listed = {one["id"]: one for one in client.get("/v1/documents").json()["documents"]}
    old, new = listed[ids["old"]], listed[ids["new"]]
    assert (old["revision"], old["superseded_by"]) == ("Rev. A", ids["new"])
    assert (new["revision"], new["superseded_by"]) == ("Rev. B", None)
    reply = client.get(f"/v1/documents/{ids['new']}/changes").json()
    assert (reply["from"]["id"], reply["to"]["id"]) == (ids["old"], ids["new"])
    (change,) = reply["changes"]
    assert (change["kind"], change["value_old"], change["value_new"]) == ("value", "45 L", "52 L")
    back = client.get(f"/v1/documents/{ids['old']}/changes", params={"from": ids["new"]}).json()
    assert back["changes"][0]["value_new"] == "45 L"
    assert client.get(f"/v1/documents/{ids['old']}/changes").status_code == 404
    assert client.get(f"/v1/documents/{'0' * 64}/changes").status_code == 404


def test_a_document_is_named_by_id_or_file(plant):
    ids, client = plant
    library = client.app.state.assistant.library
    assert find_document(library, "oil_rev_a.pdf") == ids["old"]
    assert find_document(library, ids["old"]) == ids["old"]
    with pytest.raises(NotHere, match="no document nothing"):
        find_document(library, "nothing.pdf")


@pytest.mark.process
def test_the_command_tells_rejected_rows_by_its_exit_code(tmp_path):
    file = tmp_path / "assets.csv"
    code = "from assistant.cli import main; main()"
    command = [sys.executable, "-c", code, "import-assets", str(file), "--json"]
    environment = os.environ | {"SHIFTMATE_DATA_DIR": str(tmp_path / "data")}
    for text, expected in ((HEAD + PRESS, 0), (HEAD + PRESS + ",x,,,,,,\n", 3), ("x\n", 1)):
        file.write_text(text, "utf-8")
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == expected, run.stderr
        if expected != 1:
            assert json.loads(run.stdout)["imported"] == ["HP-301"]
