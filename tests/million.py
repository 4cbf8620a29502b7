"""A library of a million synthetic chunks, for the bench: nothing in it is anybody's manual.

Words: jieba's Chinese ones and made-up English ones, Zipf-distributed, the stop words of the real
search at their heads; each document adds words of its own and some 40 codes and part numbers.
Chunks are lognormal around 200 words. Vectors: each document stands at a mixture of two of the
sample plant's vectors, each chunk is drawn from there towards another and blurred with noise
that has the covariance of the real ones. With plain e5 vectors, 100,000 of them had pairs at a
cosine of .85 and nearest neighbours at .93/.96/.98 (5, 50, 95 %); 1,900 chunks of real manuals .82
and .92/.96/.99.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from itertools import accumulate

import numpy as np

from ingest.document import Box, Chunk, Document, Kind, Language, Page
from vectorstore import chunk_rows, keyword, records
from vectorstore.library import Library
from vectorstore.tokens import _jieba, _stop_words, segment

PER_DOCUMENT = 150
WORDS = 60_000
"""Of each language."""
_TOPIC = 400
_CODES = 40
_BOXES = tuple(Box(72.0, 100.0 + 14 * n, 520.25, 112.5 + 14 * n) for n in range(12))
_KINDS: tuple[tuple[Kind, float], ...] = (
    ("passage", 0.85),
    ("table_row", 0.08),
    ("fault_record", 0.04),
    ("safety", 0.03),
)
_CONSONANTS = "bcdfghklmnprstvz"
_TOGETHER = 40
"""Documents in one transaction."""


class Vocabulary:
    """Words of one language with the forms the keyword index keeps of them, likeliest first."""

    def __init__(self, language: Language) -> None:
        chinese = language == "zh"
        heads = [word for word in sorted(_stop_words()) if word.isascii() != chinese]
        made = _chinese() if chinese else _english(np.random.default_rng(1))
        self.words = [*heads, *made][:WORDS]
        self.forms = [" ".join(segment(word)) for word in self.words]
        weights = 1.0 / np.arange(3, len(self.words) + 3)
        self._reach = np.cumsum(weights / weights.sum())

    def draw(self, dice: np.random.Generator, count: int) -> np.ndarray:
        """Places of ``count`` words."""
        return np.searchsorted(self._reach, dice.random(count))


@cache
def vocabulary(language: Language) -> Vocabulary:
    return Vocabulary(language)


def _english(dice: np.random.Generator) -> list[str]:
    syllables = [a + b + c for a in _CONSONANTS for b in "aeiou" for c in ("", "n", "r", "l")]
    picked = dice.integers(0, len(syllables), (2 * WORDS, 4))
    lengths = dice.integers(2, 5, 2 * WORDS)
    made = ("".join(syllables[i] for i in row[:n]) for row, n in zip(picked, lengths, strict=True))
    return list(dict.fromkeys(made))


def _chinese() -> list[str]:
    """Jieba's own words, the frequent ones first: made-up ones would be cut to single letters."""
    known = {word: count for word, count in _jieba().FREQ.items() if count and 2 <= len(word) <= 4}
    return sorted(known, key=lambda word: (-known[word], word))


class Plant:
    """Where vectors lie: learned from real ones, drawn anew."""

    def __init__(self, passages: np.ndarray, seed: int) -> None:
        self._real = passages
        self._centred = passages - passages.mean(axis=0)
        self._spread = float(np.sqrt((self._centred**2).sum(axis=1).mean()))
        self._dice = np.random.default_rng(seed)

    def document(self, count: int) -> np.ndarray:
        """(count, d) unit vectors of one document's chunks."""
        home = self._between(1)
        towards = self._between(count)
        share = self._dice.uniform(0.05, 0.6, (count, 1))
        blur = self._dice.uniform(0.3, 1.2, (count, 1))
        return self.near((1 - share) * home + share * towards, blur)

    def near(self, vectors: np.ndarray, blur: float | np.ndarray) -> np.ndarray:
        """Unit vectors around (n, d) given ones; a blur of 1 is as wide as the real ones lie."""
        count, dimension = vectors.shape
        real = self._dice.standard_normal((count, len(self._real))) @ self._centred
        real /= np.sqrt((real**2).sum(axis=1).mean())
        white = self._dice.standard_normal((count, dimension)) / np.sqrt(dimension)
        drawn = vectors + blur * self._spread * (0.9 * real + 0.3 * white)
        return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)

    def _between(self, count: int) -> np.ndarray:
        one, other = self._dice.integers(0, len(self._real), (2, count))
        share = self._dice.uniform(0.0, 0.5, (count, 1))
        return (1 - share) * self._real[one] + share * self._real[other]


