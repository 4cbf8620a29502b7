"""How a browser is to look. Its pages tell it in a cookie, for those that run no such script."""

import re
from typing import Final, Literal, NamedTuple, get_args

from fastapi import Request

from ingest.document import Language

Theme = Literal["day", "hall", "sun"]
Gloves = Literal["off", "on"]
Letters = Literal["normal", "large", "larger"]
_LONGEST: Final = 8192
"""Characters of a ``Cookie`` header that are looked at."""
_LOOK: Final = re.compile(
    r"(?:^|;\s*)shiftmate-look=(\w+)\.(\w+)(?:\.(\w+)\.(\w+))?(?=;|$)", re.ASCII
)
_LANGUAGES: Final[dict[str, Language]] = {one: one for one in get_args(Language)}
_THEMES: Final[dict[str, Theme]] = {one: one for one in get_args(Theme)}
_GLOVES: Final[dict[str, Gloves]] = {one: one for one in get_args(Gloves)}
_LETTERS: Final[dict[str, Letters]] = {one: one for one in get_args(Letters)}


class Look(NamedTuple):
    """What somebody at this device has chosen last."""

    language: Language | None = None
    """None: nothing yet."""
    theme: Theme = "day"
    gloves: Gloves = "off"
    text: Letters = "normal"

    @property
    def marks(self) -> dict[str, str]:
        """As style sheets read them, ``data-theme`` and so on; none where nothing was chosen."""
        told: dict[str, str] = {"theme": self.theme, "gloves": self.gloves, "text": self.text}
        return told if self.language else {}


def look_of(request: Request) -> Look:
    """From its cookie, which is no secret and proves nothing."""
    found = _LOOK.search(request.headers.get("cookie", "")[:_LONGEST])
    if found is None:
        return Look()
    return Look(
        _LANGUAGES.get(found[1]),
        _THEMES.get(found[2], "day"),
        _GLOVES.get(found[3], "off"),
        _LETTERS.get(found[4], "normal"),
    )
