"""A named query as a form, and the query that comes back out of it.

The form is made of the query's own model: what it has is asked for, and nothing else. What a form
cannot ask (words of texts, amounts, second periods) is told, and can be taken out.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, get_args

from assistant.history.ask.vocabulary import Vocabulary
from assistant.history.queries.columns import BUCKETS, EXTRA, Measure
from assistant.history.queries.figures import Statistic
from assistant.history.queries.named import KIND, KINDS, kind_of, made, read, written
from assistant.history.queries.outcome import Query
from assistant.history.queries.reliability import Kpi
from assistant.history.queries.scope import Day, Scope
from assistant.history.say import meant
from assistant.history.terms import term
from ui.board.fields import check_html, day_html, field_html, search_html, select_html
from ui.board.speak import each
from ui.board.wanted import values_of
from ui.phrases import PHRASES, Phrase
from ui.safe import both, text
from vectorstore.assets import folded

OFFERED: Final = (
    "count", "figure", "grouped", "pareto", "shares", "reliability", "acknowledgement", "repeats",
    "compliance", "backlog", "extreme", "latest", "list",
)  # fmt: skip
"""Kinds of queries that a form can change into; others stay what they are."""
_COLUMNS: Final = (
    "asset", "area", "item", "failure_code", "work_type", "category", "priority", "status",
    "technician", "source",
)  # fmt: skip
_CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "of": ("count", *get_args(Measure)),
    "measure": get_args(Measure),
    "statistic": get_args(Statistic),
    "kpi": get_args(Kpi),
    "kind": ("failure_code", "item"),
    "per": BUCKETS,
}
_USUAL: Final[Mapping[str, Any]] = {
    "by": "asset", "across": "month", "of": "count", "measure": "downtime", "statistic": "sum",
    "kpi": "mtbf", "kind": "failure_code", "per": "month", "column": "asset",
}  # fmt: skip
"""What a kind needs and the query before did not have."""
_FLAGS: Final = ("ascending", "smallest", "first")
_GROUPINGS: Final = ("by", "across", "column")
_PARTS: Final = ("conditions", "mentions", "bounds", "blanks")
_NUMBERS: Final = ("limit", "more_than")
_FIXED: Final = ("whole", "periods", "ids")
_WHOLE: Final = ("reliability", "acknowledgement")
"""Kinds that need no grouping."""
_ALWAYS: Final = ("source", "category")
"""Columns that every import has."""


def form_html(query: Query, words: Vocabulary) -> str:
    """The form; sent, it is an address of ``/board/ask``."""
    kind = kind_of(query)
    kinds = OFFERED if kind in OFFERED else (kind, *OFFERED)
    fields = "".join(_fields(query, words))
    return (
        '<form class="query" method="get" action="/board/ask">'
        f'<input type="hidden" name="query" value="{text(written(query))}">'
        f'<div class="grid">{_select("asked", kinds, kind, _kind_words)}{_scope(query, words)}'
        f'{fields}</div>{_kept(query)}<p class="deeds"><button type="submit" name="edited"'
        f' value="1">{both("run_again")}</button></p></form>'
    )


def edited(told: Mapping[str, str], words: Vocabulary, now: datetime) -> Query:
    """The query that the form asks for; raises BadQuestion where there is none such."""
    before = read(told.get("query", ""))
    kind = told.get("asked") or kind_of(before)
    own = KINDS.get(kind, type(before))
    parameters = {name: one for name, one in before.parameters.items() if name in own.model_fields}
    if own is type(before):
        parameters |= dict(_changes(told, own))
    usual = {**_USUAL, "at": now.isoformat(), "due": words.due}
    for name, field in own.model_fields.items():
        if (
            name in usual
            and name not in parameters
            and (field.is_required() or name in ("due", "at"))
        ):
            parameters[name] = usual[name]
    return made({**parameters, KIND: kind, "scope": _scope_of(before, told, words)})


def _changes(told: Mapping[str, str], own: type[Query]) -> Iterator[tuple[str, Any]]:
    for name in own.model_fields:
        if name in _FLAGS:
            yield name, True if name in told else own.model_fields[name].default
        elif name not in told:
            continue
        elif name in _NUMBERS:
            yield name, _number(told[name])
        elif name in (*_CHOICES, *_GROUPINGS):
            yield name, told[name] or None


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() else None


def _scope_of(before: Query, told: Mapping[str, str], words: Vocabulary) -> dict[str, Any]:
    """What is meant: days, a machine, and of the rest whatever was not taken out."""
    scope: dict[str, Any] = before.scope.model_dump(mode="json", exclude_defaults=True)
    for name in ("first", "last"):
        typed = told.get(f"scope_{name}", scope.get(name) or "")
        scope[name] = typed or None
    if told.get("scope_day") in get_args(Day):
        scope["day"] = told["scope_day"]
    gone = {name for name in told if name.startswith("drop_")}
    for part in _PARTS:
        kept = [
            one
            for place, one in enumerate(scope.get(part, ()))
            if f"drop_{part}_{place}" not in gone
            and not (part == "conditions" and _is_machine(one))
        ]
        scope[part] = kept
    if machine := told.get("scope_machine", _machine(before)).strip():
        known = dict(words.values.get(folded(machine), ())).get("asset")
        scope["conditions"].append({"column": "asset", "values": known or [machine]})
    return {name: one for name, one in scope.items() if one not in (None, [])}


def _is_machine(condition: Mapping[str, Any]) -> bool:
    """Whether the form's own field for a machine holds it."""
    is_asset = condition["column"] == "asset" and not condition.get("negated")
    return is_asset and len(condition["values"]) == 1


