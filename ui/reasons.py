"""Why files and pages cannot be read, in Chinese: the rooms below give their reasons in English.

A reason is known by its sentence, which is all that comes through /v1. A test holds the table,
ui/reasons.tsv, to every sentence that the post room can say.
"""

import re
from functools import cache
from importlib.resources import files

_SIGNS = re.compile(r"[.*+?^$()|\[\]\\]")


def pattern(sentence: str) -> str:
    """A regular expression for it, as Python and JavaScript both read it."""
    return "^" + _SIGNS.sub(r"\\\g<0>", sentence).replace("{}", "(.*?)") + "$"


@cache
def reasons() -> list[tuple[str, str]]:
    """Expression and Chinese of each; of two that fit, the one with more words of its own first."""
    table = files("ui").joinpath("reasons.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in table if not line.startswith("#")]
    pairs.sort(key=lambda pair: -len(pair[0].replace("{}", "")))
    return [(pattern(english), chinese) for english, chinese in pairs]
