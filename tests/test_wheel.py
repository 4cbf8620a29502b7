"""The wheel, installed where the checkout is not: it must bring all it needs."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

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
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation")
    run(*build, "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def wanted(asked: Requirement) -> Iterator[Requirement]:
    """What a distribution of this environment asks for, with the extras asked of it."""
    for told in distribution(asked.name).requires or ():
        needed = Requirement(told)
        marker = needed.marker
        if marker is None or any(marker.evaluate({"extra": one}) for one in ("", *asked.extras)):
            yield needed


def closure(ours: Distribution) -> set[str]:
    """The distributions that ours asks for, and that those ask for; they must all be here."""
    asked = [Requirement(told) for told in ours.requires or ()]
    waiting = [one for one in asked if one.marker is None or one.marker.evaluate({"extra": ""})]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        one = waiting.pop()
        if (key := (one.name, frozenset(one.extras))) not in seen:
            seen.add(key)
            waiting += wanted(one)
    return {name for name, _ in seen}


def lend(name: str, site: Path) -> None:
    """Makes a distribution of this environment visible in another one."""
    lent = distribution(name)
    for top in {file.parts[0] for file in lent.files or ()} - {"..", "__pycache__"}:
        if not (site / top).exists():
            (site / top).symlink_to(str(lent.locate_file(top)))


def test_it_holds_the_five_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == PACKAGES


def test_it_works_in_an_environment_with_what_it_asks_for_and_nothing_else(
    wheel: Path, tmp_path: Path
) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    (site,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    (ours,) = distributions(path=[str(site)])
    # Installed again they would be the same files, two minutes later.
    for name in closure(ours):
        lend(name, site)
    shiftmate = tmp_path / "venv" / "bin" / "shiftmate"
    assert "ingest" in run(shiftmate, "--help", cwd=tmp_path)
    assert "multilingual-e5-small" in run(shiftmate, "models", "list", cwd=tmp_path)
    use = (
        "from prompts import render; print(render('system.zh'));"
        "import assistant.api.app, ui.web; print(assistant.__file__);"
        "from vectorstore.tokens import query_words; print(query_words('the AL-31'));"
        "from assistant.answering.glossary import Glossary, atoms;"
        "print(Glossary.load().counterparts(atoms('bearing'), 'en'))"
    )
    said = run(python, "-c", use, cwd=tmp_path)
    assert "设备维修助手" in said
    assert "al-31" in said
    assert "轴承" in said
    assert str(site) in said
