"""What every embedding engine does to texts before it reads them."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


def prefix(prompts: Mapping[str, str | None], name: str, role: str) -> str:
    """What a model wants before a text.

    E5 models expect ``query: `` and ``passage: `` (their model card); a model folder says so in
    its own ``config_sentence_transformers.json``, or does not.
    """
    return prompts.get(role) or (f"{role}: " if "e5" in name.lower() else "")


def distinct(texts: Sequence[str]) -> tuple[list[str], NDArray[np.intp]]:
    """Each text once, and where among them each of the given ones stands, (n,)."""
    places: dict[str, int] = {}
    where = [places.setdefault(text, len(places)) for text in texts]
    return list(places), np.array(where, np.intp)
