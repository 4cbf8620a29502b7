"""``shiftmate alarm``: a code's card in a terminal."""

from assistant.answering.alarm import AlarmCard
from assistant.api.alarms import AlarmReply, CardReply
from assistant.build import build
from assistant.commands.console import out, place
from assistant.settings import Settings


def alarm(code: str, machine: str, *, as_json: bool) -> int:
    """Shows the cards, warnings first; 1 when there are none. ``as_json`` as the API does."""
    assistant = build(Settings())
    try:
        cards = assistant.alarm(code, machine)
    finally:
        assistant.close()
    if as_json:
        reply = AlarmReply(cards=[CardReply.of(card) for card in cards])
        out.print_json(reply.model_dump_json())
    elif not cards:
        out.print(
            f"No manual here lists {code}. Check the spelling, or ask in words.", markup=False
        )
    else:
        for card in cards:
            _show(card)
    return 0 if cards else 1


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
