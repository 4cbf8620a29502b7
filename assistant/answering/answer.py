"""retrieve -> judge -> quote -> prompt -> generate, told as it happens: the page to read first."""

import logging
from collections.abc import Generator as Stream
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from assistant.answering.cite import citations
from assistant.answering.clock import Clock
from assistant.answering.context import asked_before
from assistant.answering.disagree import Dispute, with_rivals
from assistant.answering.doubt import doubt, prober_for
from assistant.answering.excerpt import Excerpt
from assistant.answering.focus import focus_of, words_of
from assistant.answering.gate import enough
from assistant.answering.judge import Refusal, Verdict, judge
from assistant.answering.language import language_of
from assistant.answering.lead import Lead, lead, quoted_first
from assistant.answering.limits import Limits
from assistant.answering.machine import machine_in
from assistant.answering.neighbours import passages_for
from assistant.answering.owners import sources
from assistant.answering.prefer import notice, prefer
from assistant.answering.prompt import prompt
from assistant.answering.quotation import quotations
from assistant.answering.recalled import paragraph, recalled
from assistant.answering.refuse import refused
from assistant.answering.repair import Repair
from assistant.answering.reply import (
    Answer,
    Citation,
    Doing,
    Event,
    Evidence,
    Finished,
    Found,
    Task,
    VerifiedBy,
    Why,
    Words,
)
from assistant.answering.retrieve import Findings
from assistant.answering.safety.advice import tells_danger
from assistant.answering.safety.danger import Danger, refuses
from assistant.answering.safety.decline import declined, harmless
from assistant.answering.safety.needs import first_line, last_lines
from assistant.answering.safety.permission import PermissionCheck
from assistant.answering.second_look import look_again, task_for
from assistant.answering.tell_dispute import dispute_in, told
from assistant.answering.understand import understand
from assistant.answering.verified import Verified, why
from assistant.answering.warnings import warnings_of
from assistant.answering.workbench import Workbench
from assistant.answering.write import Writing
from assistant.errors import ModelUnavailable
from assistant.models.generator import Message, Piece, Prober
from ingest.document import Chunk, Language
from prompts.phrases import BROKEN_OFF, EXCERPTS_ONLY
from vectorstore.library import EVERYTHING
from vectorstore.records import Filters

logger = logging.getLogger(__name__)


def answer(
    bench: Workbench,
    limits: Limits,
    messages: Sequence[Message],
    filters: Filters = EVERYTHING,
) -> Stream[Event, None, None]:
    """Yields Found, then Words, then Finished; the words joined are the finished text.

    The first words are the manuals' own; no model is asked for them. Where little was found, Doing
    tells that the model words the question anew, and Found comes again. Where the documents do not
    answer the model is not asked to, nor where a safeguard is to be defeated; where no engine can
    write, the manuals' words are the whole answer, and it says so. Closing the iterator stops the
    model at its next token.

    Raises:
        BadQuestion: The last message asks nothing, or too much.
        Busy: The queue for the model is full; Found has been told already.
    """
    yield from _Turn(bench, limits, messages, filters).told()


