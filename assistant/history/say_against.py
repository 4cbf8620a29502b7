"""One figure against another, in a sentence: shares, ratios, periods, rates, tables."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from assistant.history.digits import amount
from assistant.history.queries.crossed import Crossed
from assistant.history.queries.figures import UNITS, Of
from assistant.history.queries.outcome import Outcome
from assistant.history.queries.ratio import Periods, Rate, Ratio, Shares, parts
from assistant.history.terms import measure_term, term

_MOST_LISTED: Final = 12
Said = tuple[str, dict[str, str]]
"""A key of `prompts.history.ANSWERS`, and what stands in its holes."""


def against(
    query: Ratio | Shares | Periods | Rate | Crossed, outcome: Outcome, language: str
) -> Said:
    """Which sentence, and its values."""
    if isinstance(query, Ratio):
        return _ratio(query, outcome, language)
    if isinstance(query, Shares):
        shown = (f"{row[0]}: {amount(row[-2], '1', language)}" for row in outcome.rows)
        told = {"what": term(query.of, language), "by": term(query.by, language)}
        return "share_by", told | {"listed": _listed(shown, len(outcome.rows), language)}
    if isinstance(query, Rate):
        ((_, n, length),) = outcome.rows
        told = {"per": term(query.per, language), "n": str(n), "length": f"{length:.4g}"}
        return "rate", told | {"value": f"{outcome.value:.2f}"}
    what = _what(query.of, query.statistic, language)
    if isinstance(query, Periods):
        return _periods(query, outcome, what, language)
    shown = (f"{row[0]} {row[1]}: {_told(query.of, row[-1], language)}" for row in outcome.rows)
    told = {"what": what, "by": term(query.by, language), "across": term(query.across, language)}
    return "crossed", told | {"listed": _listed(shown, len(outcome.rows), language)}


def _ratio(query: Ratio, outcome: Outcome, language: str) -> Said:
    part, whole = (_told(query.of, one, language) for one in parts(outcome))
    value = f"{outcome.value:.4g}"
    if query.is_share:
        value = f"{100 * outcome.value:.2f} %"
    told = {"what": term(query.of, language), "value": value, "part": part, "whole": whole}
    return query.name, told


def _periods(query: Periods, outcome: Outcome, what: str, language: str) -> Said:
    """Of two the difference too, the later less the earlier."""
    values = [row[-1] for row in outcome.rows]
    shown = [f"{row[0]}: {_told(query.of, row[-1], language)}" for row in outcome.rows]
    told = {"what": what, "listed": _listed(shown, len(shown), language)}
    if len(values) > 2 or None in values:
        return "periods", told
    earlier, later = (Decimal(str(one)) for one in values)
    sign = "+" if later > earlier else "−" if later < earlier else ""
    change = _told(query.of, abs(later - earlier), language)
    return "change", told | {"change": f"{sign}{change}"}


def _what(of: Of, statistic: str, language: str) -> str:
    if of == "count":
        return term("count", language).capitalize()
    return measure_term(f"{statistic}_{of}", language)


def _told(of: Of, value: Any, language: str) -> str:  # noqa: ANN401
    return "–" if value is None else amount(value, UNITS[of], language)


def _listed(shown: Iterable[str], count: int, language: str) -> str:
    listed = [one for one, _ in zip(shown, range(_MOST_LISTED), strict=False)]
    if count > _MOST_LISTED:
        listed.append(term("more", language).format(count=count - _MOST_LISTED))
    return ("，" if language == "zh" else ", ").join(listed)
