"""What can go wrong in the library.

LibraryError
├── WrongEmbedder    the vectors on disk were made by another embedding model
└── DamagedLibrary   the database cannot be read, or is of a newer version
"""


class LibraryError(Exception):
    """The library cannot do what was asked. The message says why and what to do next."""


class WrongEmbedder(LibraryError):
    """Vectors of two models cannot be compared; the library must be built again."""


class DamagedLibrary(LibraryError):
    """The database file is not one this version can use."""
