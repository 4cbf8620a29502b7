"""Documents are held to their word: every command in them runs, every setting is told.

What they ask of a running service, test_service_real.py asks of its own.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.client.settings import ClientSettings
from assistant.settings import Settings
from tests.service import MANUALS, ROOT, ingest

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```sh(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list:
    return [
        pytest.param(match["body"], id=f"{page.name}-{number}")
        for page in PAGES
        for number, match in enumerate(_BLOCK.finditer(page.read_text("utf-8")))
        if match["kind"].strip() == kind
    ]


def test_every_setting_is_told() -> None:
    told = (ROOT / "docs" / "operations.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `SHIFTMATE_(\w+)` \| ([^|]+?) \|", told, re.MULTILINE))
    settings = Settings.model_fields | ClientSettings.model_fields
    assert {name.upper() for name in settings} == rows.keys()
    for name, field in settings.items():
        if isinstance(field.default, int | float | str) and field.default:
            assert rows[name.upper()].strip("`") == str(field.default), name


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_make_knows_the_targets_that_are_named() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for block in blocks("make"):
        for target in re.findall(r"^make (\w+)", block.values[0], re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def furnished(folder: Path) -> Path:
    """A user's home with a folder of manuals."""
    (folder / "manuals").mkdir()
    for name in (
        "lubrication_chart_rev_a.pdf",
        "lubrication_chart_rev_b.pdf",
        "velloq_vx40_operator_card_zh.pdf",
    ):
        shutil.copy(MANUALS / name, folder / "manuals")
    for name, called in (("work_orders.csv", "orders.csv"), ("assets.csv", "machines.csv")):
        shutil.copy(ROOT / "sample_plant" / name, folder / called)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with its manuals ingested."""
    folder = furnished(tmp_path_factory.mktemp("home"))
    ingest(folder / "data", folder / "manuals")
    return folder


def run(script: str, home: Path, address: str = "") -> None:
    environment = {
        **os.environ,
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SHIFTMATE_DATA_DIR": str(home / "data"),
        "SHIFTMATE_MODELS_DIR": str(Settings().models_dir),
        "SHIFTMATE_MAX_NEW_TOKENS": "16",
    }
    script = script.replace("http://127.0.0.1:8080", address)
    # A service runs until it is stopped: it has its own tests.
    script = re.sub(r"^shiftmate serve\b.*$", "", script, flags=re.MULTILINE)
    script = script.replace(". .venv/bin/activate\n", "")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.model
@pytest.mark.parametrize("script", blocks(""))
def test_commands_run(script: str, home: Path) -> None:
    run(script, home)
