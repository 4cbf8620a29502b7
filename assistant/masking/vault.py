"""What was taken out of one prompt: a placeholder for each value, and the way back.

Placeholders look like ``<PERSON_1>``: a kind that the model can write a sentence around, and a
number that no text of the prompt has used already.
"""

import re
from collections import Counter
from collections.abc import Iterable

from assistant.masking.spans import Kind, Span, merged

_KINDS = "PERSON|PHONE|EMAIL|ID|BADGE"
_PLACEHOLDER = re.compile(rf"<(?P<kind>{_KINDS})[_ ](?P<number>\d{{1,6}})>", re.IGNORECASE)
_HALF = re.compile(r"<(?:[A-Za-z]{1,6}(?:[_ ]\d{0,6})?)?\Z")
"""The end of a piece that may go on as a placeholder."""


class Vault:
    """The values of one prompt."""

    def __init__(self, texts: Iterable[str]) -> None:
        """``texts``: all of the prompt, whose own placeholders are left to mean themselves."""
        self._taken = {_name(found) for text in texts for found in _PLACEHOLDER.finditer(text)}
        self._names: dict[tuple[Kind, str], str] = {}
        self._values: dict[str, str] = {}
        self._last: Counter[Kind] = Counter()

    def mask(self, text: str, spans: Iterable[Span]) -> str:
        """The text with placeholders; the same value has the same one in every text."""
        parts, at = list[str](), 0
        for start, end, kind in merged(spans):
            parts += text[at:start], self._placeholder(kind, text[start:end])
            at = end
        return "".join([*parts, text[at:]])

    def unmask(self, text: str) -> str:
        """The text with the values; a placeholder that is none of ours stays."""
        return _PLACEHOLDER.sub(lambda found: self._values.get(_name(found), found[0]), text)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many values of each kind there are, by kind."""
        return tuple(sorted(Counter(kind for kind, _ in self._names).items()))

    def _placeholder(self, kind: Kind, value: str) -> str:
        if (kind, value) not in self._names:
            name = self._free(kind)
            self._names[kind, value], self._values[name] = name, value
        return f"<{self._names[kind, value]}>"

    def _free(self, kind: Kind) -> str:
        while True:
            self._last[kind] += 1
            name = f"{kind.upper()}_{self._last[kind]}"
            if name not in self._taken:
                return name


class Unmasking:
    """Puts values back into a reply that comes in pieces; how it was cut changes nothing."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._held = ""

    def feed(self, piece: str) -> str:
        """Takes the next piece; returns what can be shown now, perhaps nothing."""
        text = self._held + piece
        half = _HALF.search(text)
        cut = half.start() if half else len(text)
        self._held = text[cut:]
        return self._vault.unmask(text[:cut])

    def flush(self) -> str:
        """What was still held when the reply ended."""
        held, self._held = self._held, ""
        return held


def _name(found: re.Match[str]) -> str:
    return f"{found['kind'].upper()}_{int(found['number'])}"
