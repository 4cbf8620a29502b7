"""``/healthz`` and ``/metrics``: is it well, and how much has it done."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from assistant.api.context import AssistantOf
from assistant.build import GenerationState

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """The service answers; generation says whether answers can be written yet."""

    status: Literal["ok"] = "ok"
    documents: int
    chunks: int
    generation: GenerationState


@router.get("/healthz")
def get_health(assistant: AssistantOf) -> Health:
    """200 as soon as questions can be asked: evidence needs no language model."""
    return Health(
        documents=len(assistant.documents()),
        chunks=assistant.library.chunk_count,
        generation=assistant.generation_state,
    )


@router.get("/metrics", response_class=Response)
def get_metrics(request: Request, assistant: AssistantOf) -> Response:
    """Counters and times in Prometheus' text form."""
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    told = request.app.state.metrics
    told.generation.state(assistant.generation_state)
    return Response(generate_latest(told.registry), media_type=CONTENT_TYPE_LATEST)
