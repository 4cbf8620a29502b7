"""``/healthz`` and ``/metrics``: is it well, and how much has it done."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from assistant.api.context import AssistantOf
from assistant.api.gauges import read
from assistant.api.rights import needs
from assistant.hearing import SpeechState
from assistant.observe.disk import trouble
from assistant.writing import GenerationState

router = APIRouter(tags=["operations"])
Status = Literal["ok", "degraded"]


class Health(BaseModel):
    """The service answers; the rest is told to who signed in."""

    status: Status = "ok"
    """Degraded: nothing more can be kept, while what is there can be asked."""
    trouble: str | None = None
    """What is wrong then, and what to do."""
    documents: int | None = None
    chunks: int | None = None
    generation: GenerationState | None = None
    """Whether answers can be written yet."""
    speech: SpeechState | None = None
    """Whether recordings are listened to; where not, no button should be shown."""


@router.get("/healthz", response_model_exclude_none=True, dependencies=[needs("nothing")])
def get_health(request: Request, assistant: AssistantOf) -> Health:
    """200 as soon as questions can be asked: evidence needs no language model."""
    settings = assistant.settings
    wrong = trouble(settings.data_dir, settings.keep_free_bytes)
    status: Status = "degraded" if wrong else "ok"
    if request.state.principal is None:
        return Health(status=status)
    return Health(
        status=status,
        trouble=wrong or None,
        documents=len(assistant.documents()),
        chunks=assistant.library.chunk_count,
        generation=assistant.writing.state,
        speech=assistant.hearing.state,
    )


@router.get("/metrics", response_class=Response, dependencies=[needs("metrics:read")])
def get_metrics(request: Request, assistant: AssistantOf) -> Response:
    """Counters and times in Prometheus' text form."""
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    told = request.app.state.metrics
    read(told, assistant)
    return Response(generate_latest(told.registry), media_type=CONTENT_TYPE_LATEST)
