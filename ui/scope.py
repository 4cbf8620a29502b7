"""What a question is asked of: every manual, one machine's, or a single one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from assistant.answering.scope import Scope
from assistant.errors import UnknownFilter
from ui.phrases import PHRASES, Phrase
from ui.safe import both, path_part, text
from ui.seam import Assistant, Manual
from vectorstore.assets import Asset
from vectorstore.records import Filters

CHOICE = re.compile(r"(?P<kind>machine|manual)-(?P<name>.{1,800})")
FEWEST = 2
"""Manuals; between fewer there is nothing to choose."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A choice other than everything."""

    name: Phrase
    filters: Filters
    machine: str | None = None
    """The tag, where it is a machine."""


def scoped(assistant: Assistant, choice: object) -> Narrowed | None:
    """What a choice narrows the answer to; None for everything.

    Raises:
        UnknownFilter: It has left the library or the register, or never was in it.
    """
    if not choice:
        return None
    match = CHOICE.fullmatch(choice) if isinstance(choice, str) else None
    if match is None:
        raise UnknownFilter("choice", repr(choice)[:80], "Choose from the list.")
    key = unquote(match["name"])
    if match["kind"] == "machine":
        scope = Scope(asset=key)
        names = (_called(one) for one in assistant.machines() if one.tag == key)
    else:
        scope = Scope(document=key)
        names = (_titled(one) for one in assistant.documents() if one.document_id == key)
    name = next(names, None)
    if name is None:
        raise UnknownFilter(match["kind"], key, "Choose from the list.")
    return Narrowed(name, assistant.filters(scope), scope.asset)


def scope_html(machines: Sequence[Asset], manuals: Sequence[Manual]) -> str:
    """The choice above the question box; nothing while there is none to make.

    Its options carry both languages, of which ui/static/shiftmate.js shows the reader's.
    """
    registered = [(f"machine-{path_part(one.tag)}", _called(one)) for one in machines]
    current = [
        (f"manual-{one.document_id}", _titled(one)) for one in manuals if not one.superseded_by
    ]
    if len(current) < FEWEST:
        return ""
    return (
        f'<label><span class="words">{both("search_in")}</span>'
        f"<select>{_option('', PHRASES['search_all'])}"
        f"{_group('search_machines', registered)}{_group('search_manuals', current)}"
        "</select></label>"
    )


def _group(key: str, options: Iterable[tuple[str, Phrase]]) -> str:
    told = "".join(_option(value, name) for value, name in options)
    return f"<optgroup{_labels(PHRASES[key])}>{told}</optgroup>" if told else ""


def _option(value: str, name: Phrase) -> str:
    return f'<option value="{value}"{_labels(name)}></option>'


def _labels(name: Phrase) -> str:
    en, zh = (text(" ".join(words.split())) for words in name)
    return f' label="{en}" data-en="{en}" data-zh="{zh}"'


def _called(machine: Asset) -> Phrase:
    en, zh = machine.name_en or machine.name_zh, machine.name_zh or machine.name_en
    return Phrase(*(" · ".join(filter(None, (machine.tag, name))) for name in (en, zh)))


def _titled(manual: Manual) -> Phrase:
    title = manual.title or manual.file_name
    name = f"{title} · {manual.revision}" if manual.revision else title
    return Phrase(name, name)
