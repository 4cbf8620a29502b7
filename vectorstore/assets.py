"""The register of machines: a plant's own tags and names, and the manuals that belong to them."""

import json
import sqlite3
import unicodedata
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePath, PurePosixPath

from ingest.revision import Revision, family_of, parse_mark
from vectorstore.readers import Readable, hidden_files
from vectorstore.records import marks
from vectorstore.sources import folder_of, is_upload


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
    """File names, whether the library holds them or not; without those kept from who reads. What
    was sent in a folder has that before its name."""

    @property
    def names(self) -> tuple[str, ...]:
        """Tag and aliases, each the machine's alone."""
        return (self.tag, *self.aliases)


def folded(name: str) -> str:
    """How names are compared: without case, width and surplus spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Register:
    """The machines of a library. Safe to use from many threads."""

    def __init__(self, database: Readable) -> None:
        self._database = database
        self._known: tuple[tuple[str] | None, tuple[tuple[str, str], ...]] = (None, ())

    def put(self, assets: Iterable[Asset]) -> None:
        """Writes machines, all of them or none, in place of those with the same tags.

        Raises:
            sqlite3.IntegrityError: a name is another machine's; the importer tells such names.
        """
        coming = list(assets)
        with self._database.writing() as db:
            _replace(db, coming)

    def assign(self, document_id: str, file_name: str, tags: Collection[str]) -> None:
        """Makes a document a manual of the machines with these tags and of no others.

        What the register lists are file names, so all revisions of the document go with it. One
        that was sent in a folder is listed with that, since another folder may hold its namesake.
        """
        with self._database.writing() as db:
            shelf = _shelf(db)
            called = shelf.place(document_id) or file_name
            changed = []
            for asset in _read(db, "TRUE", ()):
                names = [one for one in asset.manuals if document_id in shelf.called(one)]
                if bool(names) != (asset.tag in tags):
                    others = tuple(one for one in asset.manuals if one not in names)
                    manuals = others if names else (*others, called)
                    changed.append(replace(asset, manuals=manuals))
            _replace(db, changed)

    def all(self) -> list[Asset]:
        """Every machine, by tag."""
        with self._database.reading() as db:
            return _read(db, "TRUE ORDER BY tag", ())

    def find(self, name: str) -> Asset | None:
        """The machine of this tag or alias."""
        with self._database.reading() as db:
            named = "tag = (SELECT tag FROM asset_names WHERE name = ?)"
            return next(iter(_read(db, named, (folded(name),))), None)

    def area_of(self, name: str) -> str:
        """Where the machine of this tag or alias stands; empty: nobody said, or there is none."""
        found = self.find(name)
        return found.area if found else ""

    def admits(self, tag: str) -> bool:
        """Whether a tag can be a machine's: it is one, or no machine is registered yet."""
        with self._database.reading() as db:
            found = db.execute(
                "SELECT EXISTS (SELECT 1 FROM assets WHERE tag = ?)"
                " OR NOT EXISTS (SELECT 1 FROM assets)",
                (tag,),
            )
            return bool(found.fetchone()[0])

    def tagged(self, tags: Iterable[str]) -> tuple[Asset, ...]:
        """The machines with these tags, by tag."""
        wanted = sorted(tags)
        with self._database.reading() as db:
            return tuple(_read(db, f"tag IN ({marks(wanted)}) ORDER BY tag", wanted))

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Whatever machines are called, and the tag of each: tags, aliases and names.

        Tags and aliases are folded; a name may be that of several machines. Read again only after
        a change, by whatever process, since every question asks for it.
        """
        with self._database.reading() as db:
            version = db.execute("SELECT value FROM meta WHERE key = 'assets'").fetchone()
            known, names = self._known
            if not names or known != version:
                names = tuple(
                    db.execute(
                        "SELECT name, tag FROM asset_names"
                        " UNION ALL SELECT name_en, tag FROM assets WHERE name_en <> ''"
                        " UNION ALL SELECT name_zh, tag FROM assets WHERE name_zh <> ''"
                    )
                )
                self._known = (version, names)
        return names

    @property
    def models(self) -> tuple[tuple[str, str], ...]:
        """The model of each machine and the machine's tag."""
        with self._database.reading() as db:
            return tuple(db.execute("SELECT model, tag FROM assets WHERE model <> ''"))

    def titles(self) -> list[tuple[str, str]]:
        """Id of each document that nothing supersedes, and what it is called: title, file name."""
        with self._database.reading() as db:
            return db.execute(
                "SELECT document_id, title || ' ' || file_name FROM documents"
                " WHERE superseded_by IS NULL"
            ).fetchall()

    def documents(self, asset: Asset, *, superseded: bool = False) -> frozenset[str]:
        """See `Shelf.manuals`."""
        return self.shelf().manuals(asset, superseded=superseded)

    def shelf(self) -> "Shelf":
        """The documents that the library holds now."""
        with self._database.reading() as db:
            return _shelf(db)


