"""A chart's description as Plotly draws it. Pure.

Colours of bars, lines and words are the page's own (ui/static/history.css). Plotly reads a little
markup in every text, so what came from a file is escaped.
"""

import html
import json
from collections.abc import Sequence
from typing import Any, Final

from assistant.history.chart import Axis, Chart, Series
from ui.cells import amount

_ROW: Final = 36
"""Pixels of a bar that lies."""
_FRAME: Final = 84
"""Pixels above and below the bars."""
_TALL: Final = 360
_ABOVE: Final = 34
"""Pixels above a chart, where its amount is named: a word that stands on end is not read."""
_LONGEST: Final = 16
"""Letters of a label; all of it stands in the table, and beside a pointer."""
_MARKS: Final = 7
"""On an axis of time: they are read on a phone too."""
_WHOLE: Final = 8
"""Up to so many of what is counted, each has its line."""
_DOTTED: Final = 60
_BESIDE: Final = 1.2
"""Times the longest bar: its amount stands behind it."""
_OVER: Final = 1.05
"""Times that: how far the axis goes."""
_FAR: Final = 2
"""Times the largest value: a whisker beyond leaves the chart, which it would press flat."""
_FONT: Final = {"family": "system-ui, 'Noto Sans CJK SC', sans-serif", "size": 15}
_CONFIG: Final = {"displayModeBar": False, "doubleClick": False, "showTips": False}
_MARGIN: Final = {"l": 8, "r": 12, "t": 12, "b": 8}
_FORMATS: Final = {"1": ".0%", "money": ",.4~r"}


def plotly(chart: Chart) -> str:
    """The figure as JSON."""
    draw = {"bar": _bar, "line": _line, "pareto": _pareto, "interval": _interval}
    data, layout = draw[chart.kind](chart)
    frame = {
        "font": _FONT,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": _MARGIN,
        "dragmode": False,  # a finger on the chart scrolls the page
        "showlegend": False,
        "separators": ". ",
        "hoverlabel": {"font": _FONT, "align": "left"},
    }
    return json.dumps({"data": data, "layout": frame | layout, "config": _CONFIG})


Floats = Sequence[float | None]
Drawn = tuple[list[dict[str, Any]], dict[str, Any]]
"""Traces and layout."""


def _bar(chart: Chart) -> Drawn:
    """Lying, so that names can be read on a phone; the first on top."""
    (series,) = chart.series
    unit = chart.amount_axis.unit
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": series.values,
        "y": list(range(len(chart.labels))),
        "text": [_amount(one, unit) for one in series.values],
        "textposition": "outside",
        "cliponaxis": False,
    } | _told(chart, series)
    known = [one for one in series.values if one is not None]
    room = {"range": [0, _BESIDE * max(known)]} if known and min(known) >= 0 < max(known) else {}
    layout = {
        "height": _FRAME + _ROW * len(chart.labels),
        "bargap": 0.3,
        "xaxis": _amounts(chart.amount_axis) | {"nticks": 6} | room,
        "yaxis": _names(chart) | {"autorange": "reversed"},
    }
    return [trace], layout


def _line(chart: Chart) -> Drawn:
    """A gap where nobody said."""
    (series,) = chart.series
    dotted = len(series.values) <= _DOTTED or None in series.values
    trace = {
        "type": "scatter",
        "mode": "lines+markers" if dotted else "lines",
        "x": chart.labels,
        "y": series.values,
        "connectgaps": False,
        "marker": {"size": 8},
        "line": {"width": 3},
    } | _told(chart, series)
    time = _axis(chart.label_axis) | _periods(chart.labels) | {"type": "date", "showgrid": False}
    layout = {
        "height": _TALL,
        "xaxis": time | {"title": {"text": ""}},
        "yaxis": _amounts(chart.amount_axis) | _counted(series.values, chart.amount_axis),
    }
    return [trace], _named_above(layout, chart.amount_axis)


def _periods(labels: Sequence[str]) -> dict[str, Any]:
    """The newest period has its mark; its year, or month, stands below where it begins."""
    month, day = 7, 10
    step = (len(labels) + _MARKS - 1) // _MARKS
    marked = list(labels[::-step])[::-1]
    above = {month: 4, day: 4}.get(len(labels[0]), 0)
    told = [
        f"{one[above + 1 :]}<br>{one[:above]}"
        if above and (not place or marked[place - 1][:above] != one[:above])
        else one[above + 1 :] if above else one
        for place, one in enumerate(marked)
    ]  # fmt: skip
    return {"tickmode": "array", "tickvals": marked, "ticktext": told, "tickangle": 0}


def _named_above(layout: dict[str, Any], axis: Axis) -> dict[str, Any]:
    """The amount's name lies above its axis instead of standing on end beside it."""
    told = {
        "text": _plain(axis.title), "showarrow": False, "xref": "paper", "yref": "paper",
        "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "yshift": 8,
    }  # fmt: skip
    layout["yaxis"]["title"] = {"text": ""}
    return layout | {"annotations": [told], "margin": _MARGIN | {"t": _ABOVE}}


def _counted(values: Floats, axis: Axis) -> dict[str, Any]:
    """There is no half of a work order."""
    is_few = not axis.unit and max((one or 0 for one in values), default=0) <= _WHOLE
    return {"dtick": 1} if is_few else {}


