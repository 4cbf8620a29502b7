"""How a file's columns are read: which field each is, and in what form its values stand."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from assistant.errors import BadMapping
from assistant.history.fields import FIELDS
from assistant.history.table import CATEGORIES
from vectorstore.atomic import put_in_place, write_part

ANY: Final = "*"
"""Stands for every column that is not named itself."""
_FORMS = {
    "dates": ("dmy", "mdy", "ymd"),
    "decimals": (".", ","),
    "units": ("min", "h", "d", "s"),
}
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a mapping file says. Each table is by the column's title as it stands in the file."""

    source: str = ""
    """The system the orders come from; empty: the file's name."""
    sheet: str = ""
    """Of a workbook; empty: the first that has rows."""
    header_line: int = 0
    """Line of the titles, from 1; 0: the first that looks like titles."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field, or empty for a column that is only kept. Empty altogether: guessed."""
    dates: Mapping[str, str] = field(default_factory=dict)
    """``dmy``, ``mdy`` or ``ymd`` where days and months are written as numbers. ISO 8601 and names
    of months are understood in any case."""
    decimals: Mapping[str, str] = field(default_factory=dict)
    """``.`` or ``,``; the other one parts thousands."""
    units: Mapping[str, str] = field(default_factory=dict)
    """``min``, ``h``, ``d`` or ``s`` of durations that are bare numbers."""
    categories: Mapping[str, str] = field(default_factory=dict)
    """One of `assistant.history.table.CATEGORIES` for a work type as written."""

    def of(self, table: str, title: str) -> str:
        """What ``dates``, ``decimals`` or ``units`` say of a column; empty if nothing."""
        said: Mapping[str, str] = getattr(self, table)
        return said.get(title) or said.get(ANY, "")

    def digest(self, *more: str) -> str:
        """Another one where rows could become anything else."""
        told = json.dumps([asdict(self), *more], sort_keys=True, ensure_ascii=False)
        return blake2b(told.encode(), digest_size=16).hexdigest()


def read_mapping(file: Path) -> ColumnMapping:
    """A mapping out of a TOML file, or a JSON one by its suffix.

    Raises:
        BadMapping: It is neither, or says something that no mapping can.
    """
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise BadMapping(f"{file.name}: larger than a mapping can be ({_MOST_BYTES} bytes).")
        text = file.read_text("utf-8-sig")
        told = json.loads(text) if file.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as exc:
        raise BadMapping(
            f"{file.name} cannot be read as a mapping: {exc}. "
            "`shiftmate import-workorders FILE --dry-run --save-mapping FILE` writes one."
        ) from exc
    return _checked(file.name, told)


def save_mapping(mapping: ColumnMapping, file: Path) -> None:
    """Writes it as TOML, or as JSON by the suffix."""
    if file.suffix.lower() == ".json":
        text = json.dumps(asdict(mapping), ensure_ascii=False, indent=2) + "\n"
    else:
        text = _toml(asdict(mapping))
    put_in_place(write_part(file.resolve().parent, [text.encode()]), file)


def _checked(name: str, told: object) -> ColumnMapping:
    known = {one.name: one for one in fields(ColumnMapping)}
    if not isinstance(told, dict):
        raise BadMapping(f"{name}: a mapping is a table of {', '.join(known)}.")
    for key, value in told.items():
        if key not in known:
            raise BadMapping(f"{name}: there is no {key!r} in a mapping; there are {_list(known)}.")
        if key in ("source", "sheet") and not isinstance(value, str):
            raise BadMapping(f"{name}: {key} is a text, not {value!r}.")
        if key == "header_line" and not (type(value) is int and value >= 0):
            raise BadMapping(f"{name}: header_line is a number from 1, not {value!r}.")
        if key in ("columns", "categories", *_FORMS):
            _check_table(name, key, value)
    return ColumnMapping(**told)


def _check_table(name: str, key: str, table: object) -> None:
    allowed: tuple[str, ...] = {
        "columns": ("", *FIELDS),
        "categories": CATEGORIES,
        **_FORMS,
    }[key]
    if not isinstance(table, dict):
        raise BadMapping(f"{name}: [{key}] is a table.")
    for title, value in table.items():
        if value not in allowed:
            raise BadMapping(
                f"{name}, [{key}]: {title} = {value!r}. It can be one of {_list(allowed)}."
            )
    taken = [value for value in table.values() if value]
    if key == "columns" and len(set(taken)) < len(taken):
        twice = next(value for value in taken if taken.count(value) > 1)
        raise BadMapping(f"{name}, [columns]: two columns are {twice}. Leave one of them empty.")


def _list(names: Iterable[str]) -> str:
    return ", ".join(repr(one) for one in names)


def _toml(told: Mapping[str, Any]) -> str:
    plain = [f"{key} = {_quoted(value)}" for key, value in told.items() if type(value) is not dict]
    tables = [
        "\n".join([f"\n[{key}]", *(f"{_quoted(k)} = {_quoted(v)}" for k, v in value.items())])
        for key, value in told.items()
        if type(value) is dict
    ]
    return "\n".join([*plain, *tables]) + "\n"


def _quoted(value: str | int) -> str:
    """TOML's basic strings escape as JSON's do, and DEL besides."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
