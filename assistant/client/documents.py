"""``/v1/documents``: manuals in, listed, removed; and the pictures of their pages."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from assistant.api.documents import DocumentList, DocumentReply
from assistant.api.jobs import JobReply
from assistant.client.line import Line, read
from assistant.client.pages import pages
from vectorstore.readers import Audience, Rights

_PATH = "/v1/documents"


class Documents:
    """What the library holds."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def upload(self, paths: Sequence[Path], rights: Rights | None = None) -> JobReply:
        """Sends files; the reply is the job that reads them. ``Jobs.wait`` waits for its end.

        Args:
            paths: Of the files.
            rights: Whom they are for; else whom those are for that they replace, or everybody.
        """
        form = {"site": rights.site, "audience": rights.audience} if rights else {}
        with ExitStack() as opened:
            files = [
                ("files", (path.name, opened.enter_context(path.open("rb")))) for path in paths
            ]
            reply = self._line.send("POST", _PATH, files=files, data=form)
        return read(reply, JobReply)

    def all(self, *, updated_since: datetime | None = None) -> Iterator[DocumentReply]:
        """By file name; those changed since a moment, the earliest change first.

        What was removed is told by its absence from the whole list alone.
        """
        found = pages(self._line, _PATH, DocumentList, updated_since=updated_since)
        return (one for page in found for one in page.documents)

    def get(self, document_id: str) -> DocumentReply:
        """One document."""
        return self._line.get(f"{_PATH}/{document_id}", DocumentReply)

    def restrict(
        self,
        document_id: str,
        version: str,
        site: str | None = None,
        audience: Audience | None = None,
    ) -> DocumentReply:
        """Says whom the document is for that was read in this version; None leaves it as it is."""
        told = {"site": site, "audience": audience}
        body = {name: value for name, value in told.items() if value is not None}
        return self._line.patch(f"{_PATH}/{document_id}", DocumentReply, body, version=version)

    def remove(self, document_id: str) -> None:
        """Removes it, its passages and its file."""
        self._line.delete(f"{_PATH}/{document_id}")

    def picture(self, url: str) -> bytes:
        """A page as PNG; the ``url`` of a citation or a card."""
        return self._line.send("GET", url).content