class _Turn:
    """One question on its way to an answer."""

    def __init__(
        self, bench: Workbench, limits: Limits, messages: Sequence[Message], filters: Filters
    ) -> None:
        self._clock = Clock()
        self._bench, self._limits, self._filters = bench, limits, filters
        self._rules = bench.site.rules
        self._question = limits.check(_last_words(messages))
        self._history = messages[:-1]
        self._language = language_of(self._question)
        self._query = understand(self._question, self._history, bench.glossary)
        self._machine = machine_in(
            bench.library, bench.glossary, self._query.asked, superseded=filters.superseded
        )
        wordings = self._query.wordings
        self._focus = focus_of(wordings, bench.library.rarities(words_of(wordings)))

    def told(self) -> Iterator[Event]:
        """All events of the turn."""
        danger = refuses(self._question, self._history, self._rules)
        if danger is None and (verified := self._verified()):
            yield from self._serve(verified)
            return
        findings = self._found()
        self._clock.retrieved()
        if danger:
            yield from self._decline(findings, danger)
            return
        verdict = self._judged(findings)
        if task := self._task(findings, verdict.refusal):
            yield Found(findings.evidence, self._clock.retrieve_ms)
            yield Doing(task)
            findings = self._again(findings, task)
            verdict = self._judged(findings)
        asked = self._query.asked
        if self._limits.writes and (prober := prober_for(self._bench, verdict, asked)):
            yield Found(findings.evidence, self._clock.retrieve_ms)
            yield Doing("checking")
            verdict = self._checked(prober, verdict, findings)
        if verdict.refusal is None:
            yield from self._answer(findings)
        else:
            yield from self._refuse(findings, verdict.refusal)

    def _verified(self) -> Verified | None:
        """What a supervisor has written for this question, unless it advises a danger."""
        found = self._bench.gaps.verified(self._query, self._machine, self._filters)
        return None if found is None or tells_danger(found.text, self._rules) else found

    def _serve(self, verified: Verified) -> Iterator[Event]:
        """No model writes below it, and no other page stands beside its own."""
        self._clock.retrieved()
        shown = verified.chunks
        safety = warnings_of(self._bench.library, shown)
        evidence = tuple(Evidence(chunk, 1.0) for chunk in shown)
        yield Found(evidence, self._clock.retrieve_ms, safety, shown)
        ending = last_lines(self._question, self._language)
        text = _paragraphs(self._first_line(), verified.told(self._language), ending)
        yield Words(text)
        yield self._finished(text, verified.citations, safety=safety, verified=verified.by)

    def _found(self) -> Findings:
        library, glossary = self._bench.library, self._bench.glossary
        return prefer(library, glossary, self._query, self._machine, filters=self._filters)

    def _judged(self, findings: Findings) -> Verdict:
        bench, gate = self._bench, self._limits.gate
        library, glossary, machine = bench.library, bench.glossary, self._machine
        return judge(library, glossary, self._query, findings, gate, machine, self._filters)

    def _checked(self, prober: Prober, verdict: Verdict, findings: Findings) -> Verdict:
        """With what the model makes of it; as it was where none can tell."""
        try:
            with self._bench.queue.turn():
                more = doubt(prober, self._query, self._focus, findings.evidence)
        except ModelUnavailable as exc:
            logger.warning("the model was not asked whether the excerpts answer: %s", exc)
            return verdict
        return verdict.settled(more, self._limits.gate)

    def _task(self, findings: Findings, refusal: Refusal | None) -> Task | None:
        """What the model is worth asking before; no wording makes an unknown code known."""
        if not self._limits.writes or (refusal and refusal.is_about_a_code):
            return None
        return task_for(self._bench, self._query, findings, self._history, self._limits.gate)

    def _again(self, findings: Findings, task: Task) -> Findings:
        """The better of both findings; those that are there where nobody can word it anew."""
        try:
            self._query, findings = look_again(
                self._bench,
                task,
                self._query,
                findings,
                self._history,
                self._machine,
                self._filters,
            )
        except ModelUnavailable as exc:
            logger.warning("the question was not worded anew: %s", exc)
        self._clock.retrieved()
        return findings

    def _answer(self, findings: Findings) -> Iterator[Event]:
        limits, library = self._limits, self._bench.library
        quoted = with_rivals(self._quoted(findings), disputed := self._disputed(findings))
        evidence = quoted_first(quoted, findings.evidence)
        passages = passages_for(library, evidence, limits.passages, limits.prompt_characters)
        begun = lead(quoted, passages)
        shown = [citation.chunk for citation in begun.citations] or passages[:1]
        safety = warnings_of(library, shown)
        yield Found(findings.evidence, self._clock.retrieve_ms, safety, passages)
        opening = self._first_line()
        named = notice(self._machine, findings, self._language)
        dispute = told(library, disputed, passages, self._language)
        of = "" if dispute else sources(library, begun.citations, self._language)
        said = _paragraphs(opening, named, dispute, begun.text, of)
        # A model would choose one of the values.
        if not limits.writes or (disputed and not disputed.by_machine):
            repairs = self._recalled(quoted)
            below = paragraph(repairs, self._language)
            said = _paragraphs(said, last_lines(self._question, self._language), below)
            yield Words(said)
            yield self._finished(said, begun.citations, safety=safety, repairs=repairs)
            return
        writing = Writing(passages, self._question, quoted, self._clock, self._rules)
        # A full queue is told before the first word, so that a client can come again.
        with self._bench.queue.place() as model:
            yield Words(f"{said}\n\n")
            with model:
                yield from self._written(writing, passages)
        repairs = self._recalled(quoted)
        if below := paragraph(repairs, self._language):
            yield Words(writing.say(f"\n\n{below}" if writing.text else below))
        text = f"{said}\n\n{writing.text}"
        cited = _cited(begun, writing, passages)
        yield self._finished(text, cited, writing.last, safety, repairs=repairs)

    def _written(self, writing: Writing, passages: Sequence[Chunk]) -> Iterator[Event]:
        """The model's words below the manuals' own, which stand alone where no engine can write."""
        before = asked_before(self._history)
        asked = prompt(self._question, passages, before, self._bench.forms)
        try:
            with closing(self._bench.generator.generate(asked, self._limits.new_tokens)) as pieces:
                for words in writing.of(pieces):
                    yield Words(words)
        except ModelUnavailable as exc:
            logger.warning("no answer was written: %s", exc)
            failed = _failed(self._language, begun=bool(writing.text))
            ending = last_lines(self._question, self._language)
            yield Words(writing.say(f"{failed}\n\n{ending}" if ending else failed))

    def _quoted(self, findings: Findings) -> Sequence[Excerpt]:
        found = quotations(self._focus, self._question, findings, self._limits.quotes)
        # A planted order would be the manual's own words: what the model may not say is not quoted.
        return [one for one in found if not tells_danger(one.text, self._rules)]

    def _recalled(self, quoted: Sequence[Excerpt]) -> tuple[Repair, ...]:
        """What fixed it here: told last, below the manuals' words and the model's."""
        machines = self._machine.assets if self._machine else ()
        documents = {one.chunk.document_id for one in quoted}
        permission = PermissionCheck(self._question, [one.text for one in quoted])
        asked = self._query.asked
        return recalled(self._bench.memory, asked, machines, documents, permission)

    def _disputed(self, findings: Findings) -> Dispute | None:
        found = dispute_in(
            self._bench.library, findings, self._focus, self._machine, self._question
        )
        dangers = (tells_danger(one.text, self._rules) for one in found.told) if found else ()
        return None if any(dangers) else found

    def _first_line(self) -> str:
        number = self._bench.site.emergency_number
        return first_line(self._question, self._language, number)

    def _refuse(self, findings: Findings, refusal: Refusal) -> Iterator[Event]:
        reason = why(refusal)
        self._bench.gaps.refused(self._question, self._language, self._machine, reason)
        yield Found(findings.evidence, self._clock.retrieve_ms)
        told = refused(refusal, findings, self._language, self._filters)
        text = _paragraphs(self._first_line(), told)
        yield Words(text)
        yield self._finished(text, refused=reason)

    def _decline(self, findings: Findings, danger: Danger) -> Iterator[Event]:
        """What trips the safeguard is shown, with its warnings; how to defeat it is not."""
        logger.warning("a request was refused that may defeat a safeguard: %s", danger.safeguard)
        self._bench.gaps.refused(self._question, self._language, self._machine, "safeguard")
        evidence = harmless(findings.evidence, self._rules)
        safety: tuple[Chunk, ...] = ()
        if enough(replace(findings, evidence=evidence), self._limits.gate):
            safety = warnings_of(self._bench.library, [evidence[0].chunk])
        yield Found(evidence, self._clock.retrieve_ms, safety)
        opening = self._first_line()
        text = _paragraphs(opening, declined(danger, self._language, evidence))
        yield Words(text)
        yield self._finished(text, safety=safety, refused="safeguard")

    def _finished(
        self,
        text: str,
        cited: tuple[Citation, ...] = (),
        last: Piece | None = None,
        safety: tuple[Chunk, ...] = (),
        *,
        refused: Why | None = None,
        repairs: tuple[Repair, ...] = (),
        verified: VerifiedBy | None = None,
    ) -> Finished:
        finish = (last and last.finish) or "stop"
        timings = self._clock.stop(last)
        told = Answer(
            text, cited, refused is not None, finish, timings, safety, repairs, verified, refused
        )
        return Finished(told)


def _failed(language: Language, *, begun: bool) -> str:
    """What the reader is told when no engine can write, or not to the end."""
    return f"\n\n{BROKEN_OFF[language]}" if begun else EXCERPTS_ONLY[language]


def _cited(begun: Lead, writing: Writing, passages: Sequence[Chunk]) -> tuple[Citation, ...]:
    """What is quoted first, then what the model's words point to besides."""
    quoted = {citation.marker for citation in begun.citations}
    others = citations(writing.text, passages)
    return (*begun.citations, *(one for one in others if one.marker not in quoted))


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _last_words(messages: Sequence[Message]) -> str:
    return messages[-1].content if messages and messages[-1].role == "user" else ""
