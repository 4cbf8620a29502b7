"""``shiftmate documents``: what the library holds, and whom each document is for."""

import json

from pydantic import JsonValue
from rich.table import Table

from assistant.commands.audit import note
from assistant.commands.console import cell, out, say
from assistant.commands.elsewhere import server
from assistant.engines import build_embedder
from assistant.errors import NotHere
from assistant.revisions import find_document
from assistant.settings import Settings
from vectorstore.library import Library
from vectorstore.readers import Audience, Rights
from vectorstore.records import DocumentRecord

_COLUMNS = {"id", "file_name", "title", "pages", "audience", "site"}


def rights_of(site: str | None, audience: Audience | None) -> Rights | None:
    """What two options say; None where neither was given."""
    if site is None and audience is None:
        return None
    return Rights(site or "", audience or "technician")


def documents(*, as_json: bool) -> int:
    """Lists them, by file name."""
    address = server()
    found = _here() if address is None else _there(address)
    if as_json:
        out.print_json(json.dumps(found, ensure_ascii=False))
        return 0
    table = Table("file", "title", "pages", "audience", "site", box=None)
    for one in found:
        told = (one["file_name"], one["title"], one["pages"], one["audience"], one["site"] or "all")
        table.add_row(*(cell(str(value)) for value in told))
    out.print(table)
    return 0


def restrict(document: str, site: str | None, audience: Audience | None) -> int:
    """Says whom a document is for from the next question on; what is not said stays as it was.

    Raises:
        NotHere: There is no such document, or there are several.
    """
    if address := server():
        rights = _restrict_there(address, document, site, audience)
        say(_told(document, rights))
        return 0
    settings = Settings()
    with Library.open(settings.data_dir, build_embedder(settings)) as library:
        document_id = find_document(library, document)
        record = library.document(document_id)
        before = record.rights if record else Rights()
        rights = Rights(
            before.site if site is None else site, before.audience if audience is None else audience
        )
        library.restrict(document_id, rights)
    told: dict[str, JsonValue] = {
        "site": rights.site,
        "audience": rights.audience,
        "before": before.audience,
    }
    note(settings, "document.restricted", ("document", document_id), told)
    say(_told(document, rights))
    return 0


def _told(document: str, rights: Rights) -> str:
    where = f"site {rights.site}" if rights.site else "every site"
    return f"{document}: for {rights.audience}s and above, of {where}."


def _here() -> list[dict[str, object]]:
    settings = Settings()
    with Library.open(settings.data_dir, build_embedder(settings)) as library:
        return [_row(one) for one in library.documents()]


def _there(address: str) -> list[dict[str, object]]:
    from assistant.client import Client
    from assistant.client.settings import ClientSettings

    with Client.of(ClientSettings(), address) as client:
        return [one.model_dump(include=_COLUMNS) for one in client.documents.all()]


def _restrict_there(
    address: str, document: str, site: str | None, audience: Audience | None
) -> Rights:
    from assistant.client import Client
    from assistant.client.settings import ClientSettings

    with Client.of(ClientSettings(), address) as client:
        found = [one for one in client.documents.all() if document in (one.id, one.file_name)]
        if len(found) != 1:
            raise NotHere(f"{len(found)} documents are called {document!r}. Give its id.")
        changed = client.documents.restrict(found[0].id, found[0].version, site, audience)
    return Rights(changed.site, changed.audience)


def _row(record: DocumentRecord) -> dict[str, object]:
    return {
        "id": record.document_id,
        "file_name": record.file_name,
        "title": record.title,
        "pages": record.page_count,
        "audience": record.rights.audience,
        "site": record.rights.site,
    }
