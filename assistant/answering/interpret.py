"""The question in the other language by the model, where the glossary leaves too much over."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing

from assistant.answering.glossary import key_of
from assistant.answering.language import language_of
from assistant.answering.translate import Translation
from assistant.models.generator import Generator, Message, Piece
from prompts import render

TOO_MUCH = 0.6
"""Share left untranslated from which the model is asked. With terms struck from the glossary at
random, its form still brought the page among the first five for 9 of 10 cross-lingual questions
below 0.4, 3 of 4 around 0.7 and 1 of 2 above 0.8, which is what the model alone brings."""
LONGEST = 160
"""Characters of a question that the new tokens can hold; a longer one is a pasted log."""
NEW_TOKENS = 60

_LABEL = re.compile(
    r"^(?:translat\w+|question|问题|english|chinese|answer|output|译文|翻译|英文|英语|中文|答)\s*[:：]\s*",
    re.IGNORECASE,
)
_QUOTES = " \t\"'“”‘’「」`*"


def needs_model(translation: Translation) -> bool:
    """Whether the glossary left so much over that the model is worth waiting for."""
    return translation.untranslated > TOO_MUCH and len(translation.question) <= LONGEST


def model_translation(generator: Generator, question: str, translation: Translation) -> str:
    """The model's translation in one line, or the glossary's form where the model lost a code.

    Terms of the glossary that the model put otherwise are set after its words: they are what the
    keyword arm will look for.

    Args:
        generator: Asked once, for at most 60 tokens; stopped at the end of the first line.
        question: As it was asked.
        translation: What the glossary made of it.

    Raises:
        ModelUnavailable: No engine can write.
    """
    terms = [(source, variants[0]) for source, variants in translation.terms]
    form = f"translate.{language_of(question)}"
    asked = [Message("user", render(form, question=" ".join(question.split()), terms=terms))]
    line = one_line(generator, asked)
    if translation.language == "en":
        line = _without_chinese(line)
    if language_of(line) != translation.language or not all(
        _holds(line, code) for code in translation.codes
    ):
        return translation.text
    return " ".join([line, *_missing(line, translation)])


def one_line(generator: Generator, asked: Sequence[Message]) -> str:
    """The first line that the model writes, without label and quotation marks."""
    with closing(generator.generate(asked, NEW_TOKENS)) as pieces:
        return _bare(_first_line(pieces))


def _first_line(pieces: Iterator[Piece]) -> str:
    text = ""
    for piece in pieces:
        text = (text + piece.text).lstrip()
        if "\n" in text:
            break
    return text.partition("\n")[0]


def _bare(line: str) -> str:
    """Without the label and quotation marks that small models put around a translation."""
    plain = unicodedata.normalize("NFKC", line)
    return _LABEL.sub("", plain.strip(_QUOTES)).strip(_QUOTES)


def _without_chinese(line: str) -> str:
    """What the model could not translate, it copies."""
    plain = "".join(letter if language_of(letter) == "en" else " " for letter in line)
    return " ".join(plain.split())


def _holds(line: str, code: str) -> bool:
    """Whole: E1 is not held by E10."""
    return bool(
        re.search(rf"(?<![A-Za-z0-9]){re.escape(code)}(?![A-Za-z0-9])", line, re.IGNORECASE)
    )


def _missing(line: str, translation: Translation) -> Iterator[str]:
    written = key_of(line)
    for _, variants in translation.terms:
        if not any(key_of(variant) in written for variant in variants):
            yield variants[0]
