"""The Python examples of the documents run, against a service with a manual and no model."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.far import listening
from tests.paper import make_pdf, writing
from tests.service import ROOT
from vectorstore.sync import take_in

pytestmark = pytest.mark.process

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```python\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    pytest.param(match["body"], id=f"{page.name}-{number}")
    for page in PAGES
    for number, match in enumerate(_BLOCK.finditer(page.read_text("utf-8")))
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("examples")
    settings = Settings(data_dir=folder / "data", gate=0.1, answer_mode="extractive")
    built = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    path: Path = make_pdf(
        folder / "d1.pdf",
        writing("Drive D1 alarms", "AL-31 motor overload alarm. Let the motor cool down 10 min."),
    )
    take_in(path, "d1.pdf", built.library, built.originals)
    with listening(create_app(built)) as address:
        yield address
    built.close()


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs_and_prints(
    example: str, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = example.replace("http://127.0.0.1:8080", address)
    exec(compile(code, "example", "exec"), {"__name__": "__main__"})  # noqa: S102 - our own words
    assert capsys.readouterr().out.strip()
