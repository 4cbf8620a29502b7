"""Which language a person is writing in."""

import re

from ingest.document import Language

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")


def language_of(text: str) -> Language:
    """Chinese as soon as it holds a Chinese character: codes and models are Latin either way."""
    return "zh" if _HAN.search(text) else "en"
