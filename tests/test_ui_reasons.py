"""Whatever the post room says of a file or page, the panel can say in Chinese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest
from assistant.jobs.pages import grouped
from ingest.document import UnreadablePage
from ui.reasons import reasons

SAID = {"UnreadableFile": 1, "EmptyFile": 1, "EncryptedFile": 1, "UnreadablePage": 1, "Flaw": 0} | {
    "OcrFailed": 0, "OcrUnavailable": 0, "failure": 0, "require_at_most": 1, "Attempt": -1,
}  # fmt: skip
"""Which argument of a call is a reason; -1 is ``trouble``."""
FRAMES = {
    "require_at_most": "12 {}, more than the 9 allowed. Split it.",
    "failure": "its reader {} at page 3 of 9. The file is damaged, or made to do harm: "
    "open it in its own program and save it anew as PDF.",
}
COMPOSED = [
    "its reader was not done with it after 7200 s at page 3 of 9. "
    "Split the file, or allow one file more time (SHIFTMATE_READING_MINUTES).",
    "12 pages, more than the 9 allowed. Split it.",
    "named .pdf, yet its content is a picture, not a PDF. "
    "Check the download, or give the file its proper suffix.",
    "damaged Excel file (BadZipFile). Open it in Excel and save it anew.",
    "garbled text layer; OCR found no text",
    "no text layer: a drawing, or letters drawn as shapes; OCR is not sure of it",
    "a slide without text; its pictures need OCR",
    "supersedes a.pdf (Rev. A); superseded by c.pdf (Rev. C)",
    "no reader for .doc; .pdf can be read. Open it in Word and save it as .docx or PDF.",
    "no reader for .ods; .pdf can be read. Save it as .xlsx.",
    "no reader for a file without suffix; .pdf can be read. Convert it to one of these.",
    "needs OCR, but its engine cannot be loaded; run `pip install x`",
]
"""Sentences put together from several places."""


def chinese(reason: str) -> str | None:
    """As ui/static/manuals.js does it."""

    def told(sentence: str) -> str | None:
        for pattern, words in reasons():
            if match := re.fullmatch(pattern, sentence, re.DOTALL):
                return words.format(*match.groups())
        return None

    parts = [told(part) for part in reason.split("; ")]
    return told(reason) if None in parts else "；".join(map(str, parts))


def sentences() -> Iterator[str]:
    """Every reason that stands in the post room's code, with a 7 for whatever is filled in."""
    for file in Path(ingest.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in SAID:
                    said = argument(node, SAID[name])
                    if said is not None:
                        yield FRAMES.get(name, "{}").replace("{}", said)
                case ast.Assign(targets=[ast.Name(id="reason")]):
                    said = spelled(node.value)
                    if said is not None and said.endswith("."):
                        yield said


def argument(call: ast.Call, place: int) -> str | None:
    if place < 0:
        return next((spelled(one.value) for one in call.keywords if one.arg == "trouble"), None)
    return spelled(call.args[place]) if len(call.args) > place else None


def spelled(node: ast.expr) -> str | None:
    """The text of a literal; None for a variable, and for what begins with one."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=[ast.FormattedValue(value=ast.Name() | ast.Attribute()), *_]):
            is_number = "bytes long" in ast.unparse(node)
            return None if not is_number else filled(node)
        case ast.JoinedStr():
            return filled(node)
    return None


def filled(node: ast.JoinedStr) -> str:
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values
    )


FOUND = sorted(set(sentences()) - {"its reader 77. 7"})  # a frame: what fills it is found, too


def test_the_reasons_were_found() -> None:
    assert len(FOUND) > 30


@pytest.mark.parametrize("reason", [*FOUND, *COMPOSED])
def test_every_reason_is_told_in_chinese(reason: str) -> None:
    shown = grouped([UnreadablePage(1, reason)])[0].reason  # without what differs from page to page
    told = chinese(reason) or chinese(shown)
    assert told, "add it to ui/reasons.tsv"
    kept = {"PDF", "OCR", "UTF", "HTML", "GiB", "Excel", "Word", "PowerPoint", "WPS", "dpi", "pip"}
    latin = set(re.findall(r"(?<![.\w])[A-Za-z]{3,}", re.sub("`.*?`", "", told))) - kept
    assert latin <= {"pdf", "Rev"}, "mixed languages"


def test_what_nobody_foresaw_is_not_guessed() -> None:
    assert chinese("a reason of another kind") is None
    assert chinese("garbled text layer; a reason of another kind") is None
