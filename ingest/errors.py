"""What can go wrong in the post room.

IngestError
├── UnknownFormat      no reader for this kind of file
├── MissingPath        there is no such file or folder
├── NoSuchPage         the document has no page of that number to draw
├── ReaderUnavailable  no process can be started to read it in
└── UnreadableFile     the file is of a known kind, and still cannot be read
    ├── EncryptedFile  it asks for a password
    └── EmptyFile      it holds no bytes, or no page with usable text
"""

from pathlib import Path


class IngestError(Exception):
    """A file cannot become chunks. The message names the file, the reason and the next step."""


class UnknownFormat(IngestError):
    """No reader is registered for the file's suffix."""


class MissingPath(IngestError):
    """A file or folder that was named does not exist."""


class NoSuchPage(IngestError):
    """A picture was asked of a page that the document does not have."""


class ReaderUnavailable(IngestError):
    """The installation cannot start a reading process; no file is to blame."""


class UnreadableFile(IngestError):
    """The file does not hold what its suffix promises."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}")
        self.path = path
        self.reason = reason


class EncryptedFile(UnreadableFile):
    """The file is locked with a password that nobody gave."""


class EmptyFile(UnreadableFile):
    """There is nothing in the file to read."""
