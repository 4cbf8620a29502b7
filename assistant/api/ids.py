"""Ids as they stand in an address."""

from typing import Annotated

from fastapi import Path

RecordId = Annotated[str, Path(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
"""Of a report, a verified answer, and whatever else a database keeps under a UUID."""
