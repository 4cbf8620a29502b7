"""The page where people sign in: no script, nothing from elsewhere, and it works on any tablet."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined, Template

from assistant.api.words import PHRASES
from ingest.document import Language

POLICY: Final = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Of the Content-Security-Policy header."""


def page(language: Language, back: str, name: str = "", trouble: str = "") -> str:
    """The HTML.

    Args:
        language: Of all that stands on it.
        back: Where somebody goes who is in, as `local` has it.
        name: As it was typed.
        trouble: Why they are not in yet.
    """
    return _template().render(
        language=language,
        other="en" if language == "zh" else "zh",
        say={key: told[language] for key, told in PHRASES.items()},
        style_version=sha256(style().encode()).hexdigest()[:12],
        next=back,
        back=quote(back, safe=""),
        name=name,
        trouble=trouble,
    )


@cache
def style() -> str:
    """Its style sheet."""
    return (files(__package__) / "sign_in.css").read_text("utf-8")


def local(target: str) -> str:
    r"""Where to go after signing in: a path of this house, ``/`` for anything else.

    Browsers read ``//host``, ``/\host`` and a path with a tab or a line end in it as addresses
    of other hosts.
    """
    is_path = target.startswith("/") and not target.startswith(("//", "/sign-"))
    is_plain = all("!" <= sign <= "~" and sign != "\\" for sign in target)
    return target if is_path and is_plain and len(target) <= 2000 else "/"


@cache
def _template() -> Template:
    environment = Environment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string((files(__package__) / "sign_in.html").read_text("utf-8"))
