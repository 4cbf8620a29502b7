"""A handover as Markdown. Texts of people are escaped, so that none becomes a heading or a link."""

import re
from collections.abc import Iterator
from typing import Final

from assistant.handover.sheet import Item, Sheet

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LINK: Final = re.compile(r"(?i)\b(https?|ftp|www)(?=[:.])")
"""Of what readers make a link by itself."""
_ZERO_WIDTH: Final = "\u200b"


def markdown(sheet: Sheet) -> str:
    """The text, ending in a line break."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"# {sheet.title}"
    yield ""
    yield from (f"- {_escaped(one)}" for one in sheet.facts)
    for section in sheet.sections:
        yield ""
        yield f"## {section.title} ({section.total})"
        if not section.groups:
            yield ""
            yield sheet.none
        for group in section.groups:
            yield ""
            if group.name:
                yield f"### {_escaped(group.name)}"
                yield ""
            for item in group.items:
                yield from _item(item)
        if section.more:
            yield ""
            yield section.more


def _item(item: Item) -> Iterator[str]:
    number = _escaped(item.number)
    linked = f"[{number}]({item.link})" if item.link else number
    yield f"- **{linked}** {_escaped(item.text)}"
    yield from (f"  - {_escaped(one)}" for one in item.details)


def _escaped(text: str) -> str:
    return _LINK.sub(rf"\1{_ZERO_WIDTH}", _SPECIAL.sub(r"\\\1", text))
