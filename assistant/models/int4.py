"""A product with weights of 4 bits, for the few rows of decoding.

One row a token is bound by reading the weights, and 4 bits are a quarter of bfloat16's bytes. torch
has the kernel (``_weight_int4pack_mm_for_cpu``, what torch.compile uses for 4-bit weights).
"""

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import torch

GROUP = 32
"""Weights that share a scale and a zero, as in the Q4_K format the default model came in."""
BLOCK = 256
"""Outputs packed at a time: the work stays in the processor's cache, which makes it five times as
fast as whole matrices. The kernel's order of nibbles repeats every 64 outputs at most."""
_HIGHEST = 15
_MIDDLE = 8
"""torch's kernel computes ``(q - 8) * scale + zero``."""


class Int4:
    """A weight (outputs, inputs), bfloat16 given and 4 bits kept."""

    def __init__(self, codes: "torch.Tensor", scales: "torch.Tensor") -> None:
        self.codes, self.scales = codes, scales

    @classmethod
    def of(cls, weight: "torch.Tensor") -> Self:
        """Quantizes and packs (outputs, inputs) bfloat16."""
        return cls(*pack(weight))

    def times(self, rows: "torch.Tensor") -> "torch.Tensor":
        """(n, inputs) -> (n, outputs), bfloat16 both."""
        import torch

        out: torch.Tensor = torch.ops.aten._weight_int4pack_mm_for_cpu(
            rows, self.codes, GROUP, self.scales
        )
        return out


def fits(outputs: int, inputs: int) -> bool:
    """The kernel wants whole groups, and outputs in blocks of 16."""
    return inputs % GROUP == 0 and outputs % 16 == 0


def packed_shapes(outputs: int, inputs: int) -> tuple[tuple[int, ...], ...]:
    """Of what ``pack`` returns."""
    return (outputs, inputs // 2), (inputs // GROUP, outputs, 2)


def pack(weight: "torch.Tensor") -> "tuple[torch.Tensor, torch.Tensor]":
    """Quantizes (outputs, inputs) bfloat16 by groups along the inputs.

    Returns:
        The packed nibbles in the kernel's own order, (outputs, inputs / 2) uint8, and
        (inputs / GROUP, outputs, 2) bfloat16 of scale and zero.
    """
    import torch

    parts = [_pack(part) for part in torch.functional.split(weight, BLOCK)]
    packed, scales = zip(*parts, strict=True)
    return torch.cat(packed), torch.cat(scales, dim=1)


def _pack(weight: "torch.Tensor") -> "tuple[torch.Tensor, torch.Tensor]":
    import torch

    outputs, inputs = weight.shape
    groups = weight.float().reshape(outputs, inputs // GROUP, GROUP)
    low, high = groups.amin(-1, keepdim=True), groups.amax(-1, keepdim=True)
    scale = ((high - low) / _HIGHEST).clamp(min=1e-8).bfloat16().float()
    zero = (low + _MIDDLE * scale).bfloat16().float()
    codes = groups.sub_(zero).div_(scale).add_(_MIDDLE).round_().clamp_(0, _HIGHEST)
    packed = torch.ops.aten._convert_weight_to_int4pack_for_cpu(
        codes.to(torch.int32).reshape(outputs, inputs), 1
    )
    scales = torch.cat([scale, zero], dim=-1).permute(1, 0, 2).contiguous().bfloat16()
    return packed, scales
