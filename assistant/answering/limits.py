"""How much goes into one answer, and what may be asked at all."""

from dataclasses import dataclass, replace

from assistant.errors import BadQuestion
from ingest.letters import storable


@dataclass(frozen=True, slots=True)
class Limits:
    """How much goes into one answer."""

    passages: int
    prompt_characters: int
    new_tokens: int
    question_characters: int
    gate: float
    quotes: tuple[int, ...] = (600, 300, 160, 100)
    """Weight of each excerpt that an answer begins with (``letters.weight``): the first to be read,
    the last to be opened. They are no longer than three of 400, and of 172 questions they hold the
    facts of 142 instead of 138, and the right page of 156 instead of 154."""
    writes: bool = True
    """A model writes below the excerpts; else they are the whole answer."""

    def shorter(self, new_tokens: int | None) -> "Limits":
        """A client may ask for a shorter answer, never for a longer one."""
        return replace(self, new_tokens=min(self.new_tokens, new_tokens or self.new_tokens))

    def check(self, question: str) -> str:
        """The question without its margins; raises BadQuestion when empty or too long."""
        # A lone half of a surrogate pair is no text that a tokenizer or a database could take.
        question = storable(question).strip()
        if not question:
            raise BadQuestion("The question is empty. Say what you want to know.")
        if len(question) > self.question_characters:
            raise BadQuestion(
                f"The question has {len(question)} characters, {self.question_characters} are "
                "allowed. Ask in a sentence or two; name the machine and the code."
            )
        return question
