"""The board's filters as a form; what is chosen goes into the address. Pure."""

from collections.abc import Iterable, Sequence

from ui.board.fields import day_html, search_html, select_html
from ui.board.wanted import AMOUNTS, GROUPS, PERIODS, Days, Wanted
from ui.phrases import PHRASES, Phrase
from ui.safe import both, text


def filters_html(
    wanted: Wanted,
    machines: Sequence[str],
    areas: Sequence[str],
    sites: Sequence[str],
    covered: Days | None,
) -> str:
    """The form.

    Args:
        wanted: What is chosen.
        machines: Names to choose from.
        areas: The same; without any, no area is asked for.
        sites: The same; of one alone, nobody asks.
        covered: The days that the records tell of.
    """
    own = "" if wanted.period == "own" else " hidden"
    days = day_html("first", "board_first", wanted.first)
    days += day_html("last", "board_last", wanted.last)
    machine = search_html(
        "machine", "board_machine", wanted.machine, machines, "board_machine_hint"
    )
    area = ""
    if areas or wanted.area:
        area = search_html("area", "board_area", wanted.area, areas, "board_area_hint")
    site = _site(wanted, sites) if len(sites) > 1 or wanted.site else ""
    told = both("records_cover", first=covered[0], last=covered[1]) if covered else ""
    return (
        '<form class="filters" method="get" action="/board">'
        f"{_choice('period', PERIODS, wanted.period)}"
        f'<div class="own"{own}>{days}</div>{site}{machine}{area}'
        f'<input type="hidden" name="by" value="{wanted.by}">'
        f'<input type="hidden" name="of" value="{wanted.of}">'
        f'<button type="submit">{both("apply")}</button></form>'
        f'<p class="note covered">{told}</p>'
    )


def pareto_html(wanted: Wanted, columns: set[str]) -> str:
    """What the Pareto goes by; the other filters stay as they are.

    Args:
        wanted: What is chosen.
        columns: That orders here have.
    """
    groups = [one for one in GROUPS if one in columns or one in (GROUPS[0], wanted.by)]
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{text(getattr(wanted, name))}">'
        for name in ("period", "first", "last", "machine", "area", "site")
    )
    return (
        f'<form class="pareto-by" method="get" action="/board#fig-pareto">{kept}'
        f"{_choice('by', groups, wanted.by)}{_choice('of', AMOUNTS, wanted.of)}</form>"
    )


def _site(wanted: Wanted, sites: Sequence[str]) -> str:
    named = dict.fromkeys([*sites, *filter(None, [wanted.site])])
    told = [("", PHRASES["board_site_hint"]), *((one, Phrase(one, one)) for one in named)]
    return select_html("site", "board_of_site", told, wanted.site)


def _choice(name: str, options: Iterable[str], chosen: str) -> str:
    told = [(one, PHRASES[f"{name}_{one}"]) for one in options]
    return select_html(name, f"board_{name}", told, chosen)
