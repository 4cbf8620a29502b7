"""Weights are hashed once before use; a file that was changed is refused, whatever its length."""

import os
import time
from pathlib import Path

import pytest

from assistant.models.errors import ChangedWeights, MissingWeights
from assistant.models.manifest import load_manifest
from assistant.models.store import model_folder, seal
from assistant.models.trust import STAMP, trusted

NAME = "smollm2-135m-instruct"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = model_folder(tmp_path, NAME)
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights" * 100)
    seal(folder, load_manifest().model(NAME), "wheels: a test")
    return tmp_path


def change(file: Path) -> None:
    time.sleep(0.02)  # the kernel's clock of files has ticked
    file.write_bytes(b"Weights" + b"weights" * 99)


def test_a_changed_byte_is_refused_though_the_length_is_right(models: Path) -> None:
    file = trusted(models, NAME) / "model.safetensors"
    change(file)
    with pytest.raises(ChangedWeights, match=rf"delete .* shiftmate models pull {NAME}"):
        trusted(models, NAME)


def test_what_was_hashed_is_not_hashed_again(models: Path) -> None:
    folder = trusted(models, NAME)
    stamp = (folder / STAMP).stat()
    trusted(models, NAME)
    assert (folder / STAMP).stat() == stamp


def test_a_time_that_was_set_back_hides_nothing(models: Path) -> None:
    file = trusted(models, NAME) / "model.safetensors"
    before = file.stat()
    change(file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(ChangedWeights):
        trusted(models, NAME)


def test_a_damaged_memory_of_it_only_costs_time(models: Path) -> None:
    folder = trusted(models, NAME)
    (folder / STAMP).write_text("{", "utf-8")
    assert trusted(models, NAME) == folder


def test_what_is_not_whole_is_told_as_before(models: Path) -> None:
    (model_folder(models, NAME) / "model.safetensors").unlink()
    with pytest.raises(MissingWeights, match="missing"):
        trusted(models, NAME)
