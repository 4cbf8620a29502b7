"""``shiftmate alarm``: a code's card in a terminal."""

from assistant.answering.alarm import Alarm, AlarmCard
from assistant.answering.language import language_of
from assistant.answering.scope import Scope
from assistant.api.alarms import AlarmReply
from assistant.build import build
from assistant.commands.console import out, place
from assistant.settings import Settings
from ingest.document import Language
from prompts.notices import OTHER_MACHINE


def alarm(code: str, machine: str, scope: Scope, *, as_json: bool) -> int:
    """Shows the cards, warnings first; 1 when there are none. ``as_json`` as the API does."""
    assistant = build(Settings())
    try:
        found = assistant.alarm(code, machine, filters=assistant.filters(scope))
    finally:
        assistant.close()
    if as_json:
        out.print_json(AlarmReply.of(found).model_dump_json())
    else:
        _tell(found, language_of(f"{machine} {code}"))
    return 0 if found.cards else 1


def _tell(found: Alarm, language: Language) -> None:
    if told := found.told(language):
        out.print(f"{told}\n", style="bold yellow", markup=False, highlight=False)
    if not found.cards:
        out.print(
            f"No manual here lists {found.asked}. Check the spelling, or ask in words.",
            markup=False,
        )
    for card in found.cards:
        if card.elsewhere:
            out.print(OTHER_MACHINE[language], style="yellow", markup=False)
        _show(card)


def _show(card: AlarmCard) -> None:
    fault, record = card.fault, card.record
    out.print(f"{' / '.join(fault.codes)}  {fault.name}".rstrip(), style="bold", markup=False)
    for block in card.safety:
        out.print(block.text, style="bold red", markup=False, highlight=False)
    for label, words in (("Cause", fault.cause), ("Remedy", fault.remedy)):
        if words:
            out.print(f"{label}: {words}", markup=False, highlight=False)
    if not (fault.cause or fault.remedy):
        out.print(record.text, markup=False, highlight=False)
    out.print(place(record.file_name, record.page), style="dim", markup=False)
    out.print()
