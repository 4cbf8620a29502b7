"""A report as a ticket-to-be: the connection's templates filled in, its mapping looked up. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from assistant.reports.model import Report
from assistant.tickets.connections import OTHERWISE, Connection
from assistant.tickets.marks import mark_of
from assistant.tickets.model import NewTicket
from assistant.tickets.templates import filled, words_of
from assistant.tickets.words import BODY, TITLE

_LONGEST_TITLE: Final = 150
"""Characters: what the narrowest of the systems takes, ServiceNow with 160."""
_LONGEST_BODY: Final = 9000
"""Characters: Atlas takes 10,000."""


def new_ticket(connection: Connection, report: Report) -> NewTicket:
    """What a report becomes in one system."""
    tongue, told, words = connection.language(report.language), connection.told, words_of(report)
    title = filled(getattr(told.title, tongue) or TITLE[tongue], words)
    body = filled(getattr(told.body, tongue) or BODY[tongue], words)
    mark = mark_of(report.id)
    fields: dict[str, Any] = {}
    for more in (told.fields, *_mapped(told.map, report)):
        fields = _joined(fields, more)
    text = f"{body[:_LONGEST_BODY]}\n\n{mark}"
    return NewTicket(mark, report.number, _short(title, report.number), text, fields)


def _short(title: str, number: str) -> str:
    """In one line, with the number: the ticket is found by it again."""
    title = " ".join(title.split())
    if number in title[:_LONGEST_TITLE]:
        return title[:_LONGEST_TITLE]
    tail = f"… [{number}]"
    return title[: _LONGEST_TITLE - len(tail)] + tail


def _mapped(mapping: Mapping[str, Mapping[str, Any]], report: Report) -> Iterator[dict[str, Any]]:
    """What the report's values add, in the order of the file."""
    for name, values in mapping.items():
        value = getattr(report, name)
        told = str(value).lower() if isinstance(value, bool) else value
        found = values.get(told) if told is not None else None
        yield values.get(OTHERWISE, {}) if found is None else found


def _joined(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Both, objects inside of them too; where both say something, the second does."""
    joined = dict(under)
    for name, value in over.items():
        both = isinstance(value, dict) and isinstance(joined.get(name), dict)
        joined[name] = _joined(joined[name], value) if both else value
    return joined
