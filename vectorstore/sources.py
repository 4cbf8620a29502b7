"""What documents came from: a file's absolute path, or an upload's contents and folder. Pure.

An upload is known by its contents, for two manuals called manual.pdf are two. The folder that it
was sent in tells them apart for people, and keeps one from being taken for a revision of another.
"""

from collections.abc import Iterable
from typing import Final

_UPLOAD: Final = "upload:"


def upload_source(document_id: str, folder: str = "") -> str:
    """The source of an upload; ``folder``: as its sender's folders are called, with slashes."""
    return f"{_UPLOAD}{document_id}{folder and '/'}{folder}"


def is_upload(source: str) -> bool:
    """Whether the file was sent to us, and is ours to delete."""
    return source.startswith(_UPLOAD)


def folder_of(source: str) -> str:
    """Of an upload; empty where it came in none."""
    return source.partition("/")[2] if is_upload(source) else ""


def folders_of(sources: Iterable[str]) -> tuple[str, ...]:
    """All that a document was sent in, each once."""
    return tuple(sorted({folder_of(one) for one in sources} - {""}))
