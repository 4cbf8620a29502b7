"""Fields of the desk's forms. Pure.

An option can hold no spans: it bears both words, and desk.js shows the reader's.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from ui.phrases import Phrase
from ui.safe import both, text

_MOST: Final = 2000
"""Names that are offered while somebody types."""


def field_html(name: str, label: str, control: str, **values: object) -> str:
    """A control under its label, a key of the phrases and what fills its holes."""
    return f'<div class="field"><label for="{name}">{both(label, **values)}</label>{control}</div>'


def select_html(
    name: str,
    label: str,
    options: Iterable[tuple[str, Phrase]],
    chosen: object,
    **values: object,
) -> str:
    """A list to choose from."""
    told = "".join(
        f'<option value="{text(value)}" data-en="{text(said.en)}" data-zh="{text(said.zh)}"'
        f"{' selected' * (value == chosen)}>{text(said.en)}</option>"
        for value, said in options
    )
    return field_html(name, label, f'<select id="{name}" name="{name}">{told}</select>', **values)


def search_html(name: str, label: str, chosen: str, known: Sequence[str], hint: str) -> str:
    """A box that offers names while somebody types; the hint is a key of the phrases."""
    options = "".join(f'<option value="{text(one)}">' for one in known[:_MOST])
    return field_html(
        name,
        label,
        f'<input type="search" id="{name}" name="{name}" value="{text(chosen)}"'
        f' list="{name}-known" maxlength="200" autocomplete="off" data-hint="{hint}">'
        f'<datalist id="{name}-known">{options}</datalist>',
    )


def day_html(name: str, label: str, chosen: str) -> str:
    """A day."""
    return field_html(
        name, label, f'<input type="date" id="{name}" name="{name}" value="{text(chosen)}">'
    )


def check_html(name: str, words: str, *, is_on: bool = False) -> str:
    """A box to tick, with HTML beside it."""
    checked = " checked" * is_on
    return (
        f'<label class="check"><input type="checkbox" name="{name}" value="1"{checked}>'
        f"<span>{words}</span></label>"
    )
