"""``make bench-speech``: how well is speech written down, how are codes offered, how fast is it?

English is spoken by espeak-ng and by Kokoro's voices, Chinese by Kokoro's, which
`scripts/bench_voice.sh` installs. All are synthetic, so people will be heard better or worse; what
is compared is what is done to the same words. Noise is pink.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from assistant.engines import build_listener
from assistant.settings import Settings
from assistant.speech.gate import is_loud, is_said, spoken
from assistant.speech.listener import Listener
from assistant.speech.recording import Samples, samples
from assistant.speech.repair import Offer, offers
from ingest.document import Language
from ingest.identifiers import code_candidates, normal
from tests.speaking import FixedBook, espeak, nobody, noisy
from tests.speech_said import (
    CHINESE,
    ENGLISH,
    NO_CODES_CHINESE,
    NO_CODES_ENGLISH,
    Said,
    words_of,
)

VOICE = Path(".bench/voice")
DECIBELS = (None, 10)
ESPEAK = ("en-us",)
KOKORO_ENGLISH = ("af_heart", "am_michael", "bf_emma", "bm_george")
KOKORO_CHINESE = ("zf_xiaoxiao", "zm_yunxi", "zf_xiaobei", "zm_yunjian")
PARTS: dict[str, tuple[Language, Sequence[str], Sequence[Said]]] = {
    "en-espeak": ("en", ESPEAK, ENGLISH),
    "en-natural": ("en", KOKORO_ENGLISH, ENGLISH),
    "en-no-codes": ("en", ESPEAK, [Said(one, one) for one in NO_CODES_ENGLISH]),
    "zh-natural": ("zh", KOKORO_CHINESE, CHINESE),
    "zh-no-codes": ("zh", KOKORO_CHINESE, [Said(one, one) for one in NO_CODES_CHINESE]),
}
"""Who says what; English without codes by espeak-ng, which is quick."""
BOOK = FixedBook(
    [
        *(f"E{n:02}" for n in range(1, 41)), *(f"AL-{n:02}" for n in range(1, 61)),
        *(f"F{n:04}" for n in range(1, 51)), *(f"Err{n:02}" for n in range(1, 21)), "F30",
        *(f"{two}{n}" for two in ("OC", "OU", "OL", "UV") for n in range(1, 4)),
        "231", "700", "701",
    ],
    ["CV-201", "CV-202", "P-101", "P-102", "M1"],
)  # fmt: skip


class Heard(NamedTuple):
    """What came of one sentence."""

    said: Said
    text: str
    by_letters: Sequence[Offer]
    by_ear: Sequence[Offer]
    seconds: float
    """To hear it once."""
    weighing: float
    """Seconds more, for the offers."""


def main() -> None:
    """Measures and tells."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--show", action="store_true", help="every text")
    asked.add_argument("--only", choices=(*PARTS, "nobody"), help="one part")
    told = asked.parse_args()
    listener = build_listener(Settings())
    if listener is None:
        sys.exit("The weights are missing: shiftmate models pull faster-whisper-base")
    listener.load()
    for name in PARTS if told.only is None else {told.only} & PARTS.keys():
        language, voices, sentences = PARTS[name]
        _tell(language, name, sentences, _recordings(sentences, voices), listener, show=told.show)
    if told.only in (None, "nobody"):
        _silence(listener)


def _tell(
    language: Language,
    name: str,
    sentences: Sequence[Said],
    recordings: Sequence[bytes],
    listener: Listener,
    *,
    show: bool,
) -> None:
    for decibels in DECIBELS:
        sounds = [samples(one) for one in recordings]
        if decibels is not None:
            sounds = [noisy(one, decibels, seed) for seed, one in enumerate(sounds)]
        heard = [
            _hear(said, sound, language, listener)
            for said, sound in zip(sentences, sounds, strict=True)
        ]
        _say(row(f"{name}, {decibels or 'clean'}", heard))
        for one in heard if show else ():
            _say(f"    {one.said.written}\n    {one.text}")
            _say(f"        {[(offer.heard, offer.code) for offer in one.by_ear]}")


