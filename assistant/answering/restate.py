"""A follow-up as a question of its own, by the model, where the rules did not suffice."""

from collections.abc import Sequence

from assistant.answering.interpret import LONGEST, one_line
from assistant.answering.language import language_of
from assistant.models.generator import Generator, Message
from ingest.identifiers import identifiers
from prompts import render

_SAID = 4
"""Messages of the conversation that the model is shown."""
_SHOWN = 200
"""Characters of each."""


def restated(generator: Generator, question: str, history: Sequence[Message]) -> str:
    """The model's question in one line; the question itself where the model named a new code.

    Raises:
        ModelUnavailable: No engine can write.
    """
    said = [" ".join(message.content.split())[:_SHOWN] for message in history[-_SAID:]]
    form = f"follow_up.{language_of(question)}"
    asked = render(form, said=said, question=" ".join(question.split())[:LONGEST])
    line = one_line(generator, [Message("user", asked)])
    known = {code for text in (question, *said) for code in identifiers(text)}
    return line if line and set(identifiers(line)) <= known else question
