"""Labelled lines, ``Cause: …``, ``处理：…``, and the text that belongs to each. Pure."""

import re
from collections.abc import Iterable, Iterator

from ingest.faults.record import Part
from ingest.tables.draft import flat

_CAUSE = (
    r"(?:(?:possible|probable|likely|potential|main|typical|fault|alarm|error|trip)\s+)?"
    r"(?:causes?|reasons?)(?:\s+of\s+(?:the\s+)?(?:fault|alarm|error|failure|trip))?"
    r"|(?:可能的?|故障|报警|产生|错误|主要|发生|触发)*(?:原因|起因)(?:分析|排查|说明)?"
)
_REMEDY = (
    r"(?:(?:possible|corrective|recommended|suggested|required|operator|service|remedial|fault"
    r"|alarm|error)\s+)?(?:remed(?:y|ies)|(?:counter-?)?measures?|actions?|solutions?|corrections?"
    r"|what to do|troubleshooting|elimination|response|rectification|checks?|check points?)"
    r"(?:\s+to\s+(?:be\s+)?taken?)?"
    r"|(?:故障|报警|建议|现场|操作员|操作|纠正|应对|相应|推荐)*"
    r"(?:处理|处置|解决|排除|解除|检查|应对|纠正)?(?:对策|处理|处置|方法|办法|措施|方案|排除|解除|检查)"
)
_OTHER = (
    r"descriptions?|meanings?|explanations?|effects?|consequences?|reactions?|reset|acknowledge"
    r"|notes?|remarks?|class|level|priority|stop mode"
    r"|说明|含义|描述|后果|影响|反应|备注|现象|级别|复位"
)
_NAME = (
    r"(?:(?:fault|alarm|error)\s+)?(?:name|message|text)"
    r"|(?:故障|报警|错误|警报)(?:名称|内容|信息)|名称"
)
_LABELLED = re.compile(
    r"^[\s•●■◆▪➢*\-–—\[【(（]*"
    rf"(?P<title>(?P<cause>{_CAUSE})|(?P<remedy>{_REMEDY})|(?P<name>{_NAME})|(?P<other>{_OTHER}))"
    r"\s*(?P<mark>[\]】)）]?\s*[:：]|[\]】]|$)\s*(?P<text>.*)$",
    re.IGNORECASE,
)


def label_of(line: str) -> Part | None:
    """What a line's label says, and the text behind it; None for a line without one."""
    found = _LABELLED.match(line)
    if found is None:
        return None
    role = next(role for role in ("cause", "remedy", "name", "other") if found[role])
    if not found["mark"] and role in {"name", "other"}:
        return None  # a word alone on its line may be anything
    return Part("" if role == "other" else role, found["title"], found["text"].strip())


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
