"""Every Linear held twice: 4-bit integers for up to four rows, 8-bit integers for more.

Decoding one conversation multiplies one row a token and is bound by reading the weights, least in
4 bits. A prompt, a draft that is checked, and several conversations together multiply many rows.
The bfloat16 weights are let go: Qwen2.5-Coder-1.5B then takes 2.9 GB instead of 4.0.
"""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from assistant.models.int4 import Int4, fits
from assistant.models.int8 import Codes, Int8, quantize_rows
from assistant.models.packed import Packed

if TYPE_CHECKING:
    import torch

Kind = Literal["auto", "int8", "int4", "plain"]
"""``int8``: as above; ``int4``: bfloat16 for many rows; ``plain``: bfloat16 for all; ``auto``: the
faster here of the first two."""
ROWS = 4
"""Up to so many rows 4 bits are faster. One 8,960 x 1,536 product on two cores with AVX-512 VNNI,
weights out of the cache, milliseconds in bfloat16 / 4 bits / 8 bits: 1 row 2.4 / 0.5 / 1.0, 2 rows
2.1 / 0.6 / 1.0, 4 rows 2.2 / 0.8 / 1.1, 8 rows 2.4 / 1.7 / 1.2, 16 rows 3.0 / 3.2 / 1.6, 64 rows
5.6 / 12.8 / 3.0, 256 rows 18 / - / 9.6. The whole model: 3 rows 91 ms in 4 bits, 232 with 4 rows
in 8 bits, whose inputs must be quantized first; 5 rows 122 ms in 8 bits."""
_TRIAL_WIDTH, _TRIAL_ROWS = 1536, 64
_TRIALS = 5
_CLOSE = 0.05
"""Relative error; 8 bits of normally distributed numbers cost 0.01. Processors without VNNI may
saturate while they add, which costs far more."""


def hold_twice(model: "torch.nn.Module", kind: Kind = "auto", folder: Path | None = None) -> int:
    """Replaces every Linear that 4 bits can hold, in place; returns how many were replaced.

    Args:
        model: Any model; what is not on the CPU or not bfloat16 stays as it is.
        kind: See ``Kind``.
        folder: The model's own, where its packed weights are kept from start to start.
    """
    linears = [] if kind == "plain" else _linears(model)
    if not linears:
        return 0
    bytewise = kind == "int8" or (kind == "auto" and bytes_pay())
    lately = _Lately() if bytewise else None
    packed = Packed(folder) if folder else None
    for path, parent, name, child in linears:
        weight = child.weight.data
        few = packed.product(path, weight) if packed else Int4.of(weight)
        setattr(parent, name, _dual(child, few, lately))
    if packed:
        packed.save()
    if bytewise:
        _let_go(model)
    return len(linears)


def bytes_pay() -> bool:
    """Whether this processor multiplies bytes faster than bfloat16, and as exactly as it should."""
    import torch

    random = torch.Generator().manual_seed(0)
    weight, rows = (
        torch.randn(count, _TRIAL_WIDTH, generator=random).bfloat16()
        for count in (_TRIAL_WIDTH, _TRIAL_ROWS)
    )
    held = Int8(weight)

    def ours() -> torch.Tensor:
        return held.times(quantize_rows(rows))

    def theirs() -> torch.Tensor:
        return torch.nn.functional.linear(rows, weight)

    error = (ours() - theirs()).float().norm() / theirs().float().norm()
    return bool(error < _CLOSE) and _seconds(ours) < _seconds(theirs)


def _seconds(work: Callable[[], object]) -> float:
    """The shortest of a few trials: whatever else the machine does only makes them longer."""

    def once() -> float:
        begun = perf_counter()
        work()
        return perf_counter() - begun

    return min(once() for _ in range(_TRIALS))


class _Lately:
    """The bytes of the rows that came last, for all products of one model.

    Query, key and value multiply the same rows, gate and up too: they are quantized once. Same
    means the same tensor, which is kept meanwhile and which nobody writes to in a forward pass.
    """

    def __init__(self) -> None:
        self._last: tuple[torch.Tensor, list[Codes]] | None = None

    def quantized(self, rows: "torch.Tensor") -> list[Codes]:
        last = self._last
        if last is None or last[0] is not rows:
            last = (rows, quantize_rows(rows.reshape(-1, rows.shape[-1])))
            self._last = last
        return last[1]


def _linears(
    model: "torch.nn.Module",
) -> "list[tuple[str, torch.nn.Module, str, torch.nn.Linear]]":
    """Path, parent, name in it, and layer."""
    import torch

    return [
        (f"{path}.{name}", parent, name, child)
        for path, parent in model.named_modules()
        for name, child in parent.named_children()
        if isinstance(child, torch.nn.Linear) and _fits(child.weight)
    ]


def _fits(weight: "torch.Tensor") -> bool:
    import torch

    outputs, inputs = weight.shape
    ours = weight.dtype == torch.bfloat16 and weight.device.type == "cpu"
    return ours and fits(outputs, inputs)


def _dual(linear: "torch.nn.Linear", few: Int4, lately: _Lately | None) -> "torch.nn.Module":
    import torch

    many = _bytewise(linear.weight.data, lately) if lately else _plainly(linear.weight)
    weight, bias = None if lately else linear.weight, linear.bias

    class Dual(torch.nn.Module):
        """Chooses by the number of rows, (…, inputs) -> (…, outputs).

        It must not refer to ``linear``, which would keep the bfloat16 weights alive.
        """

        def __init__(self) -> None:
            super().__init__()
            self.weight, self.bias = weight, bias

        def forward(self, rows: torch.Tensor) -> torch.Tensor:
            flat = rows.reshape(-1, rows.shape[-1])
            out = few.times(flat) if len(flat) <= ROWS else many(rows)
            out = out if self.bias is None else out.add_(self.bias)
            return out.reshape(*rows.shape[:-1], -1)

    return Dual()


def _bytewise(weight: "torch.Tensor", lately: _Lately) -> "Callable[[torch.Tensor], torch.Tensor]":
    held = Int8(weight)
    return lambda rows: held.times(lately.quantized(rows))


def _plainly(weight: "torch.Tensor") -> "Callable[[torch.Tensor], torch.Tensor]":
    import torch

    return lambda rows: torch.nn.functional.linear(rows, weight)


def _let_go(model: "torch.nn.Module") -> None:
    """What remains is copied out of the file that transformers maps, so that the map goes."""
    for parameter in model.parameters():
        parameter.data = parameter.data.clone()
