"""``/v1/documents/{id}/figures``: the captioned pictures and drawings of a manual."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel

from assistant.api.context import AssistantOf
from assistant.api.documents import DocumentId
from assistant.api.drawn import WidthOf, drawn
from assistant.api.rights import needs
from ingest.document import Figure

router = APIRouter(tags=["documents"])


class FigureReply(BaseModel):
    """A figure; ``number`` counts the document's figures from 1, whatever its label says."""

    number: int
    page: int
    label: str
    caption: str
    box: tuple[float, float, float, float]
    """Left, top, right and bottom in points, from the page's top left corner."""
    url: str

    @classmethod
    def of(cls, document_id: str, number: int, figure: Figure) -> "FigureReply":
        """From the library's record."""
        return cls(
            number=number,
            page=figure.page,
            label=figure.label,
            caption=figure.caption,
            box=figure.box,
            url=f"/v1/documents/{document_id}/figures/{number}.png",
        )


class FigureList(BaseModel):
    """A document's figures, page by page."""

    figures: list[FigureReply]


@router.get("/v1/documents/{document_id}/figures", dependencies=[needs("docs:read")])
def list_figures(document_id: DocumentId, assistant: AssistantOf) -> FigureList:
    """What an answer can show of a document."""
    found = assistant.figures(document_id)
    return FigureList(
        figures=[FigureReply.of(document_id, number, one) for number, one in enumerate(found, 1)]
    )


@router.get(
    "/v1/documents/{document_id}/figures/{number}.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
    dependencies=[needs("docs:read")],
)
def get_figure_picture(
    document_id: DocumentId,
    number: Annotated[int, Path(ge=1)],
    assistant: AssistantOf,
    request: Request,
    width: WidthOf = None,
) -> Response:
    """The figure with its caption, cut out of its page."""
    assistant.document(document_id)
    return drawn(request, lambda: assistant.pictures.figure(document_id, number, width))
