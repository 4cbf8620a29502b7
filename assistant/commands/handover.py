"""``shiftmate handover``: what one shift tells the next, as Markdown."""

from assistant.commands.console import out
from assistant.commands.counter import counter
from assistant.handover.markdown import markdown
from assistant.handover.sheet import sheet
from ingest.document import Language


def handover(wanted: str, site: str, language: Language, *, as_json: bool) -> int:
    """As things stand now."""
    with counter() as desk:
        found = desk.handover(wanted, site)
    if as_json:
        out.print_json(found.model_dump_json())
    else:
        told = markdown(sheet(found, language))
        out.print(told, markup=False, highlight=False, soft_wrap=True, end="")
    return 0
