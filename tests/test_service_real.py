"""The whole way with the real default weights: manuals in, cited answers out."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from assistant.models.store import model_folder
from assistant.settings import Settings
from prompts.phrases import MARK
from tests import journey_technician as technician
from tests import test_docs as documents
from tests.journey import person
from tests.service import MANUALS, ROOT, command, environment, ingest, serving

if TYPE_CHECKING:
    from openai import OpenAI

pytestmark = pytest.mark.model

QUESTIONS = [
    json.loads(line)
    for line in (ROOT / "sample_plant" / "questions.jsonl").read_text("utf-8").splitlines()
]
ALARMS = {"zh": "主轴报AL-31怎么处理", "en": "compressor stopped with Er.12 on a hot day"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plant") / "data"
    ingest(folder, MANUALS)
    return folder


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    with serving(data, SHIFTMATE_MAX_NEW_TOKENS="24") as url:
        yield url


@pytest.fixture(scope="module")
def client(address: str) -> "OpenAI":
    from openai import OpenAI

    return OpenAI(base_url=f"{address}/v1", api_key="none", timeout=300)


def gold(question: dict) -> set[tuple[str, int]]:
    pages = [*question["pages"], *question.get("alt_pages", [])]
    others = question.get("alt_docs", {}).items()
    return {(question["doc"], page) for page in pages} | {
        (name, page) for name, numbers in others for page in numbers
    }


def test_the_right_page_is_among_the_first_five(address: str) -> None:
    """At least 4 of 5 answerable questions about the sample plant, as the README says."""
    answerable = [question for question in QUESTIONS if question["answerable"]]
    found = 0
    for question in answerable:
        body = {"query": question["question"], "limit": 10}
        results = httpx.post(f"{address}/v1/search", json=body, timeout=60).json()["results"]
        pages = list(dict.fromkeys((hit["file_name"], hit["page"]) for hit in results))
        found += bool(gold(question) & set(pages[:5]))
    assert found >= 0.8 * len(answerable), f"{found} of {len(answerable)}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_alarm_question_is_answered_with_the_right_page_cited(
    client: "OpenAI", language: str
) -> None:
    question = ALARMS[language]
    reply = client.chat.completions.create(
        model="shiftmate", messages=[{"role": "user", "content": question}]
    )
    content = reply.choices[0].message.content or ""
    pages = {(cite["file_name"], cite["page"]) for cite in reply.citations}  # type: ignore[attr-defined]
    right = {
        "zh": {("hailong_sd7_spindle_drive.pdf", page) for page in (10, 12)},
        "en": {("aerholt_ak45_compressor.pdf", 8)},
    }
    assert MARK.search(content)
    assert pages & right[language], content
    assert not reply.refused  # type: ignore[attr-defined]


def test_the_openai_client_gets_a_stream(client: "OpenAI") -> None:
    stream = client.chat.completions.create(
        model="shiftmate",
        messages=[{"role": "user", "content": "brake air gap on the conveyor motor?"}],
        max_tokens=24,
        stream=True,
    )
    frames = list(stream)
    told = [frame.choices[0].delta.content or "" for frame in frames]
    told = [words for words in told if words]
    assert told[0].startswith("> "), "the manual's own words come first"
    assert len(told) > 1, "and the model's by themselves"
    assert frames[-1].choices[0].finish_reason in ("stop", "length")
    cited = [frame for frame in frames if getattr(frame, "citations", None) is not None]
    assert len(cited) == 1


def test_small_talk_is_refused_without_the_model(address: str) -> None:
    body = {"messages": [{"role": "user", "content": "how do I bake sourdough bread"}]}
    reply = httpx.post(f"{address}/v1/chat/completions", json=body, timeout=60).json()
    assert reply["refused"] is True
    assert reply["timings"]["new_tokens"] == 0


@pytest.mark.parametrize(("route", "status"), [("/v1/nowhere", 404), ("/v1/search", 405)])
def test_unknown_routes_are_problems_with_the_page_mounted(
    address: str, route: str, status: int
) -> None:
    assert "Shiftmate" in httpx.get(address, timeout=60).text
    reply = httpx.get(f"{address}{route}", timeout=60)
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("script", documents.blocks("service"))
def test_what_the_documents_ask_of_a_service_succeeds(
    script: str, address: str, tmp_path: Path
) -> None:
    home = documents.furnished(tmp_path)
    documents.run(script.replace("curl -s", "curl -sSf"), home, address)


@pytest.mark.browser
def test_a_technician_from_the_machine_to_the_report(address: str, data: Path) -> None:
    """The journey of ``test_journeys``, with nothing in the place of the models."""
    for deed, file in (("import-assets", "assets.csv"), ("import-workorders", "work_orders.csv")):
        told = command(deed, str(ROOT / "sample_plant" / file))
        subprocess.run(told, env=environment(data), check=True, capture_output=True)
    with person(address, "real", (1024, 768), "zh", "/machines") as one:
        one.page.set_default_timeout(120_000)  # an answer takes half a minute
        technician.finds_the_machine(one)
        technician.reads_the_alarm_card(one)
        technician.sees_evidence(one)
        technician.asks_by_typing(one)
        technician.rates(one)
        technician.reports(one)
        one.at("/board")
        one.page.wait_for_selector("#board[data-loaded]")
        one.look("board")
        one.content()


def test_ask_prints_the_chat_reply(data: Path) -> None:
    """With no model: to read its weights takes a minute, and the README's commands do."""
    run = subprocess.run(
        command("ask", "how do I bake sourdough bread", "--json"),
        env=environment(data, SHIFTMATE_ANSWER_MODE="extractive"),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    reply = json.loads(run.stdout)
    assert reply["refused"] is True
    assert reply["object"] == "chat.completion"


def test_a_missing_weight_file_is_named(data: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    source = model_folder(Settings().models_dir, "multilingual-e5-small")
    shutil.copytree(source, models / source.name)
    (models / source.name / "model.safetensors").unlink()
    run = subprocess.run(
        command("serve", "--port", "0"),
        env=environment(data, SHIFTMATE_MODELS_DIR=str(models)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 1
    assert "model.safetensors is missing" in run.stderr
    assert "shiftmate models pull" in run.stderr
