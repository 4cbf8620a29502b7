"""Weights held twice: the same products, and each form where it is faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.models.dual import GROUP, ROWS, hold_twice, pack

if TYPE_CHECKING:
    import torch

pytestmark = pytest.mark.torch


def linear(inputs: int = 64, outputs: int = 32, *, bias: bool = True) -> torch.nn.Linear:
    import torch

    torch.manual_seed(7)
    return torch.nn.Linear(inputs, outputs, bias=bias).bfloat16()


def test_weights_on_a_grid_of_sixteen_are_kept_exactly() -> None:
    import torch

    codes = torch.arange(16).repeat(32, GROUP // 16 * 2)  # every group holds 0 and 15
    weight = (codes.float() * 0.25 - 1.5).bfloat16()
    packed, scales = pack(weight)
    rows = torch.eye(weight.shape[1]).bfloat16()
    back = torch.ops.aten._weight_int4pack_mm_for_cpu(rows, packed, GROUP, scales)
    assert torch.equal(back.T, weight)


def test_any_weights_come_back_within_half_a_step() -> None:
    import torch

    weight = linear(128, 48).weight.data
    packed, scales = pack(weight)
    rows = torch.eye(weight.shape[1]).bfloat16()
    back = torch.ops.aten._weight_int4pack_mm_for_cpu(rows, packed, GROUP, scales).T
    groups = weight.float().reshape(48, -1, GROUP)
    step = ((groups.amax(-1) - groups.amin(-1)) / 15).repeat_interleave(GROUP, dim=1)
    assert ((back - weight).abs() <= 0.5 * step + 0.01).all()


@pytest.mark.parametrize("bias", [True, False])
def test_many_rows_are_exact_and_few_are_close(bias: bool) -> None:
    import torch

    plain = linear(bias=bias)
    model = torch.nn.Sequential(linear(bias=bias))
    assert hold_twice(model) == 1
    many = torch.randn(ROWS + 1, 64).bfloat16()
    assert torch.equal(model(many), plain(many))
    torch.manual_seed(8)
    few = torch.randn(1, 1, 64).bfloat16()
    assert model(few).shape == (1, 1, 32)
    assert torch.allclose(model(few), plain(few), atol=0.25)
    assert not torch.equal(model(few), plain(few))


def test_what_four_bits_cannot_hold_stays_as_it_is() -> None:
    import torch

    model = torch.nn.Sequential(linear(50, 32), linear(64, 30), torch.nn.Linear(64, 32))
    assert hold_twice(model) == 0
    assert all(isinstance(layer, torch.nn.Linear) for layer in model)
