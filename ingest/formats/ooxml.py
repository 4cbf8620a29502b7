"""What Word, Excel and PowerPoint files share: a ZIP of XML parts, opened within limits."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from ingest.errors import UnreadableFile
from ingest.formats.sniff import head_of, require_office
from ingest.isolation.limits import (
    MAX_MEMBERS,
    MAX_PART,
    MAX_RATIO,
    MAX_UNPACKED,
    RATIO_FROM,
    require_at_most,
)

_DAMAGE = (
    OSError, EOFError, LookupError, ValueError, AttributeError, TypeError, AssertionError,
    ArithmeticError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error,
    etree.LxmlError, SyntaxError,
)  # fmt: skip
"""What zipfile, lxml, python-docx and openpyxl let escape for a file that is not as it should be;
expat's errors are SyntaxErrors."""
_DECLARES = "<!DOCTYPE"
_ENCODINGS = ("ascii", "utf-16-le", "utf-16-be")
_PROLOGUE = 4096
"""Bytes of a part in which a document type would be declared."""
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Program(NamedTuple):
    """Whose file it is, in the words of a message."""

    name: str
    file: str


WORD = Program("Word", "a Word document")
EXCEL = Program("Excel", "an Excel workbook")
POWERPOINT = Program("PowerPoint", "a PowerPoint presentation")


class Relation(NamedTuple):
    """What a part refers to."""

    kind: str
    """The last word of its type: ``slide``, ``notesSlide``."""
    target: str
    """Name of a member."""


@contextmanager
def opened_package(path: Path, program: Program) -> Iterator[zipfile.ZipFile]:
    """The container, for the block; whatever goes wrong in the block is the file's damage.

    Raises:
        EmptyFile: no bytes.
        EncryptedFile: it is locked with a password.
        UnreadableFile: it is of another kind, damaged, or passes a limit of
            `ingest.isolation.limits`.
    """
    require_office(path, head_of(path), program.file)
    try:
        with zipfile.ZipFile(path) as container:
            _refuse_bomb(path, container)
            yield container
    except _DAMAGE as exc:
        reason = f"damaged {program.name} file ({exc or type(exc).__name__}). "
        raise UnreadableFile(path, f"{reason}Open it in {program.name} and save it anew.") from exc


def tree(container: zipfile.ZipFile, name: str) -> etree._Element:
    """The root of an XML part.

    Raises:
        KeyError: there is no such part.
        ValueError: it is larger than MAX_PART.
        lxml.etree.XMLSyntaxError: it is no XML.
    """
    size = container.getinfo(name).file_size
    if size > MAX_PART:
        raise ValueError(f"{name}: {size:,} bytes, more than {MAX_PART:,}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(container.read(name), parser)


def relations(container: zipfile.ZipFile, part: str) -> dict[str, Relation]:
    """What the part refers to inside the package, by id; empty where it refers to nothing."""
    folder, name = posixpath.split(part)
    try:
        root = tree(container, f"{folder}/_rels/{name}.rels")
    except KeyError:
        return {}
    return {
        item.get("Id", ""): Relation(
            posixpath.basename(item.get("Type", "")),
            posixpath.normpath(posixpath.join("/", folder, item.get("Target", ""))).lstrip("/"),
        )
        for item in root.iter(_RELATION)
        if item.get("TargetMode") != "External"
    }


def _refuse_bomb(path: Path, container: zipfile.ZipFile) -> None:
    members = container.infolist()
    unpacked = sum(member.file_size for member in members)
    advice = "Split it or save it as PDF."
    require_at_most(path, "files inside", len(members), MAX_MEMBERS, advice)
    require_at_most(path, "bytes when it is unpacked", unpacked, MAX_UNPACKED, advice)
    for member in members:
        if member.file_size > max(RATIO_FROM, MAX_RATIO * member.compress_size):
            raise UnreadableFile(
                path,
                f"{member.filename!r} in it grows from {member.compress_size:,} to "
                f"{member.file_size:,} bytes, more than {MAX_RATIO} times. "
                "It is made to exhaust its reader; save it as PDF if you trust it.",
            )
        if member.filename.endswith((".xml", ".rels")):
            _refuse_entities(path, container, member)


def _refuse_entities(path: Path, container: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Office programs declare no document type; those who do want its entities expanded."""
    with container.open(member) as stream:
        prologue = stream.read(_PROLOGUE)
    if any(_DECLARES.encode(encoding) in prologue for encoding in _ENCODINGS):
        raise UnreadableFile(
            path,
            f"{member.filename!r} in it declares a document type, as no Office program does. "
            "It may be made to harm its reader; save it as PDF if you trust it.",
        )
