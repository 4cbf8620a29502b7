"""Backups that only the holder of a key can read, in the age format (age-encryption.org/v1).

The public key encrypts, so the server that makes backups cannot read them. What is encrypted goes
through a pipe, a block at a time: neither way is anything written down in between.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

from assistant.backup.errors import BadKey, DamagedBackup, NotSealed, WrongKey

if TYPE_CHECKING:
    from pyrage.x25519 import Identity, Recipient

HEADER = b"age-encryption.org/v1\n"
_BLOCK = 1 << 20
_Result = TypeVar("_Result")


def make_key(file: Path) -> str:
    """Writes a new secret key to a file of its owner's alone, and returns the public one.

    Raises:
        FileExistsError: A key that is lost loses every backup made for it: none is overwritten.
    """
    from pyrage.x25519 import Identity

    identity = Identity.generate()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(f"# public key: {identity.to_public()}\n{identity}\n")
        out.flush()
        os.fsync(out.fileno())
    return str(identity.to_public())


def is_sealed(file: Path) -> bool:
    """Whether a file begins as age's do."""
    with file.open("rb") as stream:
        return stream.read(len(HEADER)) == HEADER


def recipients(told: Sequence[str]) -> "list[Recipient]":
    """The public keys, each as ``age1…``; raises BadKey."""
    from pyrage import RecipientError
    from pyrage.x25519 import Recipient

    found = []
    for key in told:
        try:
            found.append(Recipient.from_str(key))
        except RecipientError as exc:
            raise BadKey(
                f"{key[:80]!r} is no public key ({exc}). One begins with age1; "
                "`shiftmate backup-key FILE` makes a pair."
            ) from exc
    return found


def identities(file: Path) -> "list[Identity]":
    """The secret keys in a file, as ``age-keygen`` and `make_key` write it; raises BadKey."""
    from pyrage import IdentityError
    from pyrage.x25519 import Identity

    try:
        lines = [line.strip() for line in file.read_text("ascii").splitlines()]
        found = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (UnicodeDecodeError, IdentityError) as exc:  # neither may quote what is in the file
        raise BadKey(f"{file} holds no secret key: lines of AGE-SECRET-KEY-1… are.") from exc
    if not found:
        raise BadKey(f"{file} holds no secret key, only comments. Name the file with the key.")
    return found


def sealing(
    out: IO[bytes], keys: "Sequence[Recipient]", write: Callable[[IO[bytes]], _Result]
) -> _Result:
    """What ``write`` writes reaches ``out`` encrypted.

    Raises:
        NotSealed: It cannot be written there.
    """
    reader, writer = os.pipe()
    with ThreadPoolExecutor(1, "seal") as beside:
        sealed = beside.submit(_seal, reader, out, keys)
        plain = os.fdopen(writer, "wb", buffering=_BLOCK)
        try:
            result = write(plain)
            plain.close()
        except BrokenPipeError:  # what broke it says more
            sealed.result()
            raise
        finally:
            with suppress(BrokenPipeError):
                plain.close()
        sealed.result()
    return result


@contextmanager
def opened(file: Path, keys: "Sequence[Identity]") -> Iterator[IO[bytes]]:
    """What a sealed file holds, as a stream; what was read of it counts once the block is over.

    Raises:
        WrongKey: It was sealed for other keys.
        DamagedBackup: It is cut off or changed.
    """
    reader, writer = os.pipe()
    with (
        ThreadPoolExecutor(1, "seal") as beside,
        os.fdopen(reader, "rb", buffering=_BLOCK) as plain,
    ):
        unsealed = beside.submit(_unseal, file, writer, keys)
        try:
            yield plain
        finally:
            # To the end, whatever was made of the beginning: only then is it known to be whole.
            while plain.read(_BLOCK):
                pass
            unsealed.result()


def _seal(reader: int, out: IO[bytes], keys: "Sequence[Recipient]") -> None:
    from pyrage import EncryptError, encrypt_io

    with os.fdopen(reader, "rb", buffering=_BLOCK) as plain:
        try:
            encrypt_io(plain, out, list(keys))
        except EncryptError as exc:
            raise NotSealed(f"{exc}. Free some space, or choose another place.") from exc


def _unseal(file: Path, writer: int, keys: "Sequence[Identity]") -> None:
    from pyrage import DecryptError, decrypt_io

    with os.fdopen(writer, "wb", buffering=_BLOCK) as plain, file.open("rb") as sealed:
        try:
            decrypt_io(sealed, plain, list(keys))
        except DecryptError as exc:
            if "No matching keys" in str(exc):
                raise WrongKey(f"{file} was sealed for another key than this one.") from exc
            raise DamagedBackup(f"{file}: {exc}. Take another backup.") from exc
        except OSError as exc:
            raise DamagedBackup(f"{file}: {exc}. Take another backup.") from exc
