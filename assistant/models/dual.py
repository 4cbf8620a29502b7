"""Every Linear held twice: bfloat16 to read a prompt, 4-bit integers to write an answer.

Reading a prompt multiplies many rows at once and is bound by arithmetic, which bfloat16 does best.
Writing multiplies one row a token and is bound by reading the weights, a quarter of the bytes in
4 bits. Measured on one 8,960 x 1,536 product: 4 bits win up to 8 rows, bfloat16 from there on.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

ROWS = 8
"""From more rows than this on, bfloat16 is faster."""
GROUP = 32
"""Weights that share a scale and a zero, as in the Q4_K format the default model came in."""
_HIGHEST = 15
_MIDDLE = 8
"""torch's kernel computes ``(q - 8) * scale + zero``."""


def hold_twice(model: "torch.nn.Module") -> int:
    """Replaces every Linear that 4 bits can hold, in place; returns how many were replaced."""
    import torch

    linears = [
        (parent, name, child)
        for parent in model.modules()
        for name, child in parent.named_children()
        if isinstance(child, torch.nn.Linear) and _fits(child)
    ]
    for parent, name, child in linears:
        setattr(parent, name, _dual(child))
    return len(linears)


def _fits(linear: "torch.nn.Linear") -> bool:
    """The kernel wants bfloat16 input, whole groups, and outputs in blocks of 16."""
    import torch

    outputs, inputs = linear.weight.shape
    return linear.weight.dtype == torch.bfloat16 and inputs % GROUP == 0 and outputs % 16 == 0


def _dual(linear: "torch.nn.Linear") -> "torch.nn.Module":
    import torch

    packed, scales = pack(linear.weight.data)

    class Dual(torch.nn.Module):
        """Chooses by the number of rows, (…, inputs) -> (…, outputs)."""

        def __init__(self) -> None:
            super().__init__()
            self.weight, self.bias = linear.weight, linear.bias

        def forward(self, rows: torch.Tensor) -> torch.Tensor:
            flat = rows.reshape(-1, rows.shape[-1])
            if flat.shape[0] > ROWS:
                return torch.nn.functional.linear(rows, self.weight, self.bias)
            out: torch.Tensor = torch.ops.aten._weight_int4pack_mm_for_cpu(
                flat, packed, GROUP, scales
            )
            out = out if self.bias is None else out + self.bias
            return out.reshape(*rows.shape[:-1], -1)

    return Dual()


def pack(weight: "torch.Tensor") -> "tuple[torch.Tensor, torch.Tensor]":
    """Quantizes (outputs, inputs) bfloat16 by groups along the inputs.

    Returns:
        The packed nibbles in the kernel's own order, and (inputs / GROUP, outputs, 2) bfloat16 of
        scale and zero.
    """
    import torch

    outputs, inputs = weight.shape
    groups = weight.float().reshape(outputs, inputs // GROUP, GROUP)
    low, high = groups.amin(-1, keepdim=True), groups.amax(-1, keepdim=True)
    scale = ((high - low) / _HIGHEST).clamp(min=1e-8).bfloat16().float()
    zero = (low + _MIDDLE * scale).bfloat16().float()
    codes = ((groups - zero) / scale + _MIDDLE).round().clamp(0, _HIGHEST).to(torch.int32)
    packed = torch.ops.aten._convert_weight_to_int4pack_for_cpu(codes.reshape(outputs, inputs), 1)
    scales = torch.cat([scale, zero], dim=-1).permute(1, 0, 2).contiguous().bfloat16()
    return packed, scales
