"""A question about the plant's history, answered with its figures, rows and formula."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from assistant.errors import BadQuestion
from assistant.history.ask.choose import choose
from assistant.history.ask.fill import fill
from assistant.history.ask.lexer import tokens
from assistant.history.ask.slots import NotUnderstood
from assistant.history.ask.vocabulary import Dictionary, Names, Vocabulary
from assistant.history.buckets import Days
from assistant.history.chart import Chart, chart_of, cut_periods
from assistant.history.coverage import days_covered
from assistant.history.queries.kept import KeptStops
from assistant.history.queries.outcome import Outcome, Query
from assistant.history.queries.standing_still import still
from assistant.history.say import formula, sentences
from assistant.plant.database import PlantDatabase
from ingest.letters import is_cjk
from prompts.history import CAN_ANSWER, UNCLEAR

Interpreter = Callable[[str, Sequence[str]], Query | None]
"""The seam for a model: a question and the words of it that the rules did not understand become a
query of the library, or nothing. It writes no SQL and no figure."""

_LANGUAGES: Final = ("en", "zh")
_LONGEST: Final = 2000
"""Characters of a question."""


@dataclass(frozen=True, slots=True)
class HistoryAnswer:
    """The reply; without a query the question was not understood."""

    answer: str
    value: Any = None
    rows: Sequence[Sequence[Any]] = ()
    columns: tuple[str, ...] = ()
    query: Query | None = None
    formula: str = ""
    n: int | None = None
    order_ids: tuple[int, ...] = ()
    """Of the first orders behind the figure; ``n`` tells how many there are."""
    sources: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    """Words of the question."""
    left_out: dict[str, int] = field(default_factory=dict)
    chart: Chart | None = None
    language: str = "en"
    """Of the question and the answer: ``zh`` or ``en``."""


class History:
    """What can be asked of the work orders. Safe to use from many threads."""

    def __init__(
        self, plant: PlantDatabase, zone: ZoneInfo, interpreter: Interpreter | None = None
    ) -> None:
        self._plant = plant
        self._zone = zone
        self._dictionary = Dictionary(plant)
        self._stops = KeptStops()
        self._interpreter = interpreter

    def warm(self, names: Names = ()) -> None:
        """Reads words and stops ahead of the next question, if what changes them has ended."""
        self._dictionary.warm(names)
        with self._plant.reading() as session:
            self._stops.warm(session)

    def ask(self, question: str, now: datetime, names: Names = ()) -> HistoryAnswer:
        """Answers, or says what it does not understand.

        Args:
            question: In English or Chinese.
            now: Aware; what "last month" is told by.
            names: What registered machines are called, and their tags.

        Raises:
            BadQuestion: It is empty or too long.
        """
        if not question.strip() or len(question) > _LONGEST:
            raise BadQuestion(f"A question has 1 to {_LONGEST} characters; ask again.")
        language = "zh" if any(map(is_cjk, question)) else "en"
        vocabulary = self._dictionary.read(names)
        if not vocabulary.all_sources:
            return HistoryAnswer(UNCLEAR["empty"][language], language=language)
        today = now.astimezone(self._zone).date()
        notes: list[str] = []
        try:
            slots = fill(tokens(question, vocabulary, today), vocabulary)
            query, notes = choose(slots, now), slots.notes
        except NotUnderstood as exc:
            guessed = self._interpreter(question, exc.parts) if self._interpreter else None
            if guessed is None:
                return _unclear(exc, language)
            query = guessed
        return self._found(query, vocabulary, now, [language], notes).answers[language]

    def run(self, query: Query, now: datetime, names: Names = ()) -> "Told":
        """What a query of the library finds, in both languages.

        Args:
            query: Whoever made it.
            now: Aware.
            names: As for `ask`.
        """
        return self._found(query, self._dictionary.read(names), now, _LANGUAGES)

    def words(self, names: Names = ()) -> Vocabulary:
        """Sources, columns and values that the history itself brings."""
        return self._dictionary.read(names)

    def covered(self) -> Days | None:
        """Days of the first order and the last."""
        with self._plant.reading() as session:
            return days_covered(session)

    def _found(
        self,
        query: Query,
        vocabulary: Vocabulary,
        now: datetime,
        languages: Sequence[str],
        notes: Sequence[str] = (),
    ) -> "Told":
        with self._plant.reading() as session:
            self._stops.offer(session)
            outcome = query.run(session, self._zone)
            covered = days_covered(session) if query.name == "trend" else None
            standing = still(query, session, self._zone, now)
        today = now.astimezone(self._zone).date()
        sources = query.scope.sources or vocabulary.all_sources
        answers = {}
        for language in languages:
            told = sentences(query, outcome, sources, self._zone, notes, language, standing)
            chart = chart_of(query, outcome, covered, today, language)
            answers[language] = _answer(told, query, outcome, sources, chart, language)
        return Told(query, outcome, answers, standing, cut_periods(query, today))


class Told(NamedTuple):
    """What a query found, and how it is said."""

    query: Query
    outcome: Outcome
    answers: Mapping[str, HistoryAnswer]
    """By language."""
    standing: tuple[str, ...] = ()
    """Machines that stand now, whose hours a sum of downtime does not have."""
    cut: tuple[str, ...] = ()
    """Periods of a trend of which a part alone is meant."""


def _answer(
    told: str,
    query: Query,
    outcome: Outcome,
    sources: tuple[str, ...],
    chart: Chart | None,
    language: str,
) -> HistoryAnswer:
    return HistoryAnswer(
        told,
        plain(outcome.value),
        [[plain(cell) for cell in row] for row in outcome.rows],
        outcome.columns,
        query,
        formula(query, language),
        outcome.n,
        outcome.ids,
        sources,
        left_out=dict(outcome.left_out),
        chart=chart,
        language=language,
    )


def _unclear(exc: NotUnderstood, language: str) -> HistoryAnswer:
    quoted = (
        "、".join(f"“{one}”" for one in exc.parts)
        if language == "zh"
        else ", ".join(f'"{one}"' for one in exc.parts)
    )
    why = UNCLEAR[exc.why][language].format(parts=quoted)
    told = f"{why}\n{CAN_ANSWER[language]}"
    return HistoryAnswer(told, not_understood=exc.parts, language=language)


def plain(value: object) -> object:
    """As JSON has it: days as text, money as numbers."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, Decimal):
        return round(float(value), 4)
    return value.isoformat() if isinstance(value, date) else value
