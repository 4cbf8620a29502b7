"""What an engine elsewhere was not told, in a line below the answer."""

from collections.abc import Sequence

from ui.phrases import PHRASES, Phrase
from ui.safe import spoken


def masked_html(masked: Sequence[tuple[str, int]]) -> str:
    """Kinds and counts, never the values; empty where nothing was masked."""
    if not masked:
        return ""
    counted = [(PHRASES[f"masked_{kind}"], count) for kind, count in masked]
    frame = PHRASES["masked"]
    en = frame.en.format(what=", ".join(f"{phrase.en} {count}" for phrase, count in counted))
    zh = frame.zh.format(what="，".join(f"{phrase.zh} {count}" for phrase, count in counted))
    return f'<p class="note">{spoken(Phrase(en, zh))}</p>'
