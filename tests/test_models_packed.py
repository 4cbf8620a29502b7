"""Packed weights outlive the process that packed them, and are made anew when anything differs."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.models.int4 import Int4
from assistant.models.packed import Packed

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch

pytestmark = pytest.mark.torch


def normal(seed: int, outputs: int = 32) -> torch.Tensor:
    import torch

    return torch.randn(outputs, 64, generator=torch.Generator().manual_seed(seed)).bfloat16()


def packed_in(folder: Path, weight: torch.Tensor) -> torch.Tensor:
    """The codes of a start; what was worked out is kept for the next."""
    packed = Packed(folder)
    codes = packed.product("one", weight).codes
    packed.save()
    return codes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.safetensors").write_bytes(b"first")
    return tmp_path


def files(folder: Path) -> list[str]:
    return [file.name for file in folder.glob("packed-*.safetensors")]


def test_the_next_start_reads_no_weights(folder: Path) -> None:
    first = packed_in(folder, normal(1))
    assert packed_in(folder, normal(2)).equal(first)
    assert len(files(folder)) == 1


def test_other_weights_in_the_folder_are_packed_anew(folder: Path) -> None:
    first, kept = packed_in(folder, normal(1)), files(folder)
    (folder / "model.safetensors").write_bytes(b"second one")
    assert not packed_in(folder, normal(2)).equal(first)
    assert len(files(folder)) == 1
    assert files(folder) != kept
    assert len([*folder.glob("packed-*")]) == 2, "the other one's digest went with it"


def test_another_shape_is_packed_anew(folder: Path) -> None:
    packed_in(folder, normal(1))
    assert len(packed_in(folder, normal(1, outputs=64))) == 64


def test_a_torn_file_is_made_again(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    first = packed_in(folder, normal(1))
    (file,) = folder.glob("packed-*.safetensors")
    file.write_bytes(file.read_bytes()[:100])
    assert packed_in(folder, normal(1)).equal(first)
    assert "made again" in caplog.text
    assert packed_in(folder, normal(2)).equal(first)


def flip_a_bit(file: Path) -> None:
    """Of the last code: length and structure stay as they were."""
    time.sleep(0.02)  # the kernel's clock of files has ticked
    held = bytearray(file.read_bytes())
    held[-1] ^= 1
    file.write_bytes(held)


@pytest.mark.parametrize("starts", [1, 2])
def test_a_flipped_bit_is_packed_anew_and_never_run(
    folder: Path, caplog: pytest.LogCaptureFixture, starts: int
) -> None:
    """Whether or not the file was found right before."""
    sound = packed_in(folder, normal(1))
    for _ in range(starts - 1):
        packed_in(folder, normal(1))
    (file,) = folder.glob("packed-*.safetensors")
    kept = file.read_bytes()
    flip_a_bit(file)
    assert packed_in(folder, normal(1)).equal(sound)
    assert "made again" in caplog.text
    assert re.search("SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}", caplog.text)
    assert file.read_bytes() == kept
    caplog.clear()
    assert packed_in(folder, normal(2)).equal(sound)
    assert "made again" not in caplog.text


def test_a_time_that_was_set_back_hides_no_flipped_bit(folder: Path) -> None:
    sound = packed_in(folder, normal(1))
    packed_in(folder, normal(1))
    (file,) = folder.glob("packed-*.safetensors")
    before = file.stat()
    flip_a_bit(file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert packed_in(folder, normal(1)).equal(sound)


@pytest.mark.parametrize("damage", [Path.unlink, lambda seal: seal.write_text("{", "utf-8")])
def test_what_has_no_digest_is_made_again(
    folder: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], object]
) -> None:
    packed_in(folder, normal(1))
    (seal,) = folder.glob("packed-*.json")
    damage(seal)
    other = packed_in(folder, normal(2))
    assert other.equal(Int4.of(normal(2)).codes)
    assert f"its SHA-256 is not in {seal.name}" in caplog.text
    assert packed_in(folder, normal(3)).equal(other)


def test_it_is_hashed_once(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    for _ in range(4):
        packed_in(folder, normal(1))
    assert caplog.text.count("hashing") == 1


def test_a_folder_that_is_gone_costs_time_alone(folder: Path) -> None:
    packed = Packed(folder / "nowhere")
    product = packed.product("one", normal(1))
    packed.save()
    assert product.codes.equal(packed_in(folder, normal(1)))
