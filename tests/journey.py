"""A person on their way through the pages: who goes by what is seen, in their own language.

Buttons, links and fields are found by role and name as ``ui.phrases`` has them. Each screen is
looked at with `Person.look`; a journey ends with `Person.content`.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any, Literal

from assistant.api.words import PHRASES as SIGN_IN_PHRASES
from tests import axe
from tests.browser import Visit, opened
from tests.door import PASSWORD
from tests.looks import astray, faults, foreign, pattern_of
from ui.phrases import PHRASES

Language = Literal["zh", "en"]
Size = tuple[int, int]
SIZES: tuple[Size, ...] = ((1024, 768), (768, 1024), (390, 844), (1440, 900))
LANGUAGES: tuple[Language, ...] = ("zh", "en")
SHOTS = os.environ.get("SHIFTMATE_SHOTS", "")
"""A folder for a picture of each screen; none is kept where it is empty."""
PATIENCE = 20_000
"""Milliseconds."""
SCROLLED = ("skip-link",)
"""axe takes links within the page for skip links once they are scrolled out of sight."""
ROLES = ("button", "link", "checkbox", "radio")
FIELDS = ("textbox", "searchbox", "combobox", "spinbutton")


@dataclass
class Person:
    """Somebody with a tablet, a phone or a desk before them."""

    visit: Visit
    address: str
    language: Language
    journey: str
    width: int
    axed: bool = True
    """Whether axe looks too."""
    said: list[str] = field(default_factory=list)
    """What is wrong with the screens seen so far."""
    screens: int = 0

    @property
    def page(self) -> Any:
        """Playwright's."""
        return self.visit.page

    def words(self, key: str, **holes: object) -> str | re.Pattern[str]:
        """A phrase as they read it; where a hole is not given, whatever stands there."""
        phrase = getattr(PHRASES[key], self.language)
        told = re.sub(r"\{(\w+)\}", lambda hole: str(holes.get(hole[1], hole[0])), phrase)
        if not re.search(r"\{\w+\}", told):
            return str(told)
        return re.compile(f"^{pattern_of(told).pattern}$")

    def named(self, key: str, role: str = "", **holes: object) -> Any:
        """What can be tapped and is called like this."""
        return self._called((role,) if role else ROLES, key, **holes)

    def _called(self, roles: Sequence[str], key: str, **holes: object) -> Any:
        name = self.words(key, **holes)
        each = [self.page.get_by_role(one, name=name, exact=True) for one in roles]
        return reduce(lambda one, other: one.or_(other), each).locator("visible=true").first

    def tap(self, key: str, role: str = "", **holes: object) -> None:
        """As a finger does: what is covered or not whole on the screen is not hit."""
        self.named(key, role, **holes).click()

    def among(self, key: str, **holes: object) -> Any:
        """A button that says more than this, such as a figure."""
        name = self.words(key, **holes)
        return self.page.get_by_role("button", name=name).locator("visible=true").first

    def opens(self, key: str, **holes: object) -> None:
        """What unfolds under these words."""
        words = self.page.get_by_text(self.words(key, **holes)).locator("visible=true")
        self.page.locator("summary").filter(has=words).first.click()

    def box(self, key: str, **holes: object) -> Any:
        """A field, by its name."""
        return self._called(FIELDS, key, **holes)

    def reads(self, key: str, **holes: object) -> None:
        """Waits until the words are on the screen."""
        words = self.words(key, **holes)
        self.page.get_by_text(words).locator("visible=true").first.wait_for()

    def goes(self, key: str) -> None:
        """To a place, by the bar on top or by the menu."""
        link = self.page.get_by_role("link", name=self.words(key), exact=True)
        if not link.locator("visible=true").count():
            self.tap("menu", "button")
        link = link.locator("visible=true").first
        path = link.get_attribute("href")
        link.click()
        self.page.wait_for_url(f"{self.address}{path}*")

    def at(self, path: str) -> None:
        """By the address alone, as a label's code leads there."""
        self.page.goto(self.address + path)

    def signs_in(self, name: str, to: str = "/") -> None:
        """At the door."""
        say = {key: words[self.language] for key, words in SIGN_IN_PHRASES.items()}
        self.page.get_by_label(say["name"], exact=True).fill(name)
        self.page.get_by_label(say["secret"], exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name=say["enter"], exact=True).click()
        self.page.wait_for_url(f"{self.address}{to}")

    def look(self, screen: str, without: tuple[str, ...] = ()) -> None:
        """At everything that is to be seen now, and keeps a picture of it.

        Args:
            screen: What it is called.
            without: Rules of axe that are left aside.
        """
        self.screens += 1
        found = faults(self.page) + astray(self.page) + foreign(self.page, self.language)
        if self.axed:
            found += axe.violations(self.page, without=(*SCROLLED, *without))
        self.said += [f"{screen}: {one}" for one in found]
        self.keep(f"{self.screens:02d}_{screen.replace(' ', '-')}")

    def keep(self, name: str) -> None:
        """A picture of the screen, where they are wanted."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            file = f"{self.journey}_{name}_{self.width}_{self.language}.png"
            self.page.screenshot(path=Path(SHOTS) / file)

    def content(self, *forgiven: str) -> None:
        """With every screen, and with what the browser did.

        Args:
            forgiven: Parts of what the service refused on purpose.
        """
        refused = [one for one in self.visit.refused if not any(part in one for part in forgiven)]
        strangers = sorted(self.visit.hosts() - {"127.0.0.1"})
        wrong = [*self.said, *strangers, *self.visit.errors, *refused]
        assert not wrong, "\n".join(wrong)


@contextmanager
def person(
    address: str, journey: str, size: Size, language: Language, start: str, **more: Any
) -> Iterator[Person]:
    """Somebody whose browser is theirs alone and speaks their language.

    Args:
        address: Of the service.
        journey: What the pictures are called.
        size: Of the screen.
        language: What they read.
        start: The path where they begin.
        more: Whether there is a service ``worker``, and whether the screens are ``axed``.
    """
    width, height = size
    spoken = {"zh": "zh-CN", "en": "en-US"}[language]
    axed = more.pop("axed", True)
    with opened(address + start, width=width, height=height, language=spoken, **more) as visit:
        visit.page.set_default_timeout(PATIENCE)
        somebody = Person(visit, address, language, journey, width, axed)
        try:
            yield somebody
        except Exception:
            somebody.keep("stopped-here")
            raise
