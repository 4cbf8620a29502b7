"""``/v1/backups``: the plant in one file, made while it runs, kept here to be taken elsewhere.

For administrators of every site: a backup holds all there is, people's hashed secrets too.
"""

from datetime import datetime
from pathlib import Path as File
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.access.errors import OutOfReach
from assistant.api.actor import PrincipalOf
from assistant.api.context import AssistantOf
from assistant.api.idempotency.route import Once
from assistant.api.rights import needs
from assistant.backup.manifest import Manifest
from assistant.backup.shelf import MOST, Shelf

router = APIRouter(tags=["operations"], route_class=Once)

BackupName = Annotated[str, Path(pattern=r"^shiftmate-[0-9]{8}T[0-9]{6}Z\.tar(\.age)?$")]
PublicKey = Annotated[str, Field(max_length=200, pattern="^age1[0-9a-z]+$")]


async def _shelf(request: Request, principal: PrincipalOf) -> Shelf:
    if principal.sites:
        raise OutOfReach(
            f"A backup holds every site, and {principal.name} manages {sorted(principal.sites)}. "
            "Ask an administrator of all sites."
        )
    shelf: Shelf = request.app.state.backups
    return shelf


ShelfOf = Annotated[Shelf, Depends(_shelf)]


class NewBackup(BaseModel):
    """``POST /v1/backups``."""

    model_config = ConfigDict(extra="forbid")
    seal_for: Annotated[list[PublicKey], Field(max_length=20)] = []
    """Public age keys whose holders alone can read it; empty: it is not encrypted."""


class BackupReply(BaseModel):
    """One that is kept."""

    model_config = ConfigDict(from_attributes=True)
    name: str
    made_at: datetime
    bytes: int
    is_sealed: bool


class FailureReply(BaseModel):
    """Why the last try came to nothing."""

    model_config = ConfigDict(from_attributes=True)
    at: datetime
    why: str


class BackupList(BaseModel):
    """The latest first."""

    backups: list[BackupReply]
    begun_at: datetime | None
    """Of the one that is being made; null where none is."""
    failure: FailureReply | None
    most: int
    """Kept; once another one is whole, the oldest goes."""
    holds_reports: bool
    """False where reports and work orders are PostgreSQL's, to be saved with pg_dump."""

    @classmethod
    def of(cls, shelf: Shelf) -> "BackupList":
        """As it stands."""
        return cls(
            backups=[BackupReply.model_validate(one) for one in shelf.all()],
            begun_at=shelf.begun_at,
            failure=FailureReply.model_validate(shelf.failure) if shelf.failure else None,
            most=MOST,
            holds_reports=shelf.holds_reports,
        )


@router.get("/v1/backups", dependencies=[needs("people:manage")])
def list_backups(shelf: ShelfOf) -> BackupList:
    """Those that are kept, and whether one is being made."""
    return BackupList.of(shelf)


@router.post("/v1/backups", status_code=202, dependencies=[needs("people:manage")])
def make_backup(wanted: NewBackup, shelf: ShelfOf, assistant: AssistantOf) -> BackupList:
    """Begins one; the list tells when it is there. 409: one is being made already."""
    notes = assistant.notes

    def done(name: str, manifest: Manifest) -> None:
        told = {"files": len(manifest.files), "sealed": bool(wanted.seal_for)}
        notes.tell("backup.made", "backup", name, told)

    shelf.begin(wanted.seal_for, done)
    return BackupList.of(shelf)


@router.get(
    "/v1/backups/{backup}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
    dependencies=[needs("people:manage")],
)
def download_backup(backup: BackupName, shelf: ShelfOf, assistant: AssistantOf) -> FileResponse:
    """The file; who took it is noted."""
    file: File = shelf.find(backup)
    assistant.notes.tell("backup.downloaded", "backup", backup)
    return FileResponse(file, media_type="application/octet-stream", filename=backup)


@router.delete("/v1/backups/{backup}", status_code=204, dependencies=[needs("people:manage")])
def remove_backup(backup: BackupName, shelf: ShelfOf, assistant: AssistantOf) -> None:
    """Deletes it for good."""
    shelf.remove(backup)
    assistant.notes.tell("backup.removed", "backup", backup)
