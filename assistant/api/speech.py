"""``POST /v1/speech``: a recording becomes text, for who spoke to look at before it is sent."""

import time
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from pydantic import BaseModel

from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from assistant.speech.listen import Transcript
from assistant.speech.repair import Offer
from ingest.document import Language

router = APIRouter(tags=["ask"])


class OfferReply(BaseModel):
    """A code that words of the text may have been; taken by nobody but who spoke."""

    heard: str
    """As it stands in the text."""
    code: str
    """As printed."""
    machine: str | None
    """The tag, where it is a machine's and not an alarm's."""
    text: str
    """The whole text with it."""

    @classmethod
    def of(cls, offer: Offer) -> "OfferReply":
        """From the workshop's offer."""
        return cls(heard=offer.heard, code=offer.code, machine=offer.machine, text=offer.text)


class SpeechReply(BaseModel):
    """What was said; it is sent nowhere."""

    text: str
    """Empty where nobody said anything."""
    language: Language | None
    """As told, or as heard."""
    duration_s: float
    """Seconds of the recording."""
    nothing_heard: bool
    """Silence or noise alone: there is nothing to send."""
    offers: list[OfferReply]
    """Codes that words may have been, to show beside the text."""

    @classmethod
    def of(cls, said: Transcript) -> "SpeechReply":
        """From the workshop's transcript."""
        return cls(
            text=said.text,
            language=said.language,
            duration_s=round(said.seconds, 2),
            nothing_heard=not said.text,
            offers=[OfferReply.of(one) for one in said.offers],
        )


@router.post("/v1/speech", dependencies=[needs("docs:read")])
def write_down_speech(
    request: Request,
    assistant: AssistantOf,
    audio: Annotated[
        UploadFile, File(description="WAV (16-bit mono at 16 kHz is read fastest), WebM, Ogg, MP4")
    ],
    language: Annotated[
        Language | None, Form(description="what is spoken; else it is found out")
    ] = None,
) -> SpeechReply:
    """Writes down up to a minute of speech. The recording is not kept."""
    begun = time.perf_counter()
    said = assistant.hearing.listen(audio.file.read(), language)
    outcome = "text" if said.text else "nothing"
    request.app.state.metrics.speech.labels(outcome).observe(time.perf_counter() - begun)
    return SpeechReply.of(said)
