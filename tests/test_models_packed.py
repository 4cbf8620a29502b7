"""Packed weights outlive the process that packed them, and are made anew when anything differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.models.packed import Packed

if TYPE_CHECKING:
    from pathlib import Path

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
    return [file.name for file in folder.glob("packed-*")]


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


def test_another_shape_is_packed_anew(folder: Path) -> None:
    packed_in(folder, normal(1))
    assert len(packed_in(folder, normal(1, outputs=64))) == 64


def test_a_torn_file_is_made_again(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    first = packed_in(folder, normal(1))
    (file,) = folder.glob("packed-*")
    file.write_bytes(file.read_bytes()[:100])
    assert packed_in(folder, normal(1)).equal(first)
    assert "made again" in caplog.text
    assert packed_in(folder, normal(2)).equal(first)


def test_a_folder_that_is_gone_costs_time_alone(folder: Path) -> None:
    packed = Packed(folder / "nowhere")
    product = packed.product("one", normal(1))
    packed.save()
    assert product.codes.equal(packed_in(folder, normal(1)))
