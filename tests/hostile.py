"""Files that mean harm, or were harmed: each made from nothing, the same on every run."""

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

READ = "read"
"""Nothing in it does harm: it has to be read."""
ANY = "any"
"""It may be read in part or refused, with a reason."""


@dataclass(frozen=True)
class Hostile:
    """A file, and what is to become of it: READ, ANY, or a pattern of the reason it is refused."""

    name: str
    make: Callable[[], bytes]
    fate: str = ANY


class Band:
    """Hostile files of a kind."""

    def __init__(self) -> None:
        self.files: list[Hostile] = []

    def add(self, name: str, make: Callable[[], bytes], fate: str = ANY) -> None:
        self.files.append(Hostile(name, make, fate))

    def maker(self, name: str, fate: str = ANY) -> Callable[[Callable[[], bytes]], None]:
        """The same, as a decorator."""
        return lambda make: self.add(name, make, fate)

    def fuzz(self, suffix: str, sound: Callable[[], bytes], flips: list[int]) -> None:
        """A file for each number of bytes to overwrite."""
        for seed, count in enumerate(flips):
            self.add(f"fuzzed_{seed}{suffix}", lambda s=seed, c=count: _fuzzed(sound(), s, c))


def _fuzzed(sound: bytes, seed: int, flips: int) -> bytes:
    dice, content = random.Random(seed), bytearray(sound)  # noqa: S311 - chance, not secrecy
    for _ in range(flips):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return bytes(content)


def through(name: str, write: Callable[[Path], object]) -> bytes:
    """What a library writes to a path, as bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()
