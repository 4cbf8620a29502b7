"""``shiftmate documents``: what the library holds, and whom each document is for."""

import json

from rich.table import Table

from assistant.commands.console import cell, out, say
from assistant.engines import build_embedder
from assistant.revisions import find_document
from assistant.settings import Settings
from vectorstore.library import Library
from vectorstore.readers import Audience, Rights
from vectorstore.records import DocumentRecord


def rights_of(site: str | None, audience: Audience | None) -> Rights | None:
    """What two options say; None where neither was given."""
    if site is None and audience is None:
        return None
    return Rights(site or "", audience or "technician")


def documents(*, as_json: bool) -> int:
    """Lists them, by file name."""
    settings = Settings()
    with Library.open(settings.data_dir, build_embedder(settings)) as library:
        found = library.documents()
    if as_json:
        out.print_json(json.dumps([_row(one) for one in found], ensure_ascii=False))
        return 0
    table = Table("file", "title", "pages", "audience", "site", box=None)
    for one in found:
        rights = (one.rights.audience, one.rights.site or "all")
        table.add_row(*map(cell, (one.file_name, one.title, str(one.page_count), *rights)))
    out.print(table)
    return 0


def restrict(document: str, site: str | None, audience: Audience | None) -> int:
    """Says whom a document is for from the next question on; what is not said stays as it was.

    Raises:
        NotHere: There is no such document, or there are several.
    """
    settings = Settings()
    with Library.open(settings.data_dir, build_embedder(settings)) as library:
        document_id = find_document(library, document)
        record = library.document(document_id)
        before = record.rights if record else Rights()
        rights = Rights(
            before.site if site is None else site, before.audience if audience is None else audience
        )
        library.restrict(document_id, rights)
    where = f"site {rights.site}" if rights.site else "every site"
    say(f"{document}: for {rights.audience}s and above, of {where}.")
    return 0


def _row(record: DocumentRecord) -> dict[str, object]:
    return {
        "id": record.document_id,
        "file_name": record.file_name,
        "title": record.title,
        "pages": record.page_count,
        "audience": record.rights.audience,
        "site": record.rights.site,
    }
