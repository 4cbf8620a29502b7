"""Weights held twice: the same products, and each form where it is faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.models.dual import ROWS, Kind, bytes_pay, hold_twice
from assistant.models.int4 import BLOCK, GROUP, Int4, pack
from assistant.models.int8 import WIDTH, ZERO, Int8, kernel_rows, quantize_rows, quantize_weight

if TYPE_CHECKING:
    import torch

pytestmark = pytest.mark.torch


def linear(inputs: int = 64, outputs: int = 32, *, bias: bool = True) -> torch.nn.Linear:
    import torch

    torch.manual_seed(7)
    return torch.nn.Linear(inputs, outputs, bias=bias).bfloat16()


def normal(*shape: int) -> torch.Tensor:
    import torch

    torch.manual_seed(8)
    return torch.randn(*shape).bfloat16()


def error(ours: torch.Tensor, exact: torch.Tensor) -> float:
    assert ours.shape == exact.shape
    return float((ours - exact).detach().float().norm() / exact.detach().float().norm())


def test_weights_on_a_grid_of_sixteen_are_kept_exactly() -> None:
    import torch

    codes = torch.arange(16).repeat(32, GROUP // 16 * 2)  # every group holds 0 and 15
    weight = (codes.float() * 0.25 - 1.5).bfloat16()
    rows = torch.eye(weight.shape[1]).bfloat16()
    assert torch.equal(Int4.of(weight).times(rows).T, weight)


def test_any_weights_come_back_within_half_a_step() -> None:
    import torch

    weight = linear(128, 48).weight.data
    back = Int4.of(weight).times(torch.eye(weight.shape[1]).bfloat16()).T
    groups = weight.float().reshape(48, -1, GROUP)
    step = ((groups.amax(-1) - groups.amin(-1)) / 15).repeat_interleave(GROUP, dim=1)
    assert ((back - weight).abs() <= 0.5 * step + 0.01).all()


def test_blocks_of_outputs_are_packed_as_the_whole_would_be() -> None:
    import torch

    weight = linear(GROUP, 2 * BLOCK + 64).weight.data
    packed, scales = pack(weight)
    last, last_scales = pack(weight[2 * BLOCK :])
    assert torch.equal(packed[2 * BLOCK :], last)
    assert torch.equal(scales[:, 2 * BLOCK :], last_scales)


def test_a_row_comes_back_within_half_a_step_of_its_largest_number() -> None:
    import torch

    rows = normal(5, 300) * torch.tensor([1e-3, 1.0, 30.0, 1e4, 0.0]).bfloat16().unsqueeze(1)
    ((codes, step),) = quantize_rows(rows)
    back = (codes[: len(rows)].float() - ZERO) * step.float()
    assert ((back - rows.float()).abs() <= 0.501 * step.float()).all()
    assert not back[4].any()


def test_a_row_of_extremes_neither_wraps_nor_saturates() -> None:
    import torch

    for largest in torch.linspace(1, 2, 129).bfloat16():  # every rounding of the step
        ((codes, _),) = quantize_rows(torch.stack([largest, -largest]).unsqueeze(0))
        assert codes[0, 0] - ZERO == ZERO - codes[0, 1]
        assert codes[0, 0] >= ZERO + 125


def test_outputs_have_weight_steps_of_their_own() -> None:
    import torch

    weight = normal(3, 64) * torch.tensor([1e-3, 1.0, 0.0]).bfloat16().unsqueeze(1)
    codes, steps = quantize_weight(weight)
    back = codes.float() * steps.unsqueeze(1)
    assert ((back - weight.float()).abs() <= 0.501 * steps.unsqueeze(1)).all()


def test_a_product_of_bytes_is_close_for_every_number_of_rows() -> None:
    weight = linear(96, 48).weight.data
    for count in (1, 3, 17, 130):
        rows = normal(count, 96)
        assert error(Int8(weight).times(quantize_rows(rows)), rows @ weight.T) < 0.02


def test_kernels_are_compiled_for_few_numbers_of_rows() -> None:
    assert len({kernel_rows(rows) for rows in range(1, 257)}) < 30
    for rows in range(1, 257):
        (codes,) = quantize_rows(normal(rows, 32))
        assert rows <= len(codes.codes) == kernel_rows(rows) < rows + 16


def test_an_outlier_makes_only_its_piece_coarse() -> None:
    import torch

    weight = normal(16, 4 * WIDTH)
    rows = normal(8, 4 * WIDTH)
    rows[:, 5] = 300
    codes = quantize_rows(rows)
    assert len(codes) == 4
    coarse = [float(piece.step.max()) > 2 for piece in codes]
    assert coarse == [True, False, False, False]
    back = torch.cat([(codes.float() - ZERO) * step.float() for codes, step in codes], dim=1)
    exact = back @ weight.float().T
    assert error(Int8(weight).times(codes), exact) < 0.02


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", [(1, 1), (1, ROWS), (1, ROWS + 1), (2, 40)])
def test_the_model_computes_nearly_as_before(bias: bool, shape: tuple[int, int]) -> None:
    import torch

    plain = linear(bias=bias)
    model = torch.nn.Sequential(linear(bias=bias))
    assert hold_twice(model, "int8") == 1
    rows = normal(*shape, 64)
    assert error(model(rows), plain(rows)) < 0.15
    assert not torch.equal(model(rows), plain(rows))


def test_without_bytes_many_rows_are_in_bfloat16_and_few_in_four_bits() -> None:
    import torch

    plain, model = linear(), torch.nn.Sequential(linear())
    assert hold_twice(model, "int4") == 1
    many, few = normal(ROWS + 1, 64), normal(ROWS, 64)
    assert error(model(many), plain(many)) < 0.005
    assert error(model(few), plain(few)) > 0.01


def test_two_products_of_the_same_rows_and_then_of_others() -> None:
    import torch

    model = torch.nn.ModuleList([linear(outputs=32), linear(outputs=48)])
    plain = [linear(outputs=32), linear(outputs=48)]
    hold_twice(model, "int8")
    for rows in (normal(4, 64), 3 * normal(9, 64), normal(4, 64).reshape(2, 2, 64)):
        for ours, theirs in zip(model, plain, strict=True):
            assert error(ours(rows), theirs(rows)) < 0.1


@pytest.mark.parametrize(("kind", "kept"), [("int8", ["0.bias"]), ("int4", ["0.weight", "0.bias"])])
def test_the_bfloat16_weights_are_let_go_where_bytes_replace_them(
    kind: Kind, kept: list[str]
) -> None:
    import torch

    model = torch.nn.Sequential(linear())
    hold_twice(model, kind)
    assert [name for name, _ in model.named_parameters()] == kept


def test_what_is_faster_is_measured() -> None:
    import torch

    model = torch.nn.Sequential(linear())
    assert isinstance(bytes_pay(), bool)
    assert hold_twice(model, "auto") == 1


def test_what_four_bits_cannot_hold_stays_as_it_is() -> None:
    import torch

    model = torch.nn.Sequential(linear(50, 32), linear(64, 30), torch.nn.Linear(64, 32))
    assert hold_twice(model) == 0
    assert all(isinstance(layer, torch.nn.Linear) for layer in model)


def test_plain_leaves_everything_as_it_is() -> None:
    import torch

    model = torch.nn.Sequential(linear())
    assert hold_twice(model, "plain") == 0
    assert isinstance(model[0], torch.nn.Linear)
