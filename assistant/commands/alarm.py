"""``shiftmate alarm``: a code's card in a terminal."""

from assistant.answering.language import language_of
from assistant.answering.record import tells_more
from assistant.answering.scope import Scope
from assistant.api.alarms import AlarmReply, CardReply
from assistant.commands.console import out, place, warn
from assistant.commands.counter import counter
from ingest.document import FaultRecord, Language


def alarm(code: str, machine: str, scope: Scope, *, as_json: bool) -> int:
    """Shows the cards, warnings first; 1 when there are none. ``as_json`` as the API does."""
    with counter() as desk:
        found = desk.alarm(code, machine, scope)
    if as_json:
        out.print_json(found.model_dump_json())
    else:
        tell(found, language_of(f"{machine} {code}"))
    return 0 if found.cards else 1


def tell(found: AlarmReply, language: Language) -> None:
    """What there is to know of a code, warnings before all else of a card."""
    if found.notice:
        told = found.notice.in_language(language)
        out.print(f"{told}\n", style="bold yellow", markup=False, highlight=False)
    if found.absent:
        out.print(found.absent.in_language(language), markup=False, highlight=False)
    for card in found.cards:
        for one in card.told:
            told = one.in_language(language)
            out.print(told, style="yellow", markup=False, highlight=False)
        _show(card)


def _show(card: CardReply) -> None:
    out.print(f"{' / '.join(card.codes)}  {card.name}".rstrip(), style="bold", markup=False)
    for block in card.safety:
        warn(block.text, place(block.file_name, block.page))
    for label, words in (("Cause", card.cause), ("Remedy", card.remedy)):
        if words:
            out.print(f"{label}: {words}", markup=False, highlight=False)
    fault = FaultRecord(tuple(card.codes), card.name, card.cause, card.remedy)
    if tells_more(fault, card.text) or not (card.cause or card.remedy):
        out.print(card.text, markup=False, highlight=False)
    out.print(place(card.file_name, card.page), style="dim", markup=False)
    out.print()
