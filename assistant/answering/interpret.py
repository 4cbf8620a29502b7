"""The question in the other language by the model, where the glossary leaves too much over."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import closing

from assistant.answering.glossary import key_of
from assistant.answering.language import language_of
from assistant.answering.translate import Translation
from assistant.models.generator import Generator, Message, Piece
from prompts import render

TOO_MUCH = 0.34
"""Share left untranslated from which the model's seconds are worth it."""
LONGEST = 160
"""Characters of a question that the new tokens can hold; a longer one is a pasted log."""
NEW_TOKENS = 60

_LABEL = re.compile(
    r"^(?:translat\w+|english|chinese|answer|output|译文|翻译|英文|英语|中文|答)\s*[:：]\s*",
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
    with closing(generator.generate(asked, NEW_TOKENS)) as pieces:
        line = _bare(_first_line(pieces))
    if language_of(line) != translation.language or not all(
        _holds(line, code) for code in translation.codes
    ):
        return translation.text
    return " ".join([line, *_missing(line, translation)])


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