def _hear(said: Said, sound: Samples, language: Language, listener: Listener) -> Heard:
    """As ``listen`` does, timed; offers by letters alone as well."""
    begun = time.perf_counter()
    voice = spoken(sound, listener.voices(sound)) if is_loud(sound) else None
    if voice is None:
        return Heard(said, "", (), (), time.perf_counter() - begun, 0.0)
    found = listener.hear(voice, language)
    gap = "" if language == "zh" else " "
    text = gap.join(one.text for one in found.sentences if is_said(one))
    by_letters = offers(text, BOOK)
    heard = time.perf_counter()
    by_ear = offers(text, BOOK, found.likely)
    return Heard(said, text, by_letters, by_ear, heard - begun, time.perf_counter() - heard)


def row(name: str, heard: Sequence[Heard]) -> str:
    """Errors of words beside codes; codes that stand in the text, or there or in an offer."""
    words = sum(not word.startswith("<") for one in heard for word in one.said.words)
    wrong = sum(_errors(one.said.words, words_of(one.text)) for one in heard)
    codes = [(one, code) for one in heard for code in one.said.codes]
    written = sum(_stands(code, one.text) for one, code in codes)
    counts = [
        sum(_stands(code, one.text) or code in chosen(one) for one, code in codes)
        for chosen in (
            lambda one: _firsts(one.by_letters),
            lambda one: _firsts(one.by_ear),
            lambda one: {offer.code for offer in one.by_ear},
        )
    ]
    untold = [one for one in heard if not one.said.codes]
    astray = sum(bool(one.by_ear) for one in untold)
    took, more = sum(one.seconds for one in heard), sum(one.weighing for one in heard)
    return (
        f"{name:<24} errors {wrong / words:6.1%} of {words:3}   codes {written:2}/{len(codes)};"
        f" first offer by letters {counts[0]:2}, by ear {counts[1]:2}; any {counts[2]:2}"
        f"   offers where no code was said {astray}/{len(untold)}"
        f"   weighing {more / took:.2f} of hearing"
    )


def _stands(code: str, text: str) -> bool:
    return normal(code) in {normal(one) for one in code_candidates(text)}


def _firsts(found: Sequence[Offer]) -> set[str]:
    """The first offer for each stretch of words."""
    return set({offer.heard: offer.code for offer in reversed(found)}.values())


def _errors(wanted: Sequence[str], got: Sequence[str]) -> int:
    """The fewest changes that make one of the other; a code and what stands beside it are free."""
    free = [False, *(one.startswith("<") for one in wanted), False]
    row = [0] * (len(got) + 1)
    for to in range(len(got)):
        row[to + 1] = row[to] + (not free[1])
    for at, word in enumerate(wanted, 1):
        beside = free[at] or free[at + 1]
        before, row[0] = row[0], row[0] + (not free[at])
        for to, one in enumerate(got, 1):
            same = before + (not free[at] and word != one)
            before = row[to]
            row[to] = min(same, row[to] + (not free[at]), row[to - 1] + (not beside))
    return row[-1]


def _silence(listener: Listener) -> None:
    """Nobody speaks, and the page is set to either language or to none."""
    texts: list[str] = []
    languages: Sequence[Language | None] = (None, "en", "zh")
    for at, (name, sound) in enumerate(nobody()):
        voice = spoken(sound, listener.voices(sound)) if is_loud(sound) else None
        heard = listener.hear(voice, languages[at % 3]).sentences if voice is not None else ()
        texts += [f"{name}: {one.text}" for one in heard if is_said(one)]
    _say(f"nobody speaks: nothing heard in {20 - len(texts)} of 20; {texts}")


def _recordings(sentences: Sequence[Said], voices: Sequence[str]) -> list[bytes]:
    """The voices take turns; what Kokoro said once is kept, since it takes its time."""
    turns = [(voices[at % len(voices)], one.spoken) for at, one in enumerate(sentences)]
    if voices == ESPEAK:
        return [espeak(text) for _, text in turns]
    kept = VOICE / "said"
    kept.mkdir(exist_ok=True)
    paths = [
        kept / f"{voice}-{sha256(text.encode()).hexdigest()[:16]}.wav" for voice, text in turns
    ]
    wanted = [
        (voice, text, str(path))
        for (voice, text), path in zip(turns, paths, strict=True)
        if not path.exists()
    ]
    if wanted:
        subprocess.run(
            [VOICE / "bin/python", "scripts/bench_voice.py"],
            input=json.dumps([str(VOICE / "package/voices"), wanted]),
            text=True,
            check=True,
            stdout=sys.stderr,
        )
    return [path.read_bytes() for path in paths]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
