"""The right end of the bar on top, the same on every page: language, what waits, the menu. Pure.

Buttons bear what they choose (``data-language``, ``data-theme``, ``data-gloves``, ``data-text``);
ui/static/prefs.js keeps it and marks them. The counts come from ui/static/outbox.js.
"""

from collections.abc import Sequence
from typing import Final

from ui.places import PLACES, Place
from ui.safe import both

_CURRENT: Final = ' aria-current="page"'
_CHOICES: Final = (
    ("theme", ("day", "hall", "sun")),
    ("gloves", ("off", "on")),
    ("text", ("normal", "large", "larger")),
)


def brand_html() -> str:
    """The name of the house."""
    return f'<p class="brand"><strong>Shiftmate</strong><small>{both("tagline")}</small></p>'


def tools_html(places: Sequence[Place] = PLACES, more: str = "") -> str:
    """Language, outbox and menu, with what the last two open.

    Args:
        places: The pages that the menu offers; shell.js takes out those that are not allowed.
        more: Stands first in the menu: what a page has for itself.
    """
    return (
        '<div class="tools">'
        '<button type="button" id="outbox-open" class="tool" popovertarget="outbox" hidden>'
        "</button>"
        '<div class="languages" role="group">'
        '<button type="button" class="tool" data-language="zh" lang="zh-CN">中文</button>'
        '<button type="button" class="tool" data-language="en" lang="en">English</button></div>'
        '<button type="button" id="menu-open" class="tool" popovertarget="menu">'
        f'<span class="name">{both("menu")}</span></button></div>'
        f"{_menu(places, more)}{_outbox()}"
    )


def links_html(places: Sequence[Place], here: str = "") -> str:
    """The pages as links; the one that is open says so."""
    return "".join(
        f'<a href="{place.path}" data-right="{place.right}"{_CURRENT * (place.path == here)}>'
        f"{both(place.name)}</a>"
        for place in places
    )


def _menu(places: Sequence[Place], more: str) -> str:
    groups = "".join(_choice(kind, options) for kind, options in _CHOICES)
    return (
        '<div id="menu" class="sheet-over" popover role="dialog" aria-labelledby="menu-name">'
        f'<div class="over-bar"><h2 id="menu-name">{both("menu")}</h2>{_close("menu")}</div>'
        f'{more}<nav aria-labelledby="menu-name">{links_html(places)}'
        f'<button type="button" class="link" data-opens="outbox">{both("outbox")}</button>'
        f'<button type="button" class="link" id="install" hidden>{both("install")}</button></nav>'
        f'<p id="install-how" hidden>{both("install_how")}</p>{groups}</div>'
    )


def _choice(kind: str, options: Sequence[str]) -> str:
    buttons = "".join(
        f'<button type="button" data-{kind}="{option}">{both(f"{kind}_{option}")}</button>'
        for option in options
    )
    return (
        f'<p class="choice-name" id="choice-{kind}">{both(kind)}</p>'
        f'<div class="choice" role="group" aria-labelledby="choice-{kind}">{buttons}</div>'
    )


def _outbox() -> str:
    return (
        '<div id="outbox" class="sheet-over" popover role="dialog" aria-labelledby="outbox-name">'
        f'<div class="over-bar"><h2 id="outbox-name">{both("outbox")}</h2>{_close("outbox")}</div>'
        "<div data-outbox></div></div>"
    )


def _close(what: str) -> str:
    return (
        f'<button type="button" class="close" popovertarget="{what}" popovertargetaction="hide">'
        f"{both('close')}</button>"
    )
