"""Where the model's attention finds each text's own keys and values.

A step's rows belong to several texts. Every product of the model sees them all at once; attention
alone must keep them apart, so it is ours: an attention function of transformers' own register.
Without an entry in the register of masks, transformers builds none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.models.engine.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Sequence

    import torch

NAME = "texts_apart"


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of one text in a step."""

    cache: Cache
    start: int
    end: int
    mask: torch.Tensor | None
    """(query heads a key head * rows, tokens) to be added to the scores; None for a single row."""


def register() -> None:
    """Makes ``attn_implementation=NAME`` known to transformers."""
    from transformers import AttentionInterface

    AttentionInterface.register(NAME, attend)


def span_of(cache: Cache, start: int, rows: int, groups: int) -> Span:
    """The next rows of a text; ``groups`` query heads share a key head."""
    return Span(cache, start, start + rows, _mask(cache, rows, groups) if rows > 1 else None)


def _mask(cache: Cache, rows: int, groups: int) -> torch.Tensor:
    """Each row sees what was read before, its own token, and those before it in the step."""
    import torch

    shape = cache.shape
    later = torch.full(
        (rows, cache.length + rows), float("-inf"), dtype=shape.dtype, device=shape.device
    )
    return later.triu(cache.length + 1).repeat(groups, 1)


def attend(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,  # noqa: ARG001 - transformers' signature
    *,
    spans: Sequence[Span],
    scaling: float | None = None,
    **_: Any,  # noqa: ANN401 - what other attention functions may want
) -> tuple[torch.Tensor, None]:
    """(1, heads, rows, width) of queries, keys, values -> (1, rows, heads, width).

    The query heads that share a key head are laid out as its rows: no key is repeated, and one row
    a text, the usual case, takes 0.3 ms a layer where a head apiece takes 5 (bfloat16, 1,100
    tokens).
    """
    import torch

    layer: int = module.layer_idx  # type: ignore[assignment]
    found = query.new_empty(1, query.shape[2], query.shape[1], query.shape[3])
    for span in spans:
        keys, values = span.cache.append(
            layer, key[0, :, span.start : span.end], value[0, :, span.start : span.end]
        )
        heads, width = keys.shape[0], keys.shape[2]
        rows = span.end - span.start
        out = torch.nn.functional.scaled_dot_product_attention(
            query[:, :, span.start : span.end].reshape(1, heads, -1, width),
            keys[None],
            values[None],
            attn_mask=span.mask,
            scale=scaling,
        )
        found[0, span.start : span.end] = out.reshape(-1, rows, width).transpose(0, 1)
    return found, None