def document(number: int, count: int = PER_DOCUMENT) -> tuple[Document, list[Chunk], list[str]]:
    """A document, its chunks, and the words of each as the keyword index keeps them."""
    dice = np.random.default_rng(number + 7)
    language: Language = "zh" if number % 2 else "en"
    known = vocabulary(language)
    identity = sha256(b"million %d" % number).hexdigest()
    title = f"Manual {number}"
    topic = dice.integers(200, len(known.words), _TOPIC)
    codes = [_code(dice) for _ in range(_CODES)]
    code_forms = [" ".join(segment(code)) for code in codes]
    words, forms = known.words + codes, known.forms + code_forms
    lengths = np.clip(np.exp(dice.normal(5.2, 0.45, count)), 30, 400).astype(int)
    drawn = known.draw(dice, int(lengths.sum()))
    luck = dice.random(len(drawn))
    drawn = np.where(luck < 0.25, topic[dice.integers(0, _TOPIC, len(drawn))], drawn)
    drawn = np.where(luck > 0.98, len(known.words) + dice.integers(0, _CODES, len(drawn)), drawn)
    ends = list(accumulate(lengths))
    pieces = [drawn[end - length : end].tolist() for end, length in zip(ends, lengths, strict=True)]
    gap = "" if language == "zh" else " "
    texts = [gap.join([words[at] for at in piece]) for piece in pieces]
    kept = [" ".join([forms[at] for at in piece]) for piece in pieces]
    kinds = dice.choice(len(_KINDS), count, p=[share for _, share in _KINDS])
    chunks = [
        Chunk(
            chunk_id=f"{identity[:16]}{at:04x}",
            document_id=identity,
            file_name=f"manual{number}.pdf",
            title=title,
            page=at // 3 + 1,
            section=(f"{at // 20 + 1} Chapter", f"{at // 20 + 1}.{at % 20 // 5 + 1} Section"),
            kind=_KINDS[kinds[at]][0],
            text=text,
            start=0,
            end=len(text),
            language=language,
            boxes=_BOXES,
        )
        for at, text in enumerate(texts)
    ]
    threes = range(0, count, 3)
    pages = [Page(at // 3 + 1, "\n".join(texts[at : at + 3])) for at in threes]
    made = Document(identity, f"manual{number}.pdf", title, "application/pdf", tuple(pages))
    return made, chunks, kept


def _code(dice: np.random.Generator) -> str:
    letters = "".join(chr(65 + n) for n in dice.integers(0, 26, 2))
    first, second = dice.integers(1, 100), dice.integers(1000, 10000)
    shapes = (
        f"{letters[0]}-{first:02d}",
        f"P{first % 10}.{first:02d}",
        f"{letters}-{second}-{first}",
    )
    return shapes[int(dice.integers(0, 3))]


def questions(count: int, documents: int) -> Iterator[str]:
    """Three to eight words of a chunk, a stop word or two, every fourth with a code."""
    dice = np.random.default_rng(99)
    for number in dice.integers(0, documents, count):
        _, _, kept = document(int(number), 3)
        pool = kept[0].split()
        picked = [pool[n] for n in dice.integers(0, len(pool), int(dice.integers(4, 10)))]
        yield " ".join(picked)


def fill(library: Library, passages: np.ndarray, size: int) -> Iterator[int]:
    """Writes ``size`` chunks straight into the tables; yields how many are there."""
    plant = Plant(passages, seed=3)
    done = 0
    documents = range(-(-size // PER_DOCUMENT))
    for first in documents[::_TOGETHER]:
        with library._database.writing() as db:
            for number in documents[first : first + _TOGETHER]:
                made, chunks, words = document(number, min(PER_DOCUMENT, size - done))
                records.write_document(db, made, "2026-01-01T00:00:00+00:00")
                rows = chunk_rows.write_chunks(db, made.document_id, chunks)
                keyword.add(db, rows, words)
                vectors = plant.document(len(chunks)).astype(np.float16)
                db.executemany(
                    "INSERT INTO vectors VALUES (?, ?)",
                    [(row, vector.tobytes()) for row, vector in zip(rows, vectors, strict=True)],
                )
                records.move_source(db, f"/manuals/{made.file_name}", made.document_id)
                done += len(chunks)
        yield done
