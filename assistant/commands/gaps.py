"""``shiftmate gaps`` and ``shiftmate verify``: what had no answer, and the answer to it."""

import json
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, time, timedelta

from rich.table import Table

from assistant.build import build
from assistant.commands.console import cell, out, say
from assistant.commands.counter import counter
from assistant.errors import BadQuestion
from assistant.gaps.model import Contents, PageRef, VerifiedAnswer
from assistant.reports.model import Actor
from assistant.settings import Settings
from ingest.letters import language_of


def list_gaps(machine: str | None, limit: int, *, as_json: bool) -> int:
    """The gap list, and the verified answers that need somebody's look."""
    with counter() as desk:
        found = desk.gaps.page(machine, limit)
    if as_json:
        out.print_json(found.model_dump_json())
        return 0
    table = Table("machine", "asked", "last", "why", "question", "verified", box=None)
    for gap in found.gaps:
        cells = (
            gap.machine or "-",
            str(gap.count),
            f"{gap.last_asked_at.astimezone():%Y-%m-%d %H:%M}",
            ", ".join(gap.reasons),
            gap.question,
            gap.verified_answer or "",
        )
        table.add_row(*map(cell, cells))
    out.print(table)
    for one in found.needs_review:
        told_why = ", ".join(one.needs_review)
        say(f"{one.id}: {told_why}: {one.questions[0]}")
    return 0


def verify(
    questions: Sequence[str],
    answers: Sequence[str],
    pages: Sequence[str],
    author: str,
    machine: str | None,
    days: int,
    *,
    as_json: bool,
) -> int:
    """Keeps a verified answer; texts are told apart by their language."""
    texts = {f"text_{language_of(answer)}": answer for answer in answers}
    with closing(build(Settings())) as assistant:
        zone = Settings().zone
        last = datetime.now(zone).date() + timedelta(days=days)
        contents = Contents.model_validate(
            {
                "questions": tuple(questions),
                "machine": machine,
                "pages": tuple(map(_page, pages)),
                "expires_at": datetime.combine(last, time(23, 59, 59), zone),
                **texts,
            }
        )
        made = assistant.gaps.answers.create(contents, Actor(name=author, role="supervisor"))
    _show(made, as_json=as_json)
    return 0


def list_answers(*, as_json: bool) -> int:
    """Those that hold, the latest first."""
    with closing(build(Settings())) as assistant:
        answers = assistant.gaps.answers.all()
    if as_json:
        rows = [one.model_dump(mode="json") for one in answers]
        out.print_json(json.dumps(rows, ensure_ascii=False))
        return 0
    table = Table("id", "machine", "author", "until", "not served", "question", box=None)
    for one in answers:
        cells = (
            one.id,
            one.machine or "-",
            one.author,
            f"{one.expires_at:%Y-%m-%d}",
            ", ".join(one.needs_review),
            one.questions[0],
        )
        table.add_row(*map(cell, cells))
    out.print(table)
    return 0


def withdraw(answer_id: str, author: str, reason: str) -> int:
    """Serves a verified answer no more."""
    with closing(build(Settings())) as assistant:
        answers = assistant.gaps.answers
        actor = Actor(name=author, role="supervisor")
        made = answers.withdraw(answer_id, actor, answers.get(answer_id).version, reason)
    _show(made, as_json=False)
    return 0


def _page(told: str) -> PageRef:
    """``file.pdf:12``, or ``notes.docx`` where the format has no pages."""
    name, _, page = told.rpartition(":")
    if not name:
        return PageRef(document_id=told)
    if not page.isdigit():
        raise BadQuestion(f"{told!r}: a page is given as FILE:NUMBER, or as FILE without pages.")
    return PageRef(document_id=name, page=int(page))


def _show(answer: VerifiedAnswer, *, as_json: bool) -> None:
    if as_json:
        out.print_json(answer.model_dump_json())
        return
    state = "withdrawn" if answer.withdrawn_at else f"served until {answer.expires_at:%Y-%m-%d}"
    say(f"{answer.id}: {state}")
