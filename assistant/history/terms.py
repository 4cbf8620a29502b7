"""What columns, measures and figures are called, and the unit that they are told in. Pure."""

from typing import Final

from assistant.history.queries.columns import EXTRA
from prompts.history import TERMS

_STATISTICS: Final = ("sum", "mean", "median", "max", "min")
_UNIT_OF: Final = {
    "cost": "money", "downtime": "min", "labour": "min", "mtbf": "h", "mttr": "h", "mtta": "h",
    "availability_m12": "1", "pm_compliance": "1",
}  # fmt: skip
_TOLD: Final = {"min": "min_unit", "h": "h"}
_SHARES: Final = ("share", "cumulative")


def term(name: str, language: str) -> str:
    """A column of the file goes by its own title.

    Args:
        name: Of a column, measure or figure.
        language: ``zh`` or ``en``.
    """
    if name.startswith(EXTRA):
        return name.removeprefix(EXTRA)
    return TERMS[name][language] if name in TERMS else name


def measure_term(name: str, language: str) -> str:
    """Of a column that holds a figure: ``mean_downtime`` is the average downtime."""
    statistic, _, measure = name.partition("_")
    if statistic in _STATISTICS and measure in _UNIT_OF:
        what = term(measure, language)
        space = "" if language == "zh" else " "
        return f"{term(statistic, language)}{space}{what}"
    told = term(name.removesuffix("_minutes"), language)
    return told[:1].upper() + told[1:] if len(told) > 1 else told


def heading(name: str, language: str) -> str:
    """Above a column of rows, with the unit of what stands below."""
    told, unit = measure_term(name, language), unit_of(name)
    return f"{told} ({term(_TOLD[unit], language)})" if unit in _TOLD else told


def unit_of(name: str) -> str:
    """``money``, ``min``, ``h``, ``1`` for a share; empty for a count or a text."""
    if name in _SHARES:
        return "1"
    measure = name.removesuffix("_minutes")
    statistic, _, rest = measure.partition("_")
    return _UNIT_OF.get(rest if statistic in _STATISTICS else measure, "")
