"""Failures that came again: which machines, with what, how often."""

from collections import Counter
from datetime import datetime
from typing import Final

from assistant.build import Assistant
from assistant.history.answer import Told
from assistant.history.queries.orders import These
from assistant.history.queries.outcome import MOST_IDS
from assistant.history.queries.reliability import RepeatFailures
from ui.board.tile import behind_opener, tile_html
from ui.safe import both, text

_MOST: Final = 10


def repeats_html(assistant: Assistant, told: Told, now: datetime) -> str:
    """How many, and the machines and faults that they are of, most often first."""
    outcome = told.outcome
    if not outcome.rows or not isinstance(told.query, RepeatFailures):
        return tile_html(told)
    later = tuple(dict.fromkeys(int(pair[1]) for pair in outcome.rows))[:MOST_IDS]
    orders = assistant.history.run(These(ids=later), now, assistant.library.assets.names).outcome
    places = [orders.columns.index(name) for name in ("asset", told.query.kind)]
    counted = Counter(tuple(row[place] for place in places) for row in orders.rows)
    lines = "".join(
        f"<tr><td>{text(str(asset or '–'))}</td><td>{text(str(kind or '–'))}</td>"
        f'<td class="number">{count}</td></tr>'
        for (asset, kind), count in counted.most_common(_MOST)
    )
    table = (
        f'<div class="table"><table><thead><tr><th scope="col">{both("board_machine")}</th>'
        f'<th scope="col">{both("fault")}</th><th scope="col" class="number">{both("again")}</th>'
        f"</tr></thead><tbody>{lines}</tbody></table></div>"
    )
    return (
        f'<p class="value">{outcome.value:g}</p><p class="interval">'
        f"{both('of_failures', n=outcome.n)}</p>{table}{behind_opener(told)}"
    )
