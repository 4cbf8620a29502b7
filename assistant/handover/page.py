"""A handover as a page to read and to print: no script, no font, nothing from elsewhere."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from assistant.handover.model import Handover
from assistant.handover.sheet import sheet
from ingest.document import Language
from prompts.handover import PHRASES


def page(handover: Handover, language: Language) -> str:
    """The HTML; every text of people is escaped."""
    other: Language = "en" if language == "zh" else "zh"
    say = {name: told[language] for name, told in PHRASES.items()}
    return _template().render(
        sheet=sheet(handover, language),
        style=Markup(_style()),  # noqa: S704 - our own file
        say=say,
        other=other,
        here=_address(handover.shift.start),
        before=_address(handover.shift.start - timedelta(minutes=1)),
    )


@cache
def policy() -> str:
    """Of the Content-Security-Policy header: the page's own style and nothing else."""
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'"
    )


@cache
def _template() -> Template:
    environment = Environment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string((files(__package__) / "page.html").read_text("utf-8"))


@cache
def _style() -> str:
    return (files(__package__) / "page.css").read_text("utf-8")


def _address(moment: datetime) -> str:
    """In UTC: a plus means a blank in an address."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
