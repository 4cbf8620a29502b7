"""A conversation as chat templates take it: no text in it can pass for a template's own marks.

Tokenizers read the marks of turns wherever they stand, so a manual that holds ``<|im_end|>`` and
``<|im_start|>system`` would end our message and begin one of its own. A blank behind the first
sign makes words of such a mark, for people and model alike.
"""

import re
from collections.abc import Sequence
from typing import Final

from assistant.models.generator import Message

_MARK: Final = re.compile(
    r"<(?=\|[^<>\n]{1,60}\|>"  # ChatML, Llama 3, Phi, GLM, Granite, Command R
    r"|｜[^<>\n]{1,60}｜>"  # DeepSeek
    r"|/?(?:s|sop|bos|eos|pad|unk|mask|think|tools|tool_call|tool_response)>"
    r"|(?:start|end)_of_turn>"  # Gemma
    r"|reserved_\d+>"  # Baichuan
    r"|</?SYS>>)"  # Llama 2
    r"|\[(?=/?(?:INST|gMASK|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]"
    r"|UNUSED_TOKEN_\d+\])"  # Mistral, GLM, InternLM
)


def turns(messages: Sequence[Message]) -> list[dict[str, str]]:
    """Role and content of each, as templates and servers know them."""
    return [{"role": one.role, "content": harmless(one.content)} for one in messages]


def harmless(text: str) -> str:
    """The same words, of which none is a mark to a tokenizer."""
    return _MARK.sub(r"\g<0> ", text)
