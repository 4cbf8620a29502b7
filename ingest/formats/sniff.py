"""What a file is by its first bytes, whatever its name claims. Pure but for reading the head."""

from mmap import ACCESS_READ, mmap
from pathlib import Path

from ingest.errors import EmptyFile, EncryptedFile, UnreadableFile

HEAD_BYTES = 8192
_PDF_HEADER_WITHIN = 1024
"""PDF readers accept ``%PDF-`` anywhere in the first 1,024 bytes (ISO 32000-1, annex H)."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"PK\x03\x04", "a ZIP container"),
    (b"PK\x05\x06", "a ZIP container"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office container"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_TEXTUAL = ("text", "an HTML page")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def head_of(path: Path) -> bytes:
    """The first bytes of a file that has some.

    Raises:
        EmptyFile: it holds none.
        UnreadableFile: it cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except (OSError, ValueError) as exc:
        raise UnreadableFile(path, f"cannot be opened ({exc}). Check its permissions.") from exc
    if not head:
        raise EmptyFile(path, "0 bytes long. The copy failed: copy or download it again.")
    return head


def kind_of(head: bytes) -> str:
    """Names the content in the words of an error message, such as ``a JPEG picture``."""
    if b"%PDF-" in head[:_PDF_HEADER_WITHIN]:
        return "a PDF"
    if _looks_like_html(head):
        return "an HTML page"
    if head.startswith(_UTF16_MARKS):
        return "text"
    known = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    if known == "a BMP picture" or known == "a program":
        known = known if b"\x00" in head else None  # "BM" and "MZ" also begin ordinary words
    return known or ("unknown binary data" if b"\x00" in head else "text")


def _looks_like_html(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    return start.startswith((b"<!doctype html", b"<html"))


def require_pdf(path: Path, head: bytes) -> None:
    """Raises UnreadableFile unless the bytes are a PDF's."""
    if (kind := kind_of(head)) != "a PDF":
        raise _misnamed(path, kind, "a PDF")


def require_office(path: Path, head: bytes, expected: str) -> None:
    """Raises EncryptedFile for a locked Office file, UnreadableFile for anything but a zip."""
    kind = kind_of(head)
    if kind == "an old Office container":
        _refuse_ole(path)
    if kind != "a ZIP container":
        raise _misnamed(path, kind, expected)


def require_text(path: Path, head: bytes) -> None:
    """Raises UnreadableFile when the bytes are those of a binary format."""
    if (kind := kind_of(head)) not in _TEXTUAL:
        raise _misnamed(path, kind, "a text file")


def _refuse_ole(path: Path) -> None:
    # A password turns an Office file into an OLE container with a stream of this name
    # (MS-OFFCRYPTO 2.3).
    mark = "EncryptedPackage".encode("utf-16-le")
    with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
        is_locked = content.find(mark) >= 0
    if is_locked:
        raise EncryptedFile(path, "locked with a password. Save a copy without one.")
    new, old = path.suffix.lower(), path.suffix.lower()[:-1]
    raise UnreadableFile(path, f"an old {old} under the name {new}. Save it as {new} or PDF.")


def _misnamed(path: Path, kind: str, expected: str) -> UnreadableFile:
    return UnreadableFile(
        path,
        f"named {path.suffix}, yet its content is {kind}, not {expected}. "
        "Check the download, or give the file its proper suffix.",
    )
