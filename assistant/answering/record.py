"""What a fault record says beyond its fields. Pure."""

import re

from ingest.document import FaultRecord
from ingest.letters import squeeze

_LABEL = re.compile(r"[^:：]*[:：]?")
"""What a record has between its fields; a second colon belongs to a field of its own."""


def tells_more(fault: FaultRecord, text: str) -> bool:
    """Whether a record's text says what no field holds: whom to call, how to clear it."""
    rest = squeeze(text)
    fields = (*fault.codes, fault.name, fault.cause, fault.remedy)
    for field in sorted(filter(None, map(squeeze, fields)), key=len, reverse=True):
        rest = rest.replace(field, "\n", 1)
    *labels, end = rest.split("\n")
    return any(map(str.isalnum, end)) or not all(map(_LABEL.fullmatch, labels))