def _machine(query: Query) -> str:
    named = (one for one in query.scope.conditions if _is_machine(one.model_dump()))
    return next((one.values[0] for one in named), "")


def _scope(query: Query, words: Vocabulary) -> str:
    scope, machines = query.scope, values_of(words, "asset")
    days = (("scope_first", scope.first), ("scope_last", scope.last))
    told = "".join(day_html(name, f"query_{name}", str(day or "")) for name, day in days)
    told += _select("scope_day", get_args(Day), scope.day, lambda one: PHRASES[f"day_{one}"])
    hint = "board_machine_hint"
    return told + search_html("scope_machine", "board_machine", _machine(query), machines, hint)


def _fields(query: Query, words: Vocabulary) -> Iterator[str]:
    """One for each parameter of the model that a form can ask for."""
    for name in type(query).model_fields:
        value = getattr(query, name)
        if name in _GROUPINGS:
            none = ("",) if kind_of(query) in _WHOLE else ()
            options = (*none, *_columns(words), *BUCKETS)
            yield _select(name, _with(value or "", options), value or "", _column_words)
        elif name in _CHOICES:
            yield _select(name, _CHOICES[name], value, _term)
        elif name in _NUMBERS:
            yield field_html(
                name,
                f"query_{name}",
                f'<input type="number" id="{name}" name="{name}" min="1" max="200"'
                f' value="{value or ""}">',
            )
        elif name in _FLAGS:
            yield check_html(name, both(f"query_{name}"), is_on=bool(value))


def _kept(query: Query) -> str:
    """What else the query means, each with a box that takes it out."""
    rows = [
        check_html(
            f"drop_{part}_{place}", f"{both('leave_out')} {_alone(query.scope, part, place)}"
        )
        for part in _PARTS
        for place, one in enumerate(getattr(query.scope, part))
        if part != "conditions" or not _is_machine(one.model_dump())
    ]
    if fixed := {name: one for name, one in query.parameters.items() if name in _FIXED}:
        told = text(json.dumps(fixed, ensure_ascii=False)[:400])
        rows.append(f'<p class="note">{both("stays")} <code>{told}</code></p>')
    if not rows:
        return ""
    return f'<fieldset class="kept"><legend>{both("also_meant")}</legend>{"".join(rows)}</fieldset>'


def _alone(scope: Scope, part: str, place: int) -> str:
    """One condition in words."""
    one = getattr(scope, part)[place]
    return each(lambda language: ", ".join(meant(Scope.model_validate({part: (one,)}), language)))


def _columns(words: Vocabulary) -> Iterable[str]:
    """That orders of this plant have, its own ones among them."""
    known = set(words.titles.values())
    extras = sorted(one for one in known if one.startswith(EXTRA))
    return [one for one in _COLUMNS if one in known or one in _ALWAYS] + extras


def _with(chosen: str, options: Sequence[str]) -> Sequence[str]:
    return options if chosen in options else (chosen, *options)


def _select(name: str, options: Iterable[str], chosen: object, say: Callable[[str], Phrase]) -> str:
    return select_html(name, f"query_{name}", [(one, say(one)) for one in options], chosen)


def _kind_words(kind: str) -> Phrase:
    return PHRASES[f"kind_{kind}"] if kind in OFFERED else Phrase(kind, kind)


def _column_words(name: str) -> Phrase:
    return _term(name) if name else PHRASES["no_grouping"]


def _term(name: str) -> Phrase:
    return Phrase(term(name, "en"), term(name, "zh"))
