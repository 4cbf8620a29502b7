"""Ids that sort by the time they were made (RFC 9562, version 7), and numbers that people say.

And in one word what a report was made from, by which the same request is known when it comes again.
"""

import json
import secrets
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from assistant.reports.model import FaultReport

MEDIA_TYPE = "application/vnd.shiftmate.report"
"""Of documents of the library that are reports: no manuals, and not to be deleted as such."""
_RANDOM_BITS = 74


def new_id(now: datetime) -> str:
    """A UUIDv7: 48 bits of milliseconds, then 74 random ones around version and variant."""
    random = secrets.randbits(_RANDOM_BITS)
    stamp = int(now.timestamp() * 1000) & (1 << 48) - 1
    high = stamp << 16 | 0x7 << 12 | random >> 62
    return str(UUID(int=high << 64 | 0b10 << 62 | random & (1 << 62) - 1))


def number(year: int, place: int) -> str:
    """``FR-2026-000123``."""
    return f"FR-{year:04d}-{place:06d}"


def digest_of(fault: FaultReport) -> str:
    """SHA-256 of all its fields; of one for every technician as before there were audiences."""
    told = fault.model_dump(mode="json", exclude={"audience"} if fault.is_for_all else None)
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
