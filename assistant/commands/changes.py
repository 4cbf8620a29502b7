"""``shiftmate changes``: two revisions side by side in a terminal."""

from rich.markup import escape
from rich.table import Table

from assistant.api.revisions import ChangesReply
from assistant.commands.console import out
from assistant.engines import build_embedder
from assistant.revisions import Comparison, compare, find_document
from assistant.settings import Settings
from ingest.changes import Change
from vectorstore.library import Library
from vectorstore.records import DocumentRecord


def changes(document: str, earlier: str, *, as_json: bool) -> int:
    """Lists what changed, each with both pages. ``as_json`` as the API does."""
    settings = Settings()
    with Library.open(settings.data_dir, build_embedder(settings)) as library:
        before = find_document(library, earlier) if earlier else None
        found = compare(library, find_document(library, document), before)
    if as_json:
        out.print_json(ChangesReply.of(found).model_dump_json())
    else:
        _show(found)
    return 0


def _show(found: Comparison) -> None:
    out.print(f"{_called(found.old)} -> {_called(found.new)}", markup=False, style="bold")
    if not found.changes:
        out.print("No value, warning or fault code changed.")
        return
    table = Table("page", "was", "is", "line", box=None)
    for change in found.changes:
        pages = f"{change.page_old or '-'} -> {change.page_new or '-'}"
        told = (pages, *_values(change), change.line_new or change.line_old)
        table.add_row(*map(escape, told))
    out.print(table)


def _values(change: Change) -> tuple[str, str]:
    """The values; of what came or went also what it is."""
    if change.kind == "value":
        return change.value_old, change.value_new
    what = "fault" if change.kind.startswith("fault") else "safety"
    old, new = (f"{what} {value}".strip() for value in (change.value_old, change.value_new))
    return ("-", new) if change.kind.endswith("added") else (old, "-")


def _called(record: DocumentRecord) -> str:
    return f"{record.file_name} {record.revision}".strip()
