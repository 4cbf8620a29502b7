"""``/v1/models`` and ``/v1/gate``: which weights are here and at work, and what the gate costs."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.answering.gate_costs import Cost, measured
from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from assistant.hearing import SpeechState
from assistant.models import store
from assistant.models.manifest import Role, load_manifest
from assistant.settings import Settings
from assistant.writing import GenerationState

router = APIRouter(tags=["operations"])

Share = Annotated[float, Field(ge=0, le=1)]


class WeightsReply(BaseModel):
    """One model of the manifest."""

    id: str
    role: Role
    is_used: bool
    """The settings name it."""
    is_default: bool
    licence: str
    status: store.Status
    """After a quick look; `shiftmate models verify` reads every byte."""
    bytes: int
    """On the disk."""
    source: str | None
    problems: list[str]


class ModelsReply(BaseModel):
    """What listens, searches and writes."""

    embedding_model: str
    generation_model: str
    generation_server: str | None
    """The host that writes; null where this one does."""
    generation: GenerationState
    speech_model: str
    speech: SpeechState
    weights: list[WeightsReply]


class CostReply(BaseModel):
    """Of one threshold, as shares of the questions."""

    gate: Share
    refused_rightly: Share
    """Of those that the documents do not answer."""
    refused_wrongly: Share
    """Of those that they do."""


class MeasuredReply(BaseModel):
    """One set of labelled questions."""

    name: str
    answerable: int
    unanswerable: int
    costs: list[CostReply]
    """By threshold."""


class GateReply(BaseModel):
    """Evidence less likely than this is none, and nothing is written."""

    gate: Share
    """``SHIFTMATE_GATE``."""
    measured: list[MeasuredReply]


@router.get("/v1/models", dependencies=[needs("metrics:read")])
def list_models(assistant: AssistantOf) -> ModelsReply:
    """Which models the settings name, and the state of each that is known."""
    settings = assistant.settings
    url = settings.generation_url
    return ModelsReply(
        embedding_model=settings.embedding_model,
        generation_model=settings.generation_model,
        generation_server=urlsplit(url).hostname if url else None,
        generation=assistant.writing.state,
        speech_model=settings.speech_model,
        speech=assistant.hearing.state,
        weights=_weights(settings),
    )


@router.get("/v1/gate", dependencies=[needs("metrics:read")])
def get_gate(assistant: AssistantOf) -> GateReply:
    """The threshold, and what each one was measured to refuse, rightly and wrongly."""
    found = [
        MeasuredReply(
            name=name,
            answerable=one.answerable,
            unanswerable=one.unanswerable,
            costs=[_cost(cost) for cost in one.costs],
        )
        for name, one in measured().items()
    ]
    return GateReply(gate=assistant.settings.gate, measured=found)


def _cost(cost: Cost) -> CostReply:
    return CostReply(**cost._asdict())


def _weights(settings: Settings) -> list[WeightsReply]:
    used = {settings.embedding_model, settings.speech_model}
    if settings.generation_url is None or settings.generation_failover:
        used.add(settings.generation_model)
    states = (store.state(model, settings.models_dir) for model in load_manifest().models)
    return [
        WeightsReply(
            id=state.model.id,
            role=state.model.role,
            is_used=state.model.id in used,
            is_default=state.model.default,
            licence=state.model.licence,
            status=state.status,
            bytes=state.bytes,
            source=state.source,
            problems=list(state.problems),
        )
        for state in states
    ]
