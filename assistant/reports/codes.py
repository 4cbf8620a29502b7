"""Code sets after ISO 14224: what was seen, how it failed, why, how it was noticed, what helped."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from ingest.document import Language

Version = Literal["iso14224:2016"]
VERSION: Version = "iso14224:2016"
"""Kept with every report: detection code 10 means another thing in the list of 2006."""
UNKNOWN = "UNK"
"""The failure mode of what was asked about and is not known; null is what nobody was asked."""

CodeSet = Literal["failure_mode", "mechanism", "cause", "detection", "activity"]


class Code(NamedTuple):
    """One line of a code set."""

    code: str
    en: str
    zh: str
    classes: str
    """Of failure modes, the kinds of equipment that show it: ``r`` rotating, ``m`` mechanical,
    ``e`` electrical, ``s`` safety and control."""

    def name(self, language: Language) -> str:
        """A few words of our own; the standard's definitions are not repeated."""
        return self.zh if language == "zh" else self.en


@cache
def code_sets() -> Mapping[CodeSet, Mapping[str, Code]]:
    """Every code set, by code, in the standard's order."""
    sets: dict[CodeSet, dict[str, Code]] = {}
    for line in (files(__package__) / "codes.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, code, en, zh, *classes = line.split("\t")
        sets.setdefault(_set(kind), {})[code] = Code(code, en, zh, "".join(classes))
    return sets


def known(kind: CodeSet, code: str) -> str:
    """The code, if its set has it.

    Raises:
        ValueError: It has not.
    """
    if code not in code_sets()[kind]:
        unsure = ", UNK where nobody knows" if kind == "failure_mode" else ""
        raise ValueError(f"{code[:20]!r} is no {kind} code of {VERSION}{unsure}.")
    return code


def named(kind: CodeSet, code: str | None, language: Language) -> str:
    """``VIB vibrates``, for people to read; empty where there is no code."""
    return "" if code is None else f"{code} {code_sets()[kind][code].name(language)}"


def _set(kind: str) -> CodeSet:
    match kind:
        case "failure_mode" | "mechanism" | "cause" | "detection" | "activity":
            return kind
        case _:
            raise ValueError(f"codes.tsv has a line of the set {kind!r}, which is none.")
