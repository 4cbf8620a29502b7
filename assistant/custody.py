"""Manuals as who manages them has them: taken out, kept from people, given to machines."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from assistant import by_id
from assistant.access.model import Principal
from assistant.access.reach import require_reach
from assistant.errors import Stale, UnknownFilter
from assistant.marks import mark_of, require_mark
from assistant.noting import Notes
from assistant.reports.errors import IllegalStep, NotAllowed
from assistant.reports.identity import MEDIA_TYPE
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.readers import Audience, Rights
from vectorstore.records import DocumentRecord
from vectorstore.sync import tidy


@dataclass(frozen=True, slots=True)
class Custody:
    """Of one person. What is another site's is not theirs to take or to give.

    Whether somebody may change manuals at all (right ``docs:write``) is decided at the doors.
    """

    by: Principal
    library: Library
    """As they may read it."""
    whole: Library
    """What is written; who sees a part would overwrite what they cannot see."""
    originals: Originals
    notes: Notes

    def remove(self, document_id: str) -> None:
        """Removes rows, words and vectors, then the original.

        Raises:
            NotHere: There is no such document.
            IllegalStep: It is a report.
            OutOfReach: It is another site's too.
        """
        record = self._held(
            document_id,
            "which leaves the library when its approval is withdrawn: move it back to submitted",
        )
        told = {"file_name": record.file_name}
        self.notes.tell("document.removed", "document", document_id, told)
        self.whole.remove(document_id)
        tidy(self.whole, self.originals)

    def restrict(
        self,
        document_id: str,
        site: str | None = None,
        audience: Audience | None = None,
        version: str | None = None,
    ) -> DocumentRecord:
        """Says whom a document is for, None leaving it as it was.

        Args:
            document_id: Which.
            site: Whose people alone may read it; empty for those of every site.
            audience: The lowest role that may.
            version: The mark of its rights that was read; None for whichever there is.

        Raises:
            NotHere: There is no such document.
            IllegalStep: It is a report.
            OutOfReach: It is another site's too, or would be.
            Stale: Somebody else said otherwise meanwhile.
            NotAllowed: Who says so could not read it any more.
        """
        record = self._held(document_id, "whose own audience can be changed")
        before = record.rights
        require_mark(version, mark_of(before.site, before.audience), record.file_name)
        rights = Rights(
            before.site if site is None else site, before.audience if audience is None else audience
        )
        if not self.library.reader.may_read(rights):
            raise NotAllowed(
                f"For {rights.audience}s of {rights.site or 'every site'} it would be kept from "
                "you who say so. Somebody whom it stays open to can do it."
            )
        require_reach(self.by, record.file_name, _sites(rights))
        told = {
            "site": rights.site,
            "audience": rights.audience,
            "site_before": before.site,
            "before": before.audience,
        }
        self.notes.tell("document.restricted", "document", document_id, told)
        is_done = self.whole.restrict(document_id, rights, before)
        after = by_id.document(self.library, document_id)
        if not is_done:
            raise Stale(record.file_name)
        return after

    def machines(self, document_id: str) -> list[str]:
        """Tags of the machines whose manual a document is; raises NotHere."""
        by_id.document(self.library, document_id)
        register = self.library.assets
        shelf = register.shelf()
        return [
            machine.tag
            for machine in register.all()
            if document_id in shelf.manuals(machine, superseded=True)
        ]

    def assign(
        self, document_id: str, machines: Sequence[str], version: str | None = None
    ) -> list[str]:
        """Says whose manual a document is, and its revisions with it.

        Args:
            document_id: Which.
            machines: Tags or aliases; none: of no machine.
            version: The mark of those that were read; None for whichever there are.

        Returns:
            The tags.

        Raises:
            NotHere: There is no such document.
            IllegalStep: It is a report.
            OutOfReach: It is another site's too.
            UnknownFilter: There is no such machine.
            Stale: Somebody else said otherwise meanwhile.
        """
        record = self._held(document_id, "whose own machine can be changed")
        require_mark(version, mark_of(self.machines(document_id)), record.file_name)
        named = {one: self.library.assets.find(one) for one in machines}
        if unknown := [one for one, machine in named.items() if machine is None]:
            raise UnknownFilter(
                "machine",
                unknown[0][:80],
                "GET /v1/assets lists them. Work orders alone register none: "
                "`shiftmate import-assets` does.",
            )
        tags = {machine.tag for machine in named.values() if machine}
        told: dict[str, JsonValue] = {"machines": [*sorted(tags)]}
        self.notes.tell("document.assigned", "document", document_id, told)
        self.whole.assets.assign(document_id, record.file_name, tags)
        return self.machines(document_id)

    def _held(self, document_id: str, of_reports: str) -> DocumentRecord:
        """A manual that is all theirs; raises NotHere, IllegalStep, OutOfReach."""
        record = by_id.document(self.library, document_id)
        if record.media_type == MEDIA_TYPE:
            raise IllegalStep(f"{record.title} is a report, {of_reports}.")
        require_reach(self.by, record.file_name, _sites(record.rights))
        return record


def _sites(rights: Rights) -> tuple[str, ...]:
    """None: every site's."""
    return (rights.site,) if rights.site else ()
