"""Voices and noises to listen to, and codes that may be meant."""

import io
import subprocess
import wave
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from assistant.speech.book import Known
from assistant.speech.listener import Heard, Sentence, Span
from assistant.speech.recording import RATE, Samples
from ingest.document import Language
from ingest.identifiers import normal, spellings

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class FixedBook:
    """A plant's codes and the tags of its machines."""

    def __init__(self, codes: Iterable[str], tags: Iterable[str] = ()) -> None:
        self._known = {normal(code): Known(code) for code in codes}
        self._known |= {normal(tag): Known(tag, tag) for tag in tags}

    def known(self, typed: Iterable[str]) -> dict[str, Known]:
        found = {}
        for one in typed:
            forms = (self._known.get(form) for form in spellings(one))
            if known := next(filter(None, forms), None):
                found[one] = known
        return found

    def numbered(self, number: str) -> Sequence[Known]:
        plain = number.lstrip("0") or "0"
        return [one for name, one in self._known.items() if _figures(name) == plain]


def _figures(name: str) -> str:
    return name.lstrip(LETTERS).lstrip("0")


def wav(samples: Samples, rate: int = RATE, channels: int = 1) -> bytes:
    """As our page sends it."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return made.getvalue()


def espeak(text: str, voice: str = "en-us", words_a_minute: int = 150) -> bytes:
    """A WAV of 22,050 Hz, by Debian's espeak-ng."""
    said = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", str(words_a_minute), "--stdout", text],
        capture_output=True,
        check=True,
    )
    return said.stdout


def pink(count: int, seed: int) -> Samples:
    """Noise whose power falls with its pitch, as a hall's does; RMS 1."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=count))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    spectrum[0] = 0
    made = np.fft.irfft(spectrum, count)
    return (made / np.sqrt(np.mean(made**2))).astype(np.float32)


def noisy(samples: Samples, decibels: float, seed: int) -> Samples:
    """With pink noise so far below its own loudness."""
    loudness = float(np.sqrt(np.mean(samples**2)))
    mixed = samples + pink(len(samples), seed) * loudness * 10 ** (-decibels / 20)
    return (mixed / max(1.0, float(np.abs(mixed).max()))).astype(np.float32)


def nobody(seconds: float = 6.0) -> Iterator[tuple[str, Samples]]:
    """Twenty recordings in which nobody speaks, each with its name."""
    count = int(seconds * RATE)
    time = np.arange(count) / RATE
    draw = np.random.default_rng(7)
    hum = sum(np.sin(2 * np.pi * 50 * k * time + k) / k for k in range(1, 12))
    motor = np.sin(2 * np.pi * 24.7 * time) * (1 + 0.3 * np.sin(2 * np.pi * 1.3 * time))
    whine = np.sin(2 * np.pi * (900 + 500 * np.sin(2 * np.pi * 0.4 * time)) * time)
    white = draw.normal(size=count)
    clicks = (draw.random(count) < 3 / RATE).astype(float)
    thuds = np.convolve(clicks, np.exp(-np.arange(2000) / 300) * draw.normal(size=2000))[:count]
    bursts = white * (np.sin(2 * np.pi * 2.1 * time) > 0)
    beeps = np.sin(2 * np.pi * 1000 * time) * (np.sin(2 * np.pi * 1.0 * time) > 0.3)
    fan = pink(count, 1) * (1 + 0.2 * np.sin(2 * np.pi * 11 * time))
    gears = np.sin(2 * np.pi * 310 * time) * (1 + 0.8 * np.sign(np.sin(2 * np.pi * 24 * time)))
    for name, level, sound in (
        ("silence", 1.0, np.zeros(count)), ("hiss of the converter", 1e-4, white),
        ("white, soft", 0.01, white), ("white", 0.1, white), ("white, loud", 0.3, white),
        ("pink, soft", 0.01, pink(count, 2)), ("pink", 0.1, pink(count, 3)),
        ("pink, loud", 0.3, pink(count, 4)), ("hum of 50 Hz", 0.2, hum),
        ("hum in pink", 0.1, hum + pink(count, 5)), ("motor", 0.2, motor + 0.3 * white),
        ("motor in a hall", 0.2, motor + pink(count, 6)), ("inverter's whine", 0.2, whine),
        ("clicks", 0.8, clicks), ("thuds of a press", 0.3, thuds),
        ("compressed air in bursts", 0.2, bursts), ("alarm's beeps", 0.3, beeps),
        ("fan", 0.2, fan), ("gears", 0.2, gears),
        ("all of it", 0.08, hum + motor + whine + white + 5 * thuds),
    ):  # fmt: skip
        yield name, np.clip(level * sound, -1, 1).astype(np.float32)


class Scripted:
    """A listener that hears what it was told, wherever there is any sound."""

    name = "scripted"

    def __init__(self, *sentences: Sentence, language: Language = "en") -> None:
        self.sentences = sentences
        self.language: Language = language
        self.heard: list[Samples] = []
        """What it was given."""

    def voices(self, samples: Samples) -> Sequence[Span]:
        return [Span(0, len(samples))]

    def hear(self, samples: Samples, language: Language | None) -> Heard:
        self.heard.append(samples)
        return Heard(language or self.language, self.sentences)


def sure(text: str) -> Sentence:
    """A sentence that the model is sure of."""
    return Sentence(text, no_speech=0.01, confidence=-0.2, repetition=1.0)


def tone(seconds: float = 1.0) -> Samples:
    """Something that is not silence."""
    time = np.arange(int(seconds * RATE)) / RATE
    return (0.3 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
