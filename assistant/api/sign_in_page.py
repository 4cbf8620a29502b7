"""Where people sign in and change their password: no script, nothing from elsewhere."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, Literal, NamedTuple

from jinja2 import Environment, StrictUndefined, Template

from assistant.api.look import Theme
from assistant.api.words import PHRASES, say
from ingest.document import Language

POLICY: Final = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Of the Content-Security-Policy header."""


class Field(NamedTuple):
    """One thing to type in."""

    name: str
    label: str
    """A phrase's key, as in all of a form."""
    kind: Literal["text", "password"]
    fills: str
    """What a browser's own memory is asked for."""
    value: str = ""


class Form(NamedTuple):
    """One page of this kind."""

    title: str
    action: str
    button: str
    help: str
    fields: tuple[Field, ...]
    back: str
    """Where somebody goes afterwards, as `local` has it."""
    trouble: str = ""
    """Why they are still here; words."""
    is_left_by: str = ""
    """What leads back without doing it."""

    @property
    def first(self) -> str:
        """The field to type in first."""
        return next((one.name for one in self.fields if not one.value), self.fields[0].name)


def sign_in_form(back: str, name: str = "", trouble: str = "") -> Form:
    """Name and secret; the name stays as it was typed."""
    fields = (
        Field("name", "name", "text", "username", name),
        Field("secret", "secret", "password", "current-password"),
    )
    return Form("title", "/sign-in", "enter", "help", fields, back, trouble)


def password_form(back: str, trouble: str = "") -> Form:
    """The old password and the new one; a browser that knows the old one keeps the new."""
    fields = (
        Field("old", "old_password", "password", "current-password"),
        Field("new", "new_password", "password", "new-password"),
    )
    return Form(
        "password", "/password", "password", "password_rule", fields, back, trouble, "password_keep"
    )


def page(form: Form, language: Language, provider: str = "", theme: Theme = "day") -> str:
    """The HTML; people may sign in by a provider of that name too."""
    is_offered = provider and form.action == "/sign-in"
    return _drawn(
        "sign_in.html",
        language,
        theme=theme,
        form=form,
        other="en" if language == "zh" else "zh",
        by_provider=say("by_provider", language, name=provider) if is_offered else "",
    )


def leaving_page(url: str, provider: str, language: Language) -> str:
    """Leads on to where the provider is left too. No form may lead to another site, a page may."""
    told = say("leaving", language, name=provider)
    return _drawn("leaving.html", language, url=url, told=told)


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


def _drawn(template: str, language: Language, **values: object) -> str:
    return _template(template).render(
        language=language,
        say={key: told[language] for key, told in PHRASES.items()},
        style_version=sha256(style().encode()).hexdigest()[:12],
        **values,
    )


@cache
def _template(name: str) -> Template:
    environment = Environment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string((files(__package__) / name).read_text("utf-8"))
