"""``shiftmate handover``: what one shift tells the next, as Markdown."""

from contextlib import closing
from datetime import UTC, datetime

from assistant.commands.console import out
from assistant.commands.plant import opened_plant
from assistant.handover.gather import gather
from assistant.handover.markdown import markdown
from assistant.handover.sheet import sheet
from assistant.handover.shifts import shift_of
from assistant.settings import Settings
from ingest.document import Language
from vectorstore.assets import Register
from vectorstore.database import FILE_NAME, Database


def handover(wanted: str, language: Language, *, as_json: bool) -> int:
    """As things stand now; without a language model, since nothing is worded anew."""
    settings = Settings()
    now = datetime.now(UTC)
    shift = shift_of(wanted, now, settings.shifts, settings.zone)
    with (
        opened_plant(settings) as plant,
        closing(Database(settings.data_dir / FILE_NAME)) as database,
    ):
        names = Register(database).names
        found = gather(plant, settings.site, settings.zone, shift, now, names)
    if as_json:
        out.print_json(found.model_dump_json())
    else:
        told = markdown(sheet(found, language))
        out.print(told, markup=False, highlight=False, soft_wrap=True, end="")
    return 0
