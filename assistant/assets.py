"""A plant's list of machines, from CSV into the register; what cannot be taken is told by line."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import BadAssets
from ingest.letters import storable
from vectorstore.assets import Asset, Register, folded

COLUMNS = ("tag", "name_en", "name_zh", "area", "maker", "model", "aliases", "manuals")
"""Only ``tag`` must be there. Aliases and manuals are separated by ``;`` within their cell."""
_LISTS = {"aliases", "manuals"}
_LONGEST = 200
"""Characters of one value."""
_LONGEST_LINK = 255
"""Of an alias that is an identification link, after IEC 61406-1."""
_MOST_BYTES = 20 << 20
_ENCODINGS = ("utf-8-sig", "gb18030")
"""As spreadsheets save CSV, the latter where they are Chinese."""
_SEPARATORS = str.maketrans("；", ";")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken."""

    line: int
    """Of the file, from 1; where the row ends."""
    tag: str
    reason: str


@dataclass(slots=True)
class AssetsReport:
    """What became of the rows."""

    imported: list[str] = field(default_factory=list)
    """Tags."""
    rejected: list[Rejected] = field(default_factory=list)


def import_assets(file: Path, register: Register) -> AssetsReport:
    """Takes the machines of a CSV file in; those with tags that are known are replaced.

    Raises:
        BadAssets: the file is no such list.
        LibraryError: the register cannot be written.
    """
    report = AssetsReport()
    rows = list(_rows(file, report))
    coming = {asset.tag for _, asset in rows}
    taken = {
        folded(name): known.tag
        for known in register.all()
        if known.tag not in coming
        for name in known.names
    }
    assets: list[Asset] = []
    for line, asset in rows:
        if clash := _clash(asset, taken):
            report.rejected.append(Rejected(line, asset.tag, clash))
        else:
            taken |= {folded(name): asset.tag for name in asset.names}
            assets.append(asset)
    register.put(assets)
    report.imported = [asset.tag for asset in assets]
    report.rejected.sort(key=lambda row: row.line)
    return report


def _clash(asset: Asset, taken: dict[str, str]) -> str:
    """Why the names cannot be the machine's alone; empty if they can."""
    if other := taken.get(folded(asset.tag)):
        return f"{asset.tag} is a name of {other} already. Give each machine a tag of its own."
    for name in asset.aliases:
        if other := taken.get(folded(name)):
            return f"the alias {name} belongs to {other}. Leave it out here or there."
    return ""


def _rows(file: Path, report: AssetsReport) -> Iterator[tuple[int, Asset]]:
    """The machines and their lines; rows that are none go to the report."""
    reader = csv.reader(io.StringIO(_text(file), newline=""), strict=True)
    try:
        header = _header(file, next(reader, []))
        for row in reader:
            if any(map(str.strip, row)):
                try:
                    yield reader.line_num, _asset(header, row)
                except ValueError as exc:
                    tag = dict(zip(header, row, strict=False)).get("tag", "").strip()
                    report.rejected.append(Rejected(reader.line_num, tag[:_LONGEST], str(exc)))
    except csv.Error as exc:
        raise BadAssets(
            f"{file.name}, line {reader.line_num}: {exc}. Save it as CSV again."
        ) from exc


def _text(file: Path) -> str:
    if file.stat().st_size > _MOST_BYTES:
        raise BadAssets(f"{file.name}: more than {_MOST_BYTES >> 20} MiB. Split it.")
    content = file.read_bytes()
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadAssets(f"{file.name}: neither UTF-8 nor GB 18030. Save it as CSV UTF-8.")


def _header(file: Path, row: Sequence[str]) -> list[str]:
    header = [title.strip().lower() for title in row]
    if "tag" not in header or len(set(header)) < len(header):
        raise BadAssets(
            f"{file.name}: its first line is {','.join(row)[:_LONGEST]!r}. It must name each "
            f"column once, tag among them; known are {', '.join(COLUMNS)}."
        )
    return header


def _asset(header: Sequence[str], row: Sequence[str]) -> Asset:
    if len(row) != len(header):
        raise ValueError(f"{len(row)} cells under {len(header)} titles. Quote cells with a comma.")
    cells = {title: cell for title, cell in zip(header, row, strict=True) if title in COLUMNS}
    values: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for title, cell in cells.items():
        if title in _LISTS:
            parts = (_value(title, part) for part in cell.translate(_SEPARATORS).split(";"))
            lists[title] = tuple(dict.fromkeys(filter(None, parts)))
        else:
            values[title] = _value(title, cell)
    if not values["tag"]:
        raise ValueError("no tag. Give the machine the one on its plate.")
    return Asset(**values, aliases=lists.get("aliases", ()), manuals=lists.get("manuals", ()))


def _value(title: str, cell: str) -> str:
    value = " ".join(cell.split())
    is_link = title == "aliases" and value.casefold().startswith(("http://", "https://"))
    most = _LONGEST_LINK if is_link else _LONGEST
    if len(value) > most:
        raise ValueError(f"{title} has {len(value)} characters, more than {most}. Shorten it.")
    if not value.isprintable():
        raise ValueError(f"{title} holds characters that do not print. Type it again.")
    return storable(value)
