"""Whisper through faster-whisper (CTranslate2), from a folder on this machine. No network."""

import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from assistant.speech.listener import Heard, Sentence, Span
from assistant.speech.recording import RATE, Samples
from ingest.document import Language

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer

_PROMPTS: Final[dict[Language, str]] = {
    "zh": "以下是设备维修的问题，用简体中文：变频器、伺服驱动器、主轴、电机、液压泵、减速机、轴承、"
    "传感器、接近开关、过滤器、润滑油、冷却液、报警、故障代码、复位、急停、打滑、张力。",
    "en": "A technician asks about a machine: spindle, servo drive, inverter, hydraulic pump, "
    "conveyor, gearbox, bearing, sensor, relay, valve, coolant, filter, torque, alarm, fault code, "
    "error.",
}
"""What Whisper is told was said before: it listens for the trade, and keeps to simplified script.
Neither codes nor figures stand here. Shown codes, the plant's or any, it writes more of them right,
and others for what was something else ("too low" became "2.0"): that is taking them unasked."""
_MOST_THREADS: Final = 4
_MOST_TOKENS: Final = 200
"""Of thirty seconds; fast talk has 120."""
_PAUSE_MS: Final = 500
_SHORTEST_MS: Final = 120
_LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
_BEAMS: Final = 5
_WINDOW: Final = 30 * RATE
"""Samples that Whisper listens to at once."""
_HOP: Final = RATE // 50
"""Samples that one row of what it encodes stands for."""
_AFTER: Final = 25
"""Rows kept behind the sound where likelihoods are told; the rest of the window is padding."""
_WEIGHED: Final = 15 * RATE
"""Samples of the longest sound that other texts are weighed against; a question takes ten seconds,
and the work grows with every one of them."""
_AT_ONCE: Final = 8
"""Texts; each takes up to 20 MB while it is weighed."""
_LEAST: Final = 1e-9
"""Probability of a token, so that it has a logarithm."""


class WhisperListener:
    """Loads its weights with the first recording, or when told to."""

    def __init__(self, folder: Callable[[], Path], name: str) -> None:
        """``folder`` gives the weights' place, checked; it is asked when they are loaded."""
        self._folder = folder
        self._name = name
        self._model: WhisperModel | None = None
        self._loading = Lock()

    @property
    def name(self) -> str:
        """Of the model."""
        return self._name

    def load(self) -> "WhisperModel":
        """The model, loaded once; raises ModelsError where its weights are not what they were."""
        with self._loading:
            if self._model is None:
                from faster_whisper import WhisperModel

                threads = min(_MOST_THREADS, os.cpu_count() or 1)
                self._model = WhisperModel(
                    str(self._folder()), device="cpu", compute_type="int8", cpu_threads=threads,
                    local_files_only=True,
                )  # fmt: skip
            return self._model

    def voices(self, samples: Samples) -> Sequence[Span]:
        """By Silero's detector, which comes inside faster-whisper."""
        from faster_whisper.vad import VadOptions, get_speech_timestamps

        wanted = VadOptions(
            min_silence_duration_ms=_PAUSE_MS, min_speech_duration_ms=_SHORTEST_MS, speech_pad_ms=0
        )
        found = get_speech_timestamps(samples, wanted, RATE)
        return [Span(one["start"], one["end"]) for one in found]

    def hear(self, samples: Samples, language: Language | None) -> Heard:
        """One pass without chance: the same recording gives the same words."""
        model = self.load()
        language = language or self._language(samples)
        windows = [_Window.of(model, one, language) for one in _windows(samples)]
        sentences = tuple(one.written(_PROMPTS[language]) for one in windows)
        return Heard(language, sentences, windows[0].likely if len(samples) <= _WEIGHED else None)

    def _language(self, samples: Samples) -> Language:
        _, _, all_of_them = self.load().detect_language(samples)
        likely = dict(all_of_them)
        return max(_LANGUAGES, key=lambda one: likely.get(one, 0.0))


def _windows(samples: Samples) -> Iterator[Samples]:
    """Stretches as long as the model listens at once."""
    for begin in range(0, len(samples), _WINDOW):
        yield samples[begin : begin + _WINDOW]


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of sound, encoded; that is three quarters of the work, and is done once."""

    model: "WhisperModel"
    tokenizer: "Tokenizer"
    encoded: Any
    """ctranslate2.StorageView of (1, 1500, width)."""
    rows: int
    """Of those, the ones that are not padding."""

    @classmethod
    def of(cls, model: "WhisperModel", samples: Samples, language: Language) -> "_Window":
        from faster_whisper.audio import pad_or_trim
        from faster_whisper.tokenizer import Tokenizer

        features = model.feature_extractor(samples)[..., :-1]
        tokenizer = Tokenizer(model.hf_tokenizer, True, task="transcribe", language=language)
        return cls(model, tokenizer, model.encode(pad_or_trim(features)), len(samples) // _HOP)

    def written(self, prompt: str) -> Sentence:
        """The likeliest text, as after words that were said before."""
        from faster_whisper.transcribe import get_suppressed_tokens

        before = self.tokenizer.encode(" " + prompt)
        told = self.model.get_prompt(self.tokenizer, before, without_timestamps=True)
        found = self.model.model.generate(
            self.encoded,
            [told],
            beam_size=_BEAMS,
            max_length=len(told) + _MOST_TOKENS,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=get_suppressed_tokens(self.tokenizer, [-1]),
        )[0]
        tokens = found.sequences_ids[0]
        text = self.tokenizer.decode(tokens).strip()
        confidence = found.scores[0] * len(tokens) / (len(tokens) + 1)
        return Sentence(text, found.no_speech_prob, confidence, _repetition(text))

    def likely(self, texts: Sequence[str]) -> list[float]:
        """Logarithms of the probabilities that it is each of some texts, with nothing before it."""
        from faster_whisper.transcribe import get_ctranslate2_storage

        rows = np.asarray(self.encoded)[:, : self.rows + _AFTER]
        found: list[float] = []
        for at in range(0, len(texts), _AT_ONCE):
            tokens = [self.tokenizer.encode(self._begun(one)) for one in texts[at : at + _AT_ONCE]]
            each = get_ctranslate2_storage(np.repeat(rows, len(tokens), axis=0))
            aligned = self.model.model.align(
                each, self.tokenizer.sot_sequence, tokens, 2 * rows.shape[1]
            )
            found += (_likelihood(one.text_token_probs) for one in aligned)
        return found

    def _begun(self, text: str) -> str:
        """As the model writes: with a space before a Latin word."""
        return " " + text if text[:1].isascii() else text


def _likelihood(probabilities: Sequence[float]) -> float:
    return float(np.log(np.maximum(probabilities, _LEAST)).sum())


def _repetition(text: str) -> float:
    plain = text.encode()
    return len(plain) / len(zlib.compress(plain))
