"""The drawer of forms: one template a file, and the only way to fill one in."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, meta

SHIPPED = Path(__file__).parent
"""The folder of our own forms."""

# Templates are ours; documents enter only as values, which Jinja never parses.
_ENVIRONMENT = Environment(undefined=StrictUndefined, trim_blocks=True, autoescape=False)  # noqa: S701 - prompts are not HTML


class WrongValues(TypeError):
    """The values given are not the ones the template asks for."""


def render(name: str, folder: Path = SHIPPED, /, **values: object) -> str:
    """Fills in the form ``<folder>/<name>.txt``, or the shipped one where the folder has none.

    Raises:
        FileNotFoundError: There is no such form.
        WrongValues: A value is missing, or one was given that the form does not ask for.
    """
    source, wanted = _form(name, folder)
    if wanted != values.keys():
        missing, extra = sorted(wanted - values.keys()), sorted(values.keys() - wanted)
        raise WrongValues(f"The form {name} misses {missing} and does not ask for {extra}.")
    return _ENVIRONMENT.from_string(source).render(values).strip()


@cache
def _form(name: str, folder: Path) -> tuple[str, frozenset[str]]:
    own = folder / f"{name}.txt"
    form = own if own.is_file() else SHIPPED / f"{name}.txt"
    source = form.read_text(encoding="utf-8")
    return source, frozenset(meta.find_undeclared_variables(_ENVIRONMENT.parse(source)))
