"""``/v1/reports``: drafts out of notes, reports, and their way from state to state."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from assistant.api.drafts import DraftReply, DraftRequest
from assistant.api.report_schemas import (
    EventList,
    NewReport,
    ReportChanges,
    ReportList,
    ReportReply,
    Transition,
)
from assistant.client.line import Line
from assistant.client.pages import pages
from assistant.errors import NotHere
from assistant.reports.model import Actor, FaultReport
from assistant.reports.states import Step
from assistant.reports.values import Status
from vectorstore.readers import Audience

_PATH = "/v1/reports"
UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Reports:
    """Fault reports of the server's site."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def draft(self, note: str, said_at: datetime | None = None) -> DraftReply:
        """Fields of a report out of a note. Nothing is kept; see ``create``."""
        wanted = {"note": note} if said_at is None else {"note": note, "said_at": said_at}
        return self._line.post(f"{_PATH}/draft", DraftReply, DraftRequest.model_validate(wanted))

    def create(
        self,
        report: FaultReport | Mapping[str, Any],
        *,
        id: str | None = None,  # noqa: A002 - the API's word
        actor: Actor | None = None,
    ) -> ReportReply:
        """Keeps a draft. With an id of one's own (UUID version 7) it is kept once for ever."""
        fields = (
            report.model_dump(mode="json", exclude_unset=True)
            if isinstance(report, FaultReport)
            else dict(report)
        )
        more = {"id": id, "actor": actor and actor.model_dump(exclude_unset=True)}
        told = fields | {name: value for name, value in more.items() if value is not None}
        return self._line.post(_PATH, ReportReply, NewReport.model_validate(told))

    def get(self, report_id: str) -> ReportReply:
        """One report by its id."""
        return self._line.get(f"{_PATH}/{report_id}", ReportReply)

    def numbered(self, number: str) -> ReportReply | None:
        """One report by what people call it: ``FR-2026-000123``."""
        found = self._line.get(_PATH, ReportList, number=number, limit=1).reports
        return next((one for one in found if one.number == number), None)

    def named(self, name: str) -> ReportReply:
        """One report by its number or its id, in any case; raises NotHere."""
        if UUID.fullmatch(name.lower()):
            return self.get(name.lower())
        found = self.numbered(name.upper())
        if found is None:
            raise NotHere(f"There is no report {name!r}. Numbers look like FR-2026-000123.")
        return found

    def page(
        self,
        *,
        status: Status | None = None,
        asset: str | None = None,
        updated_since: datetime | None = None,
        order: Literal["newest", "oldest"] = "newest",
        cursor: str | None = None,
        limit: int = 50,
    ) -> ReportList:
        """Some of them, and the cursor of the next."""
        return next(
            pages(
                self._line, _PATH, ReportList,
                status=status, asset=asset, updated_since=updated_since,
                order=order, cursor=cursor, limit=limit,
            )
        )  # fmt: skip

    def all(
        self,
        *,
        status: Status | None = None,
        asset: str | None = None,
        updated_since: datetime | None = None,
    ) -> Iterator[ReportReply]:
        """Every one of them, by the last change, oldest first: what changes meanwhile comes too."""
        found = pages(
            self._line, _PATH, ReportList,
            status=status, asset=asset, updated_since=updated_since, order="oldest", limit=200,
        )  # fmt: skip
        return (one for page in found for one in page.reports)

    def change(
        self, report_id: str, changes: Mapping[str, Any], version: int, actor: Actor | None = None
    ) -> ReportReply:
        """Changes the named fields of the version that was read; None empties one."""
        told = dict(changes) | ({"actor": actor.model_dump()} if actor else {})
        body = ReportChanges.model_validate(told)
        return self._line.patch(f"{_PATH}/{report_id}", ReportReply, body, version=version)

    def move(
        self,
        report_id: str,
        to: Step,
        version: int,
        *,
        reason: str | None = None,
        duplicate_of: str | None = None,
        audience: Audience | None = None,
        actor: Actor | None = None,
    ) -> ReportReply:
        """Takes a step, if the caller may and its state has such."""
        told = {
            "reason": reason, "duplicate_of": duplicate_of, "audience": audience, "actor": actor,
        }  # fmt: skip
        given = {name: value for name, value in told.items() if value is not None}
        body = Transition.model_validate({"to": to, **given})
        path = f"{_PATH}/{report_id}/transitions"
        return self._line.post(path, ReportReply, body, version=version)

    def latest(self, status: Status | None, asset: str | None, most: int) -> Sequence[ReportReply]:
        """By their last change, newest first."""
        found = pages(
            self._line, _PATH, ReportList, status=status, asset=asset, limit=min(most, 200)
        )
        return list(islice((one for page in found for one in page.reports), most))

    def events(self, report_id: str) -> EventList:
        """What made each version of it."""
        return self._line.get(f"{_PATH}/{report_id}/events", EventList)
