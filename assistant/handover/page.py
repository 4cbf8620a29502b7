"""A handover as a page to read, to narrow to a site and to print: nothing from elsewhere."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from urllib.parse import urlencode

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from assistant.handover.model import Handover
from assistant.handover.sheet import sheet
from ingest.document import Language
from prompts.handover import PHRASES


def page(handover: Handover, language: Language, look: Mapping[str, str] | None = None) -> str:
    """The HTML; every text of people is escaped.

    Args:
        handover: What it tells.
        language: Its words.
        look: Theme, gloves and text size, where they were chosen on the device.
    """
    other: Language = "en" if language == "zh" else "zh"

    def to(shift: str, tongue: Language = language) -> str:
        """The same of another shift, or in the other language."""
        of_site = {"site": handover.only} if handover.only else {}
        return f"?{urlencode({'shift': shift, 'lang': tongue} | of_site)}"

    say = {name: told[language] for name, told in PHRASES.items()}
    return _template().render(
        sheet=sheet(handover, language),
        style=Markup(_file("page.css")),  # noqa: S704 - our own file
        script=Markup(_file("page.js")),  # noqa: S704 - the same
        say=say,
        look=look or {},
        other=other,
        here=_address(handover.shift.start),
        before=_address(handover.shift.start - timedelta(minutes=1)),
        to=to,
        board=f"/board?{urlencode({'site': handover.only})}" if handover.only else "/board",
        sites=handover.sites if len(handover.sites) > 1 else (),
        only=handover.only,
    )


@cache
def policy() -> str:
    """Of the Content-Security-Policy header: the page's own style, script and form."""
    style, script = map(_digest, ("page.css", "page.js"))
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )


@cache
def _template() -> Template:
    environment = Environment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_file("page.html"))


def _digest(name: str) -> str:
    return b64encode(sha256(_file(name).encode()).digest()).decode()


@cache
def _file(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


def _address(moment: datetime) -> str:
    """In UTC: a plus means a blank in an address."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
