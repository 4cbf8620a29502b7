"""Names as people are told apart by. Pure."""

import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from assistant.access.errors import UnfitPerson

MOST = 80
"""Characters of a person's name; the column has room for more."""
_LONGEST = 200
"""Characters of what else is kept."""


def folded(text: str) -> str:
    """In one width, without case, with single spaces: ＡＤＡ and ada are one person."""
    for _ in range(2):  # folding can leave what folds again
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(text.split())


def digest_of(name: str) -> str:
    """Of a name as it is compared, whatever was typed in its place."""
    return sha256(folded(name).encode("utf-8", "surrogatepass")).hexdigest()


def shown(told: str) -> str:
    """What a browser says of itself, as it can be kept: not long, nothing but what can be seen."""
    return "".join(filter(str.isprintable, told[:_LONGEST]))


def proper(name: str) -> str:
    """A name that can be kept and shown; raises UnfitPerson."""
    told = " ".join(unicodedata.normalize("NFC", name).split())
    if not told or len(told) > MOST or not told.isprintable():
        raise UnfitPerson(
            "name",
            f"{name[:MOST]!a} is no name. Give 1 to {MOST} characters that can be shown.",
        )
    return told


def proper_sites(sites: Iterable[str]) -> list[str]:
    """Sites that can be kept, each once, in order; raises UnfitPerson."""
    told = sorted({site.strip() for site in sites})
    for site in told:
        if not site or len(site) > _LONGEST or not site.isprintable():
            raise UnfitPerson("sites", f"{site[:MOST]!a} is no site's name.")
    return told
