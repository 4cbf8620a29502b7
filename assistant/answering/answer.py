"""retrieve -> gate -> prompt -> generate -> cite, told as it happens: the page to read first."""

import time
from collections.abc import Generator as Stream
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.answering.cite import citations
from assistant.answering.context import asked_before
from assistant.answering.gate import enough
from assistant.answering.language import language_of
from assistant.answering.machine import machine_in
from assistant.answering.marks import Attribution, MarkFilter
from assistant.answering.neighbours import passages_for
from assistant.answering.prefer import notice, prefer
from assistant.answering.prompt import prompt
from assistant.answering.reply import Answer, Doing, Event, Finished, Found, Timings, Words
from assistant.answering.retrieve import Findings
from assistant.answering.safety.advice import AdviceFilter
from assistant.answering.safety.danger import Danger, refuses
from assistant.answering.safety.decline import declined, harmless
from assistant.answering.safety.needs import first_line, last_lines
from assistant.answering.second_look import look_again, task_for
from assistant.answering.understand import understand
from assistant.answering.warnings import warnings_of
from assistant.answering.workbench import Workbench
from assistant.errors import BadQuestion
from assistant.models.generator import Message, Piece
from ingest.document import Chunk
from ingest.letters import storable
from prompts.notices import NOTHING_CHOSEN
from prompts.phrases import EMPTY_LIBRARY, NEAREST, REFUSAL
from vectorstore.library import EVERYTHING, Library
from vectorstore.records import Filters


@dataclass(frozen=True, slots=True)
class Limits:
    """How much goes into one answer."""

    passages: int
    prompt_characters: int
    new_tokens: int
    question_characters: int
    gate: float

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


def answer(
    bench: Workbench,
    limits: Limits,
    messages: Sequence[Message],
    filters: Filters = EVERYTHING,
) -> Stream[Event, None, None]:
    """Yields Found, then Words, then Finished; the words joined are the finished text.

    Where little was found, Doing tells that the model words the question anew, and Found comes
    again. Closing the iterator stops the model at its next token. Without evidence above the gate
    the model is not asked for an answer, nor where a safeguard is to be defeated.

    Raises:
        BadQuestion: The last message asks nothing, or too much.
        Busy: The queue for the model is full; Found has been told already.
        ModelUnavailable: No engine can write; Found has been told already.
    """
    clock = _Clock()
    question = limits.check(_last_words(messages))
    history = messages[:-1]
    query = understand(question, history, bench.glossary)
    machine = machine_in(bench.library, bench.glossary, query.asked, superseded=filters.superseded)
    findings = prefer(bench.library, query, machine, filters=filters)
    clock.retrieved()
    if danger := refuses(question, history):
        yield from _decline(bench.library, limits, question, danger, findings, clock)
        return
    if task := task_for(bench, query, findings, history, limits.gate):
        yield Found(findings.evidence, clock.retrieve_ms)
        yield Doing(task)
        findings = look_again(bench, task, query, findings, history, machine, filters)
        clock.retrieved()
    is_enough = enough(findings, limits.gate)
    passages = _passages(bench.library, findings, limits) if is_enough else ()
    safety = warnings_of(bench.library, passages)
    yield Found(findings.evidence, clock.retrieve_ms, safety)
    if not is_enough:
        text = _paragraphs(
            first_line(question, language_of(question)), _refusal(question, findings, filters)
        )
        yield Words(text)
        yield Finished(Answer(text, (), refused=True, finish="stop", timings=clock.stop(None)))
        return
    language = language_of(question)
    opening = _paragraphs(first_line(question, language), notice(machine, findings, language))
    asked = prompt(question, passages, asked_before(history))
    with bench.queue.turn(), closing(bench.generator.generate(asked, limits.new_tokens)) as pieces:
        yield from _write(pieces, passages, safety, clock, opening, question)


def _write(
    pieces: Iterator[Piece],
    passages: Sequence[Chunk],
    safety: tuple[Chunk, ...],
    clock: "_Clock",
    opening: str,
    question: str,
) -> Iterator[Event]:
    """The model's words, their marks made right, and the answer they add up to.

    ``opening`` is what must be known before any of them. Dangerous advice is taken out.
    """
    marks, advice, sources = MarkFilter(len(passages)), AdviceFilter(), Attribution(passages)
    text, piece = f"{opening}\n\n" if opening else "", Piece("", 0, 0)
    if text:
        yield Words(text)
    for piece in pieces:
        clock.first_token()
        words = sources.feed(advice.feed(marks.feed(piece.text)))
        if words:
            text += words
            yield Words(words)
    rest = sources.feed(advice.feed(marks.flush()) + advice.flush()) + sources.flush()
    if ending := last_lines(question, language_of(question), advice.taken_out):
        rest += f"\n\n{ending}" if text + rest else ending
    if rest:
        text += rest
        yield Words(rest)
    yield Finished(
        Answer(
            text,
            citations(text, passages),
            refused=False,
            finish=piece.finish or "stop",
            timings=clock.stop(piece),
            safety=safety,
        )
    )


def _decline(
    library: Library,
    limits: Limits,
    question: str,
    danger: Danger,
    findings: Findings,
    clock: "_Clock",
) -> Iterator[Event]:
    """What trips the safeguard is shown, with its warnings; how to defeat it is not."""
    evidence = harmless(findings.evidence)
    found = replace(findings, evidence=evidence)
    is_enough = enough(found, limits.gate)
    safety = warnings_of(library, _passages(library, found, limits)) if is_enough else ()
    yield Found(evidence, clock.retrieve_ms, safety)
    language = language_of(question)
    text = _paragraphs(first_line(question, language), declined(danger, language, evidence))
    yield Words(text)
    timings = clock.stop(None)
    yield Finished(Answer(text, (), refused=True, finish="stop", timings=timings, safety=safety))


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _passages(library: Library, findings: Findings, limits: Limits) -> tuple[Chunk, ...]:
    return passages_for(library, findings.evidence, limits.passages, limits.prompt_characters)


def _last_words(messages: Sequence[Message]) -> str:
    return messages[-1].content if messages and messages[-1].role == "user" else ""


def _refusal(question: str, findings: Findings, filters: Filters) -> str:
    language = language_of(question)
    if not findings.evidence and filters != EVERYTHING:
        return NOTHING_CHOSEN[language]
    if not findings.evidence:
        return f"{REFUSAL[language]} {EMPTY_LIBRARY[language]}"
    return f"{REFUSAL[language]} {NEAREST[language]}"


class _Clock:
    """Where the time goes, in milliseconds."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._first: float | None = None
        self.retrieve_ms = 0.0

    def _elapsed(self) -> float:
        return (time.perf_counter() - self._start) * 1000

    def retrieved(self) -> None:
        self.retrieve_ms = self._elapsed()

    def first_token(self) -> None:
        if self._first is None:
            self._first = self._elapsed()

    def stop(self, last: Piece | None) -> Timings:
        return Timings(
            self.retrieve_ms,
            self._first,
            self._elapsed(),
            prompt_tokens=last.prompt_tokens if last else 0,
            new_tokens=last.new_tokens if last else 0,
        )
