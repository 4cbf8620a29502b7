"""``/v1/reports/{id}/photos``: photos of a report, for who may read it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Self

from fastapi import APIRouter, Depends, File, Path, Request, Response, UploadFile
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from assistant.answering.queue import Queue
from assistant.api.actor import ActorOf, principal_of
from assistant.api.context import AssistantOf
from assistant.api.idempotency.route import Once
from assistant.api.ids import RecordId
from assistant.api.rights import needs
from assistant.reports.photos import Photo

PhotoNumber = Annotated[int, Path(ge=1, le=1_000_000)]
LINE: Final = Queue(waiting=10, at_once=2, what="photos", seconds=4.0)
"""Drawing a photo costs seconds, and whoever waits holds one of the threads of all routes."""


def turn() -> Iterator[None]:
    """For a request that brings photos; raises Busy where too many wait already."""
    with LINE.turn():
        yield


class OfPhoto(Once):
    """A reply about a photo is given again to who may still read its report."""

    async def may_see_again(self, request: Request, reply: Response) -> None:  # noqa: ARG002
        """Raises NotHere where it is kept from them by now."""
        assistant = request.app.state.assistant.as_asked_by(principal_of(request))
        report_id = request.path_params["report_id"]
        await run_in_threadpool(lambda: assistant.reports.get(report_id))


router = APIRouter(tags=["reports"], route_class=OfPhoto)


class PhotoReply(BaseModel):
    """A photo, drawn anew: upright, as JPEG, with nothing of what the camera wrote beside it."""

    number: int
    """Of the report, from 1."""
    sha256: str
    """Of the JPEG."""
    width: int
    """In pixels."""
    height: int
    bytes: int
    added_at: datetime
    added_by: str
    url: str

    @classmethod
    def of(cls, report_id: str, photo: Photo) -> Self:
        """From the store's."""
        return cls(
            number=photo.number,
            sha256=photo.sha256,
            width=photo.width,
            height=photo.height,
            bytes=photo.bytes,
            added_at=photo.added_at,
            added_by=photo.added_by,
            url=f"/v1/reports/{report_id}/photos/{photo.number}.jpg",
        )


class PhotoList(BaseModel):
    """A report's photos."""

    photos: list[PhotoReply]


@router.post(
    "/v1/reports/{report_id}/photos",
    status_code=201,
    responses={200: {"model": PhotoReply}},
    dependencies=[needs("reports:draft"), Depends(turn)],
)
def add_photo(
    report_id: RecordId,
    actor: ActorOf,
    assistant: AssistantOf,
    response: Response,
    photo: Annotated[UploadFile, File(description="JPEG, PNG or WebP")],
) -> PhotoReply:
    """Keeps a photo while the report is theirs to change; one that it has already, with 200."""
    kept, is_new = assistant.photos.add(report_id, photo.file.read(), actor)
    reply = PhotoReply.of(report_id, kept)
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = reply.url
    return reply


@router.get("/v1/reports/{report_id}/photos", dependencies=[needs("reports:read")])
def list_photos(report_id: RecordId, assistant: AssistantOf) -> PhotoList:
    """In the order in which they came."""
    found = assistant.photos.of(report_id)
    return PhotoList(photos=[PhotoReply.of(report_id, one) for one in found])


@router.get(
    "/v1/reports/{report_id}/photos/{number}.jpg",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}},
    dependencies=[needs("reports:read")],
)
def get_photo(
    report_id: RecordId, number: PhotoNumber, assistant: AssistantOf, request: Request
) -> Response:
    """The photo; the browser asks each time, since the next at a tablet may not see it."""
    photo, jpeg = assistant.photos.read(report_id, number)
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{photo.sha256[:32]}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(jpeg, media_type="image/jpeg", headers=headers)


@router.delete(
    "/v1/reports/{report_id}/photos/{number}",
    status_code=204,
    dependencies=[needs("reports:draft")],
)
def remove_photo(
    report_id: RecordId, number: PhotoNumber, actor: ActorOf, assistant: AssistantOf
) -> None:
    """Takes a photo away while its report is a draft."""
    assistant.photos.remove(report_id, number, actor)
