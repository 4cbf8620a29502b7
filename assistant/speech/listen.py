"""A recording becomes a text to look at, with the codes that its words may have been."""

from dataclasses import dataclass

from assistant.speech.book import CodeBook
from assistant.speech.gate import is_loud, is_said, spoken
from assistant.speech.listener import Listener
from assistant.speech.recording import RATE, samples
from assistant.speech.repair import Offer, offers
from ingest.document import Language


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said, for whoever said it to look at before it is sent."""

    text: str
    """Empty where nobody said anything."""
    language: Language | None
    """As told, or as heard; None where neither."""
    seconds: float
    """Of the recording."""
    offers: tuple[Offer, ...] = ()


def listen(
    recording: bytes, language: Language | None, listener: Listener, book: CodeBook
) -> Transcript:
    """Writes a recording down; it is not kept.

    Args:
        recording: A file as a browser makes it.
        language: What is spoken; None to find out.
        listener: Tells voices from noise, and writes down what they say.
        book: The codes that can be meant.

    Raises:
        UnfitRecording: It is no recording, or too long.
        ModelsError: The weights are not here, or not what they were.
    """
    sound = samples(recording)
    nothing = Transcript("", language, len(sound) / RATE)
    said = spoken(sound, listener.voices(sound)) if is_loud(sound) else None
    if said is None:
        return nothing
    heard = listener.hear(said, language)
    gap = "" if heard.language == "zh" else " "
    text = gap.join(one.text for one in heard.sentences if is_said(one))
    if not text:
        return nothing
    found = offers(text, book, heard.likely)
    return Transcript(text, heard.language, nothing.seconds, tuple(found))
