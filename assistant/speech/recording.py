"""A recording as browsers make them becomes samples.

The page sends 16-bit mono WAV of 16 kHz, which is read here. What browsers record themselves
(Opus in WebM or Ogg, AAC in MP4) and any other WAV goes through FFmpeg's libraries, in a process of
its own with limits of the kernel's: the bytes are a stranger's.
"""

import io
import wave
from contextlib import suppress
from typing import Final

import numpy as np
import numpy.typing as npt

from assistant.apart import NotMade, made_apart
from assistant.speech.decoder import NoRecording, container_of
from assistant.speech.errors import LongRecording, UnfitRecording

Samples = npt.NDArray[np.float32]
"""(n,) between -1 and 1, mono, RATE of them a second."""
RATE: Final = 16_000
MOST_SECONDS: Final = 60.0
"""Of one recording. Questions take ten; whoever leans on the button is cut off before the queue."""
MOST_BYTES: Final = 12 * 1024 * 1024
"""A minute of 16-bit stereo at 48 kHz; browsers' own formats have a twentieth of it."""
_DECODING_SECONDS: Final = 20.0
"""A minute of AAC takes under one."""
_FULL: Final = 32768.0
_TOLD: Final = "Record it again, as WAV, WebM, Ogg or MP4."


def samples(recording: bytes) -> Samples:
    """The sound of a whole recording.

    Raises:
        UnfitRecording: It is none, or damaged.
        LongRecording: It takes more than MOST_SECONDS, or more than MOST_BYTES.
    """
    if len(recording) > MOST_BYTES:
        raise LongRecording(f"The recording has {len(recording)} bytes; {MOST_BYTES} are allowed.")
    pcm = _plain_wav(recording)
    if pcm is None:
        pcm = _decoded(recording)
    pcm = pcm[: len(pcm) // 2 * 2]
    if len(pcm) > 2 * RATE * MOST_SECONDS:
        raise LongRecording(
            f"The recording takes more than {MOST_SECONDS:g} s, which is all that is listened to. "
            "Ask in shorter pieces."
        )
    return np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(_FULL)


def _plain_wav(recording: bytes) -> bytes | None:
    """The samples of a WAV as our page sends it; None for anything else."""
    with suppress(wave.Error, EOFError), wave.open(io.BytesIO(recording)) as file:
        if (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE):
            # More frames than are read here are too many anyway, and their count may be a lie.
            return bytes(file.readframes(min(file.getnframes(), int(RATE * MOST_SECONDS) + 1)))
    return None


def _decoded(recording: bytes) -> bytes:
    """Samples out of the decoding process, whatever becomes of it."""
    try:
        container_of(recording)
        module = "assistant.speech.decoder"
        return made_apart(module, recording, _DECODING_SECONDS, str(MOST_SECONDS))
    except (NoRecording, NotMade) as exc:
        raise UnfitRecording(f"The recording cannot be listened to: {exc}. {_TOLD}") from exc
