"""What stands and what waits at this moment: two lists that no period narrows. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.history.answer import Told
from assistant.reports.model import Report
from ui.board.tile import behind_opener, tile_html
from ui.board.wanted import Wanted
from ui.safe import both, path_part, text

MOST = 12
"""Lines of a list on the board."""
_LETTERS = 160
_MINUTE = timedelta(minutes=1)
_HOUR, _DAY = 60, 24 * 60


def down_html(told: Told, submitted: Sequence[Report], now: datetime, zone: ZoneInfo) -> str:
    """Machines that stand: by orders and approved reports, then by reports nobody has approved.

    Args:
        told: Of `assistant.history.queries.standing_still.DownNow`.
        submitted: Reports that wait.
        now: Aware.
        zone: The site's.
    """
    waiting = [one for one in submitted if stands(one)]
    if told.outcome.value is None and not waiting:
        return tile_html(told)
    count = told.outcome.n + len(waiting)
    columns = told.outcome.columns
    lines = [_order(dict(zip(columns, row, strict=True)), now, zone) for row in told.outcome.rows]
    lines = [*(_report(one, now) for one in waiting), *lines]
    more = max(0, count - MOST)
    beyond = f'<p class="note">{both("and_more", count=more)}</p>' if more else ""
    listed = f'<ul class="rows lines">{"".join(lines[:MOST])}</ul>' if lines else ""
    none = "" if count else f'<p class="good">{both("nothing_down")}</p>'
    unclear = told.outcome.left_out.get("unclear", 0)
    doubt = f'<p class="note">{both("down_unclear", count=unclear)}</p>' if unclear else ""
    return f'<p class="value">{count}</p>{none}{listed}{beyond}{doubt}{behind_opener(told)}'


def waiting_html(waiting: Sequence[Report], now: datetime, *, may_decide: bool) -> str:
    """Reports that wait for a decision, as the approvals page has them."""
    flagged = sum(one.safety_relevant is True for one in waiting)
    safety = f'<p class="few">{both("of_them_safety", count=flagged)}</p>' if flagged else ""
    if not waiting:
        return f'<p class="value">0</p><p class="good">{both("nothing_waits")}</p>'
    lines = "".join(waiting_line(one, now) for one in waiting[:MOST])
    to_them = f'<p><a class="button" href="/approvals">{both("to_approvals")}</a></p>'
    return (
        f'<p class="value">{len(waiting)}</p>{safety}<ul class="rows lines">{lines}</ul>'
        f"{to_them * may_decide}"
    )


def waiting_line(report: Report, now: datetime) -> str:
    """One of them: safety first, machine, title, how long it has waited."""
    sign = f'<span class="sign safety">⚠ {both("safety")}</span> ' if report.safety_relevant else ""
    waits = report.status == "submitted"
    since = (report.submitted_at if waits else None) or report.updated_at
    return _line(
        f'<a href="/approvals/{path_part(report.id)}">{text(_machine(report))}</a> {sign}',
        report.title or "",
        f"{both('waits_since' if waits else 'changed_since')} {age(now - since)}",
        text(report.number),
    )


def stands(report: Report) -> bool:
    """Whether it tells of a machine that is down and has not come back."""
    return report.is_breakdown is True and report.malfunction_end is None


def of_waiting(reports: Sequence[Report], wanted: Wanted) -> list[Report]:
    """Those of the site and machine that the board is narrowed to, by tag or as it was called."""
    machine, site = wanted.machine.casefold(), wanted.site.casefold()
    return [
        one
        for one in reports
        if not machine
        or machine in ((one.asset_id or "").casefold(), (one.asset_text or "").casefold())
        if site in ("", one.site.casefold())
    ]


def age(span: timedelta) -> str:
    """Minutes up to two hours, hours up to two days, then days."""
    minutes = max(0, span // _MINUTE)
    if minutes < 2 * _HOUR:
        return both("age_minutes", count=minutes)
    if minutes < 2 * _DAY:
        return both("age_hours", count=minutes // _HOUR)
    return both("age_days", count=minutes // _DAY)


def _report(report: Report, now: datetime) -> str:
    since = report.malfunction_start or report.detected_at or report.created_at
    return _line(
        f'<a href="/approvals/{path_part(report.id)}">{text(_machine(report))}</a>',
        report.title or "",
        age(now - since),
        f'{text(report.number)} <span class="sign">{both("not_approved")}</span>',
    )


def _order(row: dict[str, object], now: datetime, zone: ZoneInfo) -> str:
    since = datetime.strptime(str(row["malfunction_start"]), "%Y-%m-%d %H:%M").replace(tzinfo=zone)
    origin = " ".join(str(row[name] or "") for name in ("external_id", "source"))
    words = str(row["text"] or row["failure_code"] or "").split("\n")[0]
    machine = f"<strong>{text(str(row['asset'] or '–'))}</strong>"
    return _line(machine, words[:_LETTERS], age(now - since), text(origin.strip()))


def _line(machine: str, words: str, time: str, origin: str) -> str:
    return (
        f'<li><span class="what">{machine}</span><span class="age">{time}</span>'
        f'<span class="said-so">{text(words)}</span><span class="from">{origin}</span></li>'
    )


def _machine(report: Report) -> str:
    return report.asset_id or report.asset_text or "–"
