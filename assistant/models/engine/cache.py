"""Keys and values of one text: what the model has read of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel


@dataclass(frozen=True, slots=True)
class Shape:
    """What one token's keys and values take."""

    layers: int
    heads: int
    """Of keys and values; queries may have more."""
    width: int
    """Numbers a head."""
    dtype: torch.dtype
    device: torch.device

    @classmethod
    def of(cls, model: PreTrainedModel) -> Shape:
        """As the model's configuration tells."""
        config = model.config
        heads = config.num_attention_heads
        width = getattr(config, "head_dim", None) or config.hidden_size // heads
        groups = getattr(config, "num_key_value_heads", None) or heads
        return cls(config.num_hidden_layers, groups, width, model.dtype, model.device)


class Cache:
    """Room for a number of tokens, in one piece of memory that goes back whole.

    Only the first ``length`` tokens are true: a step writes behind them, and whoever took the
    step says how much of that is kept.
    """

    def __init__(self, shape: Shape, room: int) -> None:
        import torch

        self.shape, self.room, self.length = shape, room, 0
        self._held = torch.empty(
            (shape.layers, 2, shape.heads, room, shape.width),
            dtype=shape.dtype,
            device=shape.device,
        )

    @property
    def bytes(self) -> int:
        """Taken, whether filled or not."""
        return self._held.nbytes

    def append(
        self, layer: int, keys: torch.Tensor, values: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Writes (heads, rows, width) each behind the true tokens; returns all up to there."""
        end = self.length + keys.shape[1]
        held = self._held[layer]
        held[0, :, self.length : end] = keys
        held[1, :, self.length : end] = values
        return held[0, :, :end], held[1, :, :end]

    def begin_with(self, other: Cache, length: int) -> None:
        """Takes over the first tokens of another text that begins the same."""
        self._held[:, :, :, :length] = other._held[:, :, :, :length]
        self.length = length
