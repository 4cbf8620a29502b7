"""Silence and noise say nothing: three gates, of which each alone lets something through. Pure."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from assistant.speech.listener import Sentence, Span
from assistant.speech.recording import RATE, Samples

_FRAME: Final = RATE * 30 // 1000
_QUIET: Final = 1e-3
"""Loudness of the loudest 30 ms, RMS of full scale (-60 dB), below which nobody spoke."""
_LEAST_VOICE: Final = int(0.25 * RATE)
"""Samples of voice; the shortest code takes longer."""
_MARGIN: Final = int(0.4 * RATE)
"""Samples kept around what is voice: consonants at its ends are not."""
_NOBODY: Final = 0.6
_UNSURE: Final = -1.0
"""As Whisper's authors: a sentence is none where it is unsure of the words and of a voice."""
_GUESSED: Final = -1.5
"""Unsure of the words alone."""
_REPEATS: Final = 2.4


def is_loud(samples: Samples) -> bool:
    """Whether there is any sound at all."""
    whole = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    if not len(whole):
        return False
    return bool(np.sqrt(np.square(whole).mean(axis=1)).max() >= _QUIET)


def spoken(samples: Samples, voices: Sequence[Span]) -> Samples | None:
    """From the first voice to the last, with a margin; None where there is too little of it."""
    if sum(one.end - one.begin for one in voices) < _LEAST_VOICE:
        return None
    return samples[max(0, voices[0].begin - _MARGIN) : voices[-1].end + _MARGIN]


def is_said(sentence: Sentence) -> bool:
    """Whether somebody said it, or the model made it up."""
    if not any(map(str.isalnum, sentence.text)):
        return False
    nobody = sentence.no_speech > _NOBODY and sentence.confidence < _UNSURE
    return not nobody and sentence.confidence > _GUESSED and sentence.repetition < _REPEATS