class Shelf:
    """Documents by what people call them, to look up many names among."""

    def __init__(
        self,
        documents: Iterable[tuple[str, str, str | None]],
        marks: Mapping[str, str] | None = None,
        sources: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Of what there is now.

        Args:
            documents: Rows of id, file name and the id of the document that supersedes it.
            marks: Revision marks as printed, by id.
            sources: Rows of path and id of the document that stands there.
        """
        self.file_names: dict[str, str] = {}
        """By id."""
        self.marks = {one: mark for one, mark in (marks or {}).items() if mark}
        """Revision marks by id, of those that bear one."""
        self._sources = list(sources)
        self._families: dict[str, set[str]] = {}
        self._places: dict[str, list[str]] = {}
        self._newer: dict[str, str] = {}
        self._older: dict[str, set[str]] = {}
        for document_id, file_name, newer in documents:
            self.file_names[document_id] = file_name
            self._families.setdefault(_family(file_name), set()).add(document_id)
            if newer is not None:
                self._newer[document_id] = newer
                self._older.setdefault(newer, set()).add(document_id)
        for path, one in self._sources:
            if (folder := folder_of(path)) and one in self.file_names:
                place = f"{folder}/{self.file_names[one]}"
                self._places.setdefault(one, []).append(place)

    def place(self, document_id: str) -> str:
        """The folder that a document was sent in, and its file name; empty where there is none."""
        return min(self._places.get(document_id, ()), default="")

    def manuals(self, asset: Asset, *, superseded: bool = False) -> frozenset[str]:
        """Documents that are a machine's manuals, or revisions of them.

        Found by file name when asked, so that it does not matter what came first, the register or
        the manual. A file named like a manual but for its revision mark is a revision of it.

        Args:
            asset: The machine, whose manuals the register lists by file name.
            superseded: The superseded ones too.
        """
        found = self.called(*asset.manuals)
        return found if superseded else self.current(found)

    def called(self, *names: str) -> frozenset[str]:
        """Documents that file names in the register mean, with all their revisions."""
        return self.revisions(one for name in names for one in self._meant(name))

    def _meant(self, name: str) -> Iterable[str]:
        """With a folder, what was sent in that one; in any case what came without."""
        family = self._families.get(_family(name), ())
        if "/" not in name:
            return family
        wanted = folded(name)
        return [one for one in family if wanted in map(folded, self._places.get(one, (wanted,)))]

    def named(self, name: str) -> frozenset[str]:
        """Documents of this id or file name; also of the name that a file had where it stood."""
        if name in self.file_names:
            return frozenset({name})
        wanted = folded(name)
        called = (
            *((file_name, one) for one, file_name in self.file_names.items()),
            *((PurePath(path).name, one) for path, one in self._sources if not is_upload(path)),
            *((place, one) for one, places in self._places.items() for place in places),
        )
        return frozenset(one for other, one in called if folded(other) == wanted)

    def revisions(self, documents: Iterable[str]) -> frozenset[str]:
        """These and all that supersede them or are superseded by them."""
        found: set[str] = set()
        waiting = list(documents)
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self._older.get(one, ()))
                waiting.extend(filter(None, [self._newer.get(one)]))
        return frozenset(found)

    def current(self, documents: Iterable[str]) -> frozenset[str]:
        """Those of them that no newer revision supersedes."""
        return frozenset(documents) - self._newer.keys()

    def marked(self, mark: str) -> frozenset[str]:
        """Documents of this revision, however the mark is written: ``Rev. B``, ``B``, ``2.1``."""
        wanted = _understood(mark)
        return frozenset(
            one for one, printed in self.marks.items() if _is_same(printed, mark, wanted)
        )


def _is_same(printed: str, mark: str, wanted: Revision | None) -> bool:
    if folded(printed) == folded(mark):
        return True
    revision = _understood(printed)
    return bool(wanted and revision and wanted.compare(revision) == "same")


@lru_cache(maxsize=1 << 12)
def _understood(mark: str) -> Revision | None:
    return parse_mark(mark) or parse_mark(f"Rev. {mark}")


@lru_cache(maxsize=1 << 16)
def _family(file_name: str) -> str:
    """A file's name without case, joints and revision mark."""
    return family_of("", file_name) or folded(file_name)


def _shelf(db: sqlite3.Connection) -> Shelf:
    found = db.execute(
        "SELECT document_id, file_name, superseded_by, revision FROM documents"
    ).fetchall()
    sources = db.execute("SELECT path, document_id FROM sources").fetchall()
    return Shelf((row[:3] for row in found), {row[0]: row[3] for row in found}, sources)


def _replace(db: sqlite3.Connection, assets: Sequence[Asset]) -> None:
    db.executemany("DELETE FROM assets WHERE tag = ?", [(one.tag,) for one in assets])
    for asset in assets:
        _write(db, asset)
    db.execute(
        "INSERT INTO meta VALUES ('assets', '1') ON CONFLICT DO UPDATE SET value = value + 1"
    )


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
    assets = [Asset(*row[:6], *(tuple(json.loads(names)) for names in row[6:])) for row in found]
    kept = frozenset(map(folded, hidden_files(db)))
    if not kept:
        return assets
    shown: dict[str, list[str]] = {}
    for (name,) in db.execute("SELECT file_name FROM documents ORDER BY file_name"):
        shown.setdefault(_family(name), []).append(name)
    return [_without(kept, shown, asset) for asset in assets]


def _without(kept: Container[str], shown: Mapping[str, Iterable[str]], asset: Asset) -> Asset:
    """The machine without files that are kept from who reads; revisions shown stand for them."""
    told = (
        one
        for name in asset.manuals
        for one in (
            shown.get(_family(name), ()) if folded(PurePosixPath(name).name) in kept else (name,)
        )
    )
    return replace(asset, manuals=tuple(dict.fromkeys(told)))
