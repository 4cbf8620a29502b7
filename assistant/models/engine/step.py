"""One forward pass over rows of several texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from assistant.models.engine.attention import Span, span_of
from assistant.models.engine.cache import Cache
from assistant.models.engine.text import Text

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel


class Part(NamedTuple):
    """What one text has in a step."""

    text: Text
    cache: Cache
    tokens: Sequence[int]
    """The next unread ones."""
    guess: Sequence[int]
    """Read behind them to be verified; only where they reach the text's end."""
    ends: bool
    """Whether they do, so that the text is told what the model says."""

    @property
    def rows(self) -> int:
        """Of the step's."""
        return len(self.tokens) + len(self.guess)


def take(model: PreTrainedModel, parts: Sequence[Part]) -> None:
    """Reads all parts at once and tells each text that reached its end what comes next."""
    logits = _forward(model, parts)
    start = 0
    for part in parts:
        part.cache.length += len(part.tokens)
        if part.ends:
            end = start + 1 + len(part.guess)
            part.cache.length += part.text.take(part.guess, logits[start:end])
            start = end


def _forward(model: PreTrainedModel, parts: Sequence[Part]) -> torch.Tensor:
    """Logits of the rows that are asked about, (asked, vocabulary)."""
    import torch

    tokens = [token for part in parts for token in (*part.tokens, *part.guess)]
    places = [
        place for part in parts for place in range(part.cache.length, part.cache.length + part.rows)
    ]
    asked = list(_asked(parts)) or [0]  # a model wants to be asked something
    groups = model.config.num_attention_heads // parts[0].cache.shape.heads
    device = parts[0].cache.shape.device
    out = model(
        input_ids=torch.tensor([tokens], device=device),
        position_ids=torch.tensor([places], device=device),
        use_cache=False,
        logits_to_keep=torch.tensor(asked, device=device),
        spans=_spans(parts, groups),
    )
    logits: torch.Tensor = out.logits[0]
    return logits


def _spans(parts: Sequence[Part], groups: int) -> list[Span]:
    spans, start = [], 0
    for part in parts:
        spans.append(span_of(part.cache, start, part.rows, groups))
        start += part.rows
    return spans


def _asked(parts: Sequence[Part]) -> Iterator[int]:
    """Rows of each text's last token and of what was guessed to follow it."""
    end = 0
    for part in parts:
        end += part.rows
        if part.ends:
            yield from range(end - 1 - len(part.guess), end)
