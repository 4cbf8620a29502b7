"""Labelled lines, ``Cause: …``, ``处理：…``, and the text that belongs to each. Pure."""

import re
from collections.abc import Iterable, Iterator

from ingest.faults.record import Part
from ingest.faults.words import role_of
from ingest.tables.draft import flat

_LABELLED = re.compile(
    r"^[\s•●■◆▪➢*\-–—\[【(（]*"
    r"(?P<title>[A-Za-z\u4e00-\u9fff][A-Za-z\u4e00-\u9fff /&()（）\-]{0,34}?)"
    r"[\s\]】)）]*(?:[:：]|(?<=[\]】])|$)\s*(?P<text>.*)$"
)
_ROLES = frozenset({"cause", "remedy"})
_DESCRIBING = re.compile(
    r"^(?:descriptions?|meanings?|explanations?|effects?|consequences?|reactions?|reset|acknowledge"
    r"|notes?|remarks?|class|level|priority|说明|含义|描述|后果|影响|反应|备注|现象|级别|复位)$",
    re.IGNORECASE,
)


def label_of(line: str) -> Part | None:
    """What a line's label says, and the text behind it; None for a line without one."""
    found = _LABELLED.match(line)
    if found is None:
        return None
    title, text = found["title"].strip(), found["text"].strip()
    has_colon = line[: found.start("text")].rstrip()[-1:] in {":", "：", "】", "]"}
    role = role_of(title)
    if role in _ROLES and (has_colon or not text):
        return Part(str(role), title, text)
    if has_colon and _DESCRIBING.match(title):
        return Part("", title, text)
    return None


def parts_of(lines: Iterable[str]) -> Iterator[Part]:
    """Lines by label; those before the first have a part without a title."""
    label, body = Part("", "", ""), list[str]()
    for line in lines:
        part = label_of(line)
        if part is None:
            body.append(line)
            continue
        yield from _closed(label, body)
        label, body = part, [part.text]
    yield from _closed(label, body)


def _closed(label: Part, body: Iterable[str]) -> Iterator[Part]:
    text = flat("\n".join(body))
    if text:
        yield Part(label.role, label.title, text)
