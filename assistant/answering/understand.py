"""A question as it is to be searched for: in its context, and in both languages. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.answering.codes import struck
from assistant.answering.context import in_context
from assistant.answering.glossary import Glossary
from assistant.answering.translate import Translation, translate
from assistant.models.generator import Message
from vectorstore.found import Wording


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for."""

    question: str
    """As it was typed."""
    asked: str
    """The question, under what it carries of the earlier one."""
    own: str
    """Where the codes stand whose records are asked for: not in what is context alone."""
    translation: Translation
    """What the glossary made of it in the other language."""
    rendered: str = ""
    """What the model made of it, where the glossary did not suffice."""
    before: str = ""
    """The earlier question, where this one turns from its alarm to something else."""

    def without(self, codes: Collection[str]) -> "Query":
        """The same without codes that are carried, but not asked about."""
        known = self.translation
        text, words = struck(known.text, codes), struck(known.words, codes)
        translation = replace(known, text=text, words=words)
        return replace(self, asked=struck(self.asked, codes), translation=translation)

    def rendered_by_model(self, text: str) -> "Query":
        """The same with a translation that has no gaps."""
        return replace(self, rendered=text)

    @property
    def wordings(self) -> list[Wording]:
        """The question, then its translation as far as there is one."""
        own = Wording(self.asked, self.asked)
        known = self.translation
        if self.rendered:
            return [own, Wording(self.rendered, f"{self.rendered} {known.words}")]
        if not known.terms:
            return [own]
        return [own, Wording(known.text, known.words, trust=1.0 - known.untranslated)]


def understand(question: str, history: Sequence[Message], glossary: Glossary) -> Query:
    """Rules and the glossary alone; no model is asked."""
    asked = in_context(question, history)
    return Query(
        question, asked.text, asked.own, translate(asked.text, glossary), before=asked.before
    )
