"""The model's words, piece by piece, as far as they may be shown."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.answering.clock import Clock
from assistant.answering.excerpt import Excerpt
from assistant.answering.guard.guard import Guard
from assistant.answering.guard.stream import Guarded
from assistant.answering.language import language_of
from assistant.answering.marks import Attribution, MarkFilter
from assistant.answering.safety.advice import AdviceCheck
from assistant.answering.safety.needs import last_lines
from assistant.answering.safety.permission import PermissionCheck
from assistant.answering.safety.terms import Rules
from assistant.models.generator import Piece
from ingest.document import Chunk
from prompts.safety import AGREED


class Writing:
    """Marks made right and added; dangerous advice and what no passage holds taken out."""

    def __init__(
        self,
        passages: Sequence[Chunk],
        question: str,
        quoted: Sequence[Excerpt],
        clock: Clock,
        rules: Rules = (),
    ) -> None:
        self.text = ""
        """All that was shown."""
        self.last: Piece | None = None
        """The model's last piece; None before its first."""
        self._question, self._clock = question, clock
        self._advice, self._permission = (
            AdviceCheck(rules),
            PermissionCheck(question, [one.text for one in quoted]),
        )
        checks = (self._advice.allows, self._permission.allows)
        own = {one.chunk.document_id for one in quoted}
        self._marks, self._sources = MarkFilter(len(passages)), Attribution(passages, own)
        self._guarded = Guarded(Guard(passages, question), *checks)

    def of(self, pieces: Iterable[Piece]) -> Iterator[str]:
        """What can be shown of the model's words; how they were cut changes none of them."""
        for piece in pieces:
            self._clock.first_token()
            self.last = piece
            if words := self._sources.feed(self._guarded.feed(self._marks.feed(piece.text))):
                yield self.say(words)
        if rest := self._rest():
            yield self.say(rest)
        for ending in filter(None, self._endings()):
            yield self.say(f"\n\n{ending}" if self.text else ending)

    def say(self, words: str) -> str:
        """Words to be shown, added to the text."""
        self.text += words
        return words

    def _rest(self) -> str:
        is_whole = self.last is None or self.last.finish != "length"
        held = self._guarded.feed(self._marks.flush()) + self._guarded.flush(is_whole=is_whole)
        return self._sources.feed(held) + self._sources.flush()

    def _endings(self) -> Sequence[str]:
        """What became of the model's words, and how to start the machine again."""
        language = language_of(self._question)
        return (
            self._guarded.guard.summary(language),
            AGREED[language] if self._permission.taken_out else "",
            last_lines(self._question, language, self._advice.taken_out),
        )
