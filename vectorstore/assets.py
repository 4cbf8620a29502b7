"""The register of machines: a plant's own tags and names, and the manuals that belong to them."""

import json
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.revision import family_of
from vectorstore.database import Database


@dataclass(frozen=True, slots=True)
class Asset:
    """A machine, or a part of one that has a tag of its own."""

    tag: str
    """As on its plate: ``CV-201``."""
    name_en: str = ""
    name_zh: str = ""
    area: str = ""
    maker: str = ""
    model: str = ""
    aliases: tuple[str, ...] = ()
    """What people call it."""
    manuals: tuple[str, ...] = ()
    """File names, whether the library holds them or not."""

    @property
    def names(self) -> tuple[str, ...]:
        """Tag and aliases, each the machine's alone."""
        return (self.tag, *self.aliases)


def folded(name: str) -> str:
    """How names are compared: without case, width and surplus spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Register:
    """The machines of a library. Safe to use from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, assets: Iterable[Asset]) -> None:
        """Writes machines, all of them or none, in place of those with the same tags.

        Raises:
            sqlite3.IntegrityError: a name is another machine's; the importer tells such names.
        """
        coming = list(assets)
        with self._database.writing() as db:
            db.executemany("DELETE FROM assets WHERE tag = ?", [(one.tag,) for one in coming])
            for asset in coming:
                _write(db, asset)

    def all(self) -> list[Asset]:
        """Every machine, by tag."""
        with self._database.reading() as db:
            return _read(db, "TRUE ORDER BY tag", ())

    def find(self, name: str) -> Asset | None:
        """The machine of this tag or alias."""
        with self._database.reading() as db:
            named = "tag = (SELECT tag FROM asset_names WHERE name = ?)"
            return next(iter(_read(db, named, (folded(name),))), None)

    def documents(self, asset: Asset, *, superseded: bool = False) -> frozenset[str]:
        """See `Shelf.manuals`."""
        return self.shelf().manuals(asset, superseded=superseded)

    def shelf(self) -> "Shelf":
        """The documents that the library holds now."""
        with self._database.reading() as db:
            found = db.execute("SELECT document_id, file_name, superseded_by FROM documents")
            return Shelf(found.fetchall())


class Shelf:
    """Documents by the names of their files, to look up many machines' manuals among."""

    def __init__(self, documents: Iterable[tuple[str, str, str | None]]) -> None:
        """Of rows of id, file name and the id of the document that supersedes it."""
        self._named: dict[str, set[str]] = {}
        self._newer: dict[str, str] = {}
        self._older: dict[str, set[str]] = {}
        for document_id, file_name, newer in documents:
            self._named.setdefault(_family(file_name), set()).add(document_id)
            if newer is not None:
                self._newer[document_id] = newer
                self._older.setdefault(newer, set()).add(document_id)

    def manuals(self, asset: Asset, *, superseded: bool = False) -> frozenset[str]:
        """Documents that are a machine's manuals, or revisions of them.

        Found by file name when asked, so that it does not matter what came first, the register or
        the manual. A file named like a manual but for its revision mark is a revision of it.

        Args:
            asset: The machine.
            superseded: The superseded ones too.
        """
        found: set[str] = set()
        waiting = [one for name in asset.manuals for one in self._named.get(_family(name), ())]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self._older.get(one, ()))
                waiting.extend(filter(None, [self._newer.get(one)]))
        return frozenset(found if superseded else found - self._newer.keys())


@lru_cache(maxsize=1 << 16)
def _family(file_name: str) -> str:
    """A file's name without case, joints and revision mark."""
    return family_of("", file_name) or folded(file_name)


def _write(db: sqlite3.Connection, asset: Asset) -> None:
    db.execute(
        "INSERT INTO assets VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            asset.tag,
            asset.name_en,
            asset.name_zh,
            asset.area,
            asset.maker,
            asset.model,
            json.dumps(asset.aliases, ensure_ascii=False),
            json.dumps(asset.manuals, ensure_ascii=False),
        ),
    )
    names = dict.fromkeys(folded(name) for name in asset.names)
    db.executemany("INSERT INTO asset_names VALUES (?, ?)", [(name, asset.tag) for name in names])


def _read(db: sqlite3.Connection, condition: str, values: Sequence[str]) -> list[Asset]:
    found = db.execute(f"SELECT * FROM assets WHERE {condition}", values)  # noqa: S608
    return [Asset(*row[:6], *(tuple(json.loads(names)) for names in row[6:])) for row in found]