def _pareto(chart: Chart) -> Drawn:
    """Lying bars, so that names can be read; the line of shares, and where it passes 80 %."""
    amounts, shares = chart.series
    places = list(range(len(chart.labels)))
    bars = {"type": "bar", "orientation": "h", "x": amounts.values, "y": places}
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "xaxis": "x2",
        "x": shares.values,
        "y": places,
        "marker": {"size": 7},
        "line": {"width": 3},
    }
    axis = chart.share_axis or chart.amount_axis
    share = _amounts(axis) | {
        "overlaying": "x",
        "side": "top",
        "range": [0, 1.04],
        "tickvals": [0, 0.2, 0.4, 0.6, 0.8, 1],
        "showgrid": False,
        "anchor": "y",
    }
    vital = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "xref": "x2", "x0": 0.8, "x1": 0.8,
             "line": {"width": 2, "dash": "dot"}}  # fmt: skip
    layout = {
        "height": 2 * _FRAME + _ROW * len(places),
        "bargap": 0.2,
        "xaxis": _amounts(chart.amount_axis)
        | {"nticks": 6}
        | _counted(amounts.values, chart.amount_axis),
        "xaxis2": share,
        "yaxis": _names(chart) | {"autorange": "reversed"},
        "shapes": [vital],
    }
    bars, line = bars | _told(chart, amounts), line | _told(chart, shares, "1")
    return [bars, line], layout


def _interval(chart: Chart) -> Drawn:
    """A point between its limits; an arrow where the upper one is not known, or not drawn."""
    (series,) = chart.series
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": series.values,
        "y": list(range(len(chart.labels))),
        "marker": {"size": 13},
        "error_x": {"type": "data", "symmetric": False, "thickness": 3, "width": 8,
                    "array": _away(series.values, series.high),
                    "arrayminus": _away(series.values, series.low)},
    } | _told(chart, series)  # fmt: skip
    known = [one for one in (*series.values, *series.low) if one is not None]
    edge = min(max(one or 0 for one in (*known, *series.high)), _FAR * max(known))
    bounds = points | {
        "x": [low if value is None else edge if (high or 0) > _OVER * edge else None
              for value, low, high in zip(series.values, series.low, series.high, strict=True)],
        "marker": {"size": 15, "symbol": "triangle-right"},
        "error_x": {"visible": False},
    }  # fmt: skip
    is_one = len(chart.labels) == 1
    layout = {
        "height": _FRAME + _ROW * (len(chart.labels) + is_one),
        "xaxis": _amounts(chart.amount_axis) | {"nticks": 6, "range": [0, _OVER * edge]},
        "yaxis": _names(chart) | {"autorange": "reversed", "showticklabels": not is_one},
    }
    return [points, bounds], layout


def _away(values: Floats, ends: Floats) -> list[float]:
    """How far the ends are from the values."""
    pairs = zip(values, ends, strict=True)
    return [0 if one is None or end is None else abs(end - one) for one, end in pairs]


def _told(chart: Chart, series: Series, unit: str | None = None) -> dict[str, Any]:
    """What stands beside a pointer: the whole name, the amount, its limits."""
    unit = chart.amount_axis.unit if unit is None else unit
    told = [
        f"{_plain(label)}<br>{_plain(series.name)}: {_amount(one, unit)}"
        for label, one in zip(chart.labels, series.values, strict=True)
    ]
    if series.low and series.high:
        ends = zip(told, series.low, series.high, strict=True)
        told = [f"{one} {_limits(low, high, unit)}" for one, low, high in ends]
    return {"name": _plain(series.name), "customdata": told,
            "hovertemplate": "%{customdata}<extra></extra>"}  # fmt: skip


def _limits(low: float | None, high: float | None, unit: str) -> str:
    return f"({_amount(low, unit)} – {_amount(high, unit)})" if high else f"≥ {_amount(low, unit)}"


def _axis(axis: Axis) -> dict[str, Any]:
    title = {"text": _plain(axis.title), "standoff": 10}
    return {"title": title, "fixedrange": True, "automargin": True, "ticks": "outside",
            "ticklen": 7, "tickcolor": "rgba(0,0,0,0)"}  # fmt: skip


def _amounts(axis: Axis) -> dict[str, Any]:
    """From zero on: a bar's length is its amount."""
    form = {"tickformat": _FORMATS[axis.unit]} if axis.unit in _FORMATS else {"tickformat": ",~r"}
    return _axis(axis) | form | {"rangemode": "tozero", "zeroline": True}


def _names(chart: Chart) -> dict[str, Any]:
    """Places by number: a name such as 007 is no amount, and two may be cut to the same letters."""
    places = list(range(len(chart.labels)))
    cut = [_plain(one if len(one) <= _LONGEST else f"{one[: _LONGEST - 1]}…")
           for one in chart.labels]  # fmt: skip
    ticks = {"tickvals": places, "ticktext": cut, "showgrid": False, "zeroline": False}
    return _axis(chart.label_axis) | {"title": {"text": ""}} | ticks


def _amount(value: float | None, unit: str) -> str:
    """As it stands on the chart; empty where nobody said."""
    return "" if value is None else amount(value, unit)


def _plain(raw: str) -> str:
    return html.escape(" ".join(raw.split()), quote=False)
