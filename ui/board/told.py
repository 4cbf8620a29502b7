"""What all figures of the board have in common, said once: of what, and of which days. Pure."""

from collections.abc import Iterator, Mapping

from ui.board.figures import Asked
from ui.safe import both, text


def told_html(asked: Asked, site: str) -> str:
    """Site, period, what it is narrowed to, sources, and as of when; paper has no filters."""
    return f'<p class="site">{" · ".join(_parts(asked, site))}</p>'


def unknown_html(unknown: Mapping[str, str]) -> str:
    """That a name is in no record, by its column; nothing where all are."""
    return "".join(
        f'<p class="warning" role="alert">{both(f"unknown_{column}", name=name)}</p>'
        for column, name in unknown.items()
    )


def _parts(asked: Asked, site: str) -> Iterator[str]:
    wanted, zone = asked.wanted, asked.zone
    yield both("board_site", site=wanted.site or site)
    first, last = wanted.days(asked.now.astimezone(zone).date())
    if asked.covered:
        first, last = first or asked.covered[0], last or asked.covered[1]
    if first and last:
        yield both("board_days", first=first, last=last, zone=zone.key)
    for key, name in (("board_machine", wanted.machine), ("board_area", wanted.area)):
        if name:
            yield f"{both(key)} {text(name)}"
    if asked.words.all_sources:
        yield both("board_sources", sources=", ".join(asked.words.all_sources))
    yield both("board_made", at=f"{asked.now.astimezone(zone):%Y-%m-%d %H:%M}")
