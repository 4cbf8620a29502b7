"""How a file will be read: which column is which field, and in what form its values stand.

What is taken for granted is told with its reason; what cannot be known is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.errors import BadMapping, BadWorkOrders, UnsureColumns
from assistant.history.amounts import NumberEvidence
from assistant.history.blanks import is_blank
from assistant.history.fields import FIELDS
from assistant.history.guess import REPEATED, Column, guess_columns
from assistant.history.mapping import ANY, ColumnMapping
from assistant.history.moments import DateEvidence
from assistant.history.sheet import Row, Sheet
from assistant.history.titles import unit_of


@dataclass(frozen=True, slots=True)
class Plan:
    """How a sheet will be read."""

    columns: tuple[Column, ...]
    mapping: ColumnMapping
    """Complete: the same file read by it becomes the same rows."""
    unsure: tuple[str, ...]
    """What has to be declared before anything can be read, a sentence each."""
    daily: frozenset[str]
    """Titles of columns of dates without times of day."""

    def require_sure(self, name: str) -> None:
        """Raises UnsureColumns, naming the file, unless all is known."""
        if self.unsure:
            raise UnsureColumns(
                f"{name}: {' '.join(self.unsure)} Write it into a mapping file (--save-mapping "
                "makes one) and give it with --mapping."
            )


def plan_columns(sheet: Sheet, given: ColumnMapping, source: str = "") -> Plan:
    """Reads the whole sheet once, and says how it would be imported.

    Args:
        sheet: The table.
        given: What was declared; the rest is found out.
        source: What the orders' system is called, rather than what ``given`` says.

    Raises:
        BadMapping: A column that is declared is not there.
        BadWorkOrders: No column is known.
    """
    columns = _declared(sheet, given) if given.columns else guess_columns(sheet)
    chosen = {column.field: column.title for column in columns if column.field}
    if not chosen:
        raise BadWorkOrders(
            f"{sheet.name}: none of its columns is known: {', '.join(sheet.titles)[:300]}. Say in "
            "a mapping file what they are: --save-mapping writes one to fill in."
        )
    survey = _Survey(sheet.titles, chosen)
    for row in sheet.rows():
        survey.see(row)
    if survey.repeats > max(1, REPEATED * survey.ids) and not given.columns:
        columns = [_without_id(column) for column in columns]
        chosen.pop("external_id")
    forms = _forms(chosen, survey, given)
    mapping = ColumnMapping(
        source=source or given.source or sheet.name,
        sheet=given.sheet,
        header_line=sheet.header_line,
        columns={column.title: column.field for column in columns},
        dates=forms.dates,
        decimals=forms.decimals,
        units=forms.units,
        categories=given.categories,
    )
    daily = (title for title, dates in survey.dates.items() if dates.read and not dates.timed)
    told = [replace(one, because=one.because + forms.told(one.title)) for one in columns]
    return Plan(tuple(told), mapping, tuple(forms.unsure), frozenset(daily))


def _declared(sheet: Sheet, given: ColumnMapping) -> list[Column]:
    said = [*given.columns, *given.dates, *given.decimals, *given.units]
    if missing := [title for title in said if title not in sheet.titles and title != ANY]:
        raise BadMapping(
            f"{sheet.name}: the mapping tells of the column {missing[0]!r}, which is not there; "
            f"there are {', '.join(sheet.titles)[:300]}."
        )
    return [
        Column(title, given.columns.get(title, ""), "the mapping says so") for title in sheet.titles
    ]


def _without_id(column: Column) -> Column:
    if column.field != "external_id":
        return column
    return Column(column.title, "", "its values repeat, so no order is known by them; kept as is")


class _Survey:
    """Evidence over all rows, of the columns whose values can be written in several ways."""

    def __init__(self, titles: Sequence[str], chosen: Mapping[str, str]) -> None:
        self._width = len(titles)
        self.dates: dict[str, DateEvidence] = {}
        self.numbers: dict[str, NumberEvidence] = {}
        self.ids = self.repeats = 0
        self._known: dict[int, int] = {}
        self._id = titles.index(chosen["external_id"]) if "external_id" in chosen else None
        self._dates: list[tuple[int, DateEvidence]] = []
        self._numbers: list[tuple[int, NumberEvidence, bool]] = []
        for name, title in chosen.items():
            number, kind = titles.index(title), FIELDS[name].kind
            if kind == "moment":
                self._dates.append((number, self.dates.setdefault(title, DateEvidence())))
            elif kind in ("minutes", "money"):
                evidence = self.numbers.setdefault(title, NumberEvidence())
                self._numbers.append((number, evidence, kind == "minutes"))

    def see(self, row: Row) -> None:
        """One more row; one that is too short or long will be rejected and tells nothing."""
        cells = row.cells
        if row.fault or len(cells) < self._width:
            return
        for number, dates in self._dates:
            dates.see(cells[number])
        for number, numbers, is_duration in self._numbers:
            numbers.see(cells[number], is_duration=is_duration)
        if self._id is not None and not is_blank(cells[self._id]):
            self.ids += 1
            content = hash(tuple(cells))
            self.repeats += (
                self._known.setdefault(hash(cells[self._id].strip()), content) != content
            )


@dataclass(slots=True)
class _Forms:
    """How values are written, by title; ANY as the mapping gave it."""

    dates: dict[str, str]
    decimals: dict[str, str]
    units: dict[str, str]
    unsure: list[str] = field(default_factory=list)

    def told(self, title: str) -> str:
        """For the table that is shown."""
        said = (self.dates.get(title), self.decimals.get(title), self.units.get(title))
        words = ("dates {}", "decimals after {!r}", "bare numbers in {}")
        told = [word.format(form) for word, form in zip(words, said, strict=True) if form]
        return f"; {', '.join(told)}" if told else ""


def _forms(chosen: Mapping[str, str], survey: _Survey, given: ColumnMapping) -> _Forms:
    forms = _Forms(dict(given.dates), dict(given.decimals), dict(given.units))
    _settle_dates(forms, survey, given)
    _settle_decimals(forms, survey, given)
    for name, title in chosen.items():
        if FIELDS[name].kind != "minutes" or given.of("units", title):
            continue
        if unit := unit_of(title):
            forms.units[title] = unit
        elif survey.numbers[title].bare:
            forms.units[title] = ""
            forms.unsure.append(
                f'The durations of {title!r} are bare numbers: [units] "{title}" = "min" or "h".'
            )
    return forms


def _settle_dates(forms: _Forms, survey: _Survey, given: ColumnMapping) -> None:
    """A column that does not tell follows the others of its file, if these agree."""
    orders = {one.order for one in survey.dates.values() if one.order}
    for title, evidence in survey.dates.items():
        if evidence.is_settled or given.of("dates", title):
            continue
        is_torn = evidence.first_over_12 and evidence.second_over_12
        followed = next(iter(orders)) if len(orders) == 1 and not is_torn else ""
        followed = "" if evidence.short else followed
        forms.dates[title] = evidence.order or followed
        if not forms.dates[title]:
            why = "both ways" if is_torn else f"as {evidence.example!r}"
            forms.unsure.append(
                f"The dates of {title!r} are written {why}, so day and month cannot be told "
                f'apart: [dates] "{title}" = "dmy", "mdy" or "ymd".'
            )


def _settle_decimals(forms: _Forms, survey: _Survey, given: ColumnMapping) -> None:
    marks = {one.decimal for one in survey.numbers.values() if one.decimal}
    for title, evidence in survey.numbers.items():
        if evidence.is_settled or given.of("decimals", title):
            continue
        is_torn = evidence.point and evidence.comma
        followed = next(iter(marks)) if len(marks) == 1 and not is_torn else ""
        forms.decimals[title] = evidence.decimal or followed
        if not forms.decimals[title]:
            why = "both as 1.5 and as 1,5" if is_torn else f"as {evidence.example!r}"
            forms.unsure.append(
                f"The numbers of {title!r} are written {why}, so decimals and thousands cannot be "
                f'told apart: [decimals] "{title}" = "." or ",".'
            )
