"""The register of machines: a plant's own tags and names, and the manuals that belong to them."""

import json
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
        """Documents that are the machine's manuals, or revisions of them.

        Found by file name when asked, so that it does not matter what came first, the register or
        the manual. A file named like a manual but for its revision mark is a revision of it.

        Args:
            asset: The machine.
            superseded: The superseded ones too.
        """
        with self._database.reading() as db:
            found = db.execute("SELECT document_id, file_name, superseded_by FROM documents")
            documents = found.fetchall()
        names = {folded(name) for name in asset.manuals}
        families = {family_of("", name) for name in asset.manuals}
        chosen = {
            document_id
            for document_id, file_name, _ in documents
            if folded(file_name) in names or family_of("", file_name) in families
        }
        newer = {document_id: by for document_id, _, by in documents if by is not None}
        chosen = _with_revisions(chosen, newer)
        return frozenset(chosen if superseded else chosen - newer.keys())


def _with_revisions(chosen: set[str], newer: dict[str, str]) -> set[str]:
    """These documents, all that supersede them and all that they supersede."""
    while True:
        found = {new for old, new in newer.items() if old in chosen}
        found |= {old for old, new in newer.items() if new in chosen}
        if found <= chosen:
            return chosen
        chosen = chosen | found


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
