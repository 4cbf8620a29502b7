"""Sealed backups: only the holder of the key reads them, and nothing readable is left behind."""

import io
import os
from pathlib import Path

import pytest

from assistant.backup.errors import BadKey, DamagedBackup, NotSealed, WrongKey
from assistant.backup.load import load
from assistant.backup.save import save
from assistant.backup.seal import HEADER, identities, make_key, recipients, sealing
from tests.test_backup import Plant

WORDS = b"the belt of the press has slipped"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("key") / "backup.key"
    make_key(file)
    return file


def public(key: Path) -> str:
    return key.read_text("ascii").splitlines()[0].removeprefix("# public key: ")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Plant(tmp_path_factory.mktemp("plant") / "data")
    made.work()
    made.close()
    (made.folder / "glossary.tsv").write_bytes(WORDS)
    (made.folder / "originals" / "large.pdf").write_bytes(os.urandom(3 << 20))
    return made.folder


@pytest.fixture(scope="module")
def sealed(data: Path, key: Path) -> Path:
    file = data.parent / "plant.age"
    save(data, data / "plant.db", file, [public(key)])
    return file


def left(folder: Path) -> list[Path]:
    """What was written there, but for the empty file that restores lock."""
    return [one for one in folder.rglob("*") if one.is_file() and one.name != ".served"]


def test_what_was_sealed_comes_back_with_the_key(
    data: Path, sealed: Path, key: Path, tmp_path: Path
) -> None:
    assert sealed.read_bytes().startswith(HEADER)
    assert WORDS not in sealed.read_bytes()
    assert sealed.stat().st_mode & 0o077 == 0
    load(sealed, tmp_path / "new", identity=key)
    for name in ("glossary.tsv", "originals/large.pdf"):
        assert (tmp_path / "new" / name).read_bytes() == (data / name).read_bytes()
    assert not list(data.glob(".backup-*"))


def test_another_key_opens_nothing(sealed: Path, tmp_path: Path) -> None:
    make_key(other := tmp_path / "other.key")
    with pytest.raises(WrongKey, match="another key"):
        load(sealed, tmp_path / "new", identity=other)
    with pytest.raises(WrongKey, match="--identity"):
        load(sealed, tmp_path / "new")
    assert left(tmp_path / "new") == []


@pytest.mark.parametrize("share", [0.0001, 0.3, 0.999999])
def test_a_sealed_backup_that_was_cut_off_is_refused(
    sealed: Path, key: Path, tmp_path: Path, share: float
) -> None:
    whole = sealed.read_bytes()
    (tmp_path / "cut.age").write_bytes(whole[: max(int(len(whole) * share), 40)])
    with pytest.raises(DamagedBackup, match=r"cut\.age"):
        load(tmp_path / "cut.age", tmp_path / "new", identity=key)
    assert left(tmp_path / "new") == []


def test_a_changed_byte_is_noticed(sealed: Path, key: Path, tmp_path: Path) -> None:
    changed = bytearray(sealed.read_bytes())
    changed[len(changed) // 2] ^= 1
    (tmp_path / "changed.age").write_bytes(changed)
    with pytest.raises(DamagedBackup, match="Take another"):
        load(tmp_path / "changed.age", tmp_path / "new", identity=key)


def test_a_key_for_what_is_not_sealed_is_a_mistake(data: Path, key: Path, tmp_path: Path) -> None:
    save(data, data / "plant.db", tmp_path / "plain.tar")
    with pytest.raises(WrongKey, match="not sealed"):
        load(tmp_path / "plain.tar", tmp_path / "new", identity=key)


def test_a_key_is_its_owners_alone_and_never_overwritten(key: Path) -> None:
    assert key.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        make_key(key)


def test_what_is_no_key_is_told_without_quoting_a_secret(key: Path, tmp_path: Path) -> None:
    with pytest.raises(BadKey, match="backup-key"):
        recipients(["age1nonsense"])
    secret = key.read_text("ascii").splitlines()[1]
    (tmp_path / "torn.key").write_text(secret[:-3], "ascii")
    with pytest.raises(BadKey) as told:
        identities(tmp_path / "torn.key")
    assert secret[16:40] not in str(told.value)
    (tmp_path / "empty.key").write_text("# nothing\n", "ascii")
    with pytest.raises(BadKey, match="only comments"):
        identities(tmp_path / "empty.key")


class FullDisk(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, block: object) -> int:
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_told_by_its_own_words(key: Path) -> None:
    def write(plain: io.RawIOBase) -> None:
        for _ in range(64):
            plain.write(bytes(1 << 20))

    with pytest.raises(NotSealed, match="No space left"):
        sealing(FullDisk(), recipients([public(key)]), write)
