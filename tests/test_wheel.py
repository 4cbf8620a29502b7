"""The wheel, installed where the checkout is not: it must bring all it needs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {"assistant", "ingest", "prompts", "ui", "vectorstore"}

pytestmark = pytest.mark.wheel


def run(*arguments: object, cwd: Path) -> str:
    done = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=cwd,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_it_holds_the_five_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == PACKAGES


def test_it_works_in_a_clean_environment_elsewhere(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    lock = ROOT / "requirements.lock"
    run(python, "-m", "pip", "install", "--quiet", "-c", lock, wheel, cwd=tmp_path)
    shiftmate = tmp_path / "venv" / "bin" / "shiftmate"
    assert "ingest" in run(shiftmate, "--help", cwd=tmp_path)
    assert "multilingual-e5-small" in run(shiftmate, "models", "list", cwd=tmp_path)
    use = (
        "from prompts import render; print(render('system.zh'));"
        "import assistant.api.app, ui.web;"
        "from vectorstore.tokens import query_words; print(query_words('the AL-31'));"
        "from assistant.answering.glossary import Glossary, atoms;"
        "print(Glossary.load().counterparts(atoms('bearing'), 'en'))"
    )
    said = run(python, "-c", use, cwd=tmp_path)
    assert "设备维修助手" in said
    assert "al-31" in said
    assert "轴承" in said
