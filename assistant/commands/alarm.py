"""``shiftmate alarm``: a code's card in a terminal."""

from contextlib import closing

from assistant.answering.alarm import Alarm, AlarmCard
from assistant.answering.language import language_of
from assistant.answering.record import tells_more
from assistant.answering.scope import Scope
from assistant.api.alarms import AlarmReply
from assistant.build import build
from assistant.commands.console import out, place, warn
from assistant.settings import Settings
from ingest.document import Language


def alarm(code: str, machine: str, scope: Scope, *, as_json: bool) -> int:
    """Shows the cards, warnings first; 1 when there are none. ``as_json`` as the API does."""
    with closing(build(Settings())) as assistant:
        found = assistant.alarm(code, machine, filters=assistant.filters(scope))
    if as_json:
        out.print_json(AlarmReply.of(found).model_dump_json())
    else:
        tell(found, language_of(f"{machine} {code}"))
    return 0 if found.cards else 1


def tell(found: Alarm, language: Language) -> None:
    """What there is to know of a code, warnings before all else of a card."""
    if told := found.told(language):
        out.print(f"{told}\n", style="bold yellow", markup=False, highlight=False)
    if not found.cards:
        out.print(found.absent(language), markup=False, highlight=False)
    for card in found.cards:
        for told in card.told(language):
            out.print(told, style="yellow", markup=False, highlight=False)
        _show(card)


def _show(card: AlarmCard) -> None:
    fault, record = card.fault, card.record
    out.print(f"{' / '.join(fault.codes)}  {fault.name}".rstrip(), style="bold", markup=False)
    for block in card.safety:
        warn(block)
    for label, words in (("Cause", fault.cause), ("Remedy", fault.remedy)):
        if words:
            out.print(f"{label}: {words}", markup=False, highlight=False)
    if tells_more(fault, record.text) or not (fault.cause or fault.remedy):
        out.print(record.text, markup=False, highlight=False)
    out.print(place(record.file_name, record.page), style="dim", markup=False)
    out.print()
