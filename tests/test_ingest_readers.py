"""Files that are not what they claim, and which files a path stands for."""

import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import (
    EmptyFile,
    EncryptedFile,
    IngestError,
    MissingPath,
    UnknownFormat,
    UnreadableFile,
)
from ingest.identity import content_hash
from ingest.readers import SUFFIXES, no_reader, read
from ingest.walk import walk
from tests.office import make_pptx, make_xlsx
from tests.paper import make_pdf, writing

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROWS = [["Code", "Cause"], ["OC", "short"]]
ZIP_BOMB_BYTES = 600 << 20

anything = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def bytes_of(make: Callable[[Path], object], path: Path) -> bytes:
    make(path)
    return path.read_bytes()


def docx_at(path: Path) -> Path:
    word = docx.Document()
    word.add_heading("Faults", 1)
    word.add_paragraph("Replace the fuse.")
    word.save(str(path))
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Sound bytes of each kind."""
    folder = tmp_path_factory.mktemp("whole")
    return {
        ".pdf": bytes_of(
            lambda path: make_pdf(path, writing("Replace the fuse.")), folder / "a.pdf"
        ),
        ".docx": bytes_of(docx_at, folder / "a.docx"),
        ".xlsx": bytes_of(lambda path: make_xlsx(path, {"Faults": ROWS}), folder / "a.xlsx"),
        ".pptx": bytes_of(lambda path: make_pptx(path, ["Faults"]), folder / "a.pptx"),
        ".csv": b"Code;Cause\nOC;short\n",
        ".html": b"<h1>Faults</h1><table><tr><th>Code<td>OC</table><p>Replace the fuse.",
        ".md": b"# Faults\n\n| Code | Cause |\n|---|---|\n| OC | short |\n\nReplace the fuse.",
        ".txt": "更换保险丝 Replace the fuse.".encode("gb18030"),
    }


@pytest.mark.parametrize(
    ("name", "content", "kind", "message"),
    [
        ("a.pdf", b"", EmptyFile, "0 bytes long"),
        ("a.pdf", b"\xff\xd8\xff\xe0" + bytes(99), UnreadableFile, "content is a JPEG picture"),
        ("a.pdf", b"<!DOCTYPE html><p>Sign in", UnreadableFile, "content is an HTML page"),
        ("a.pdf", b"%PDF-1.7\n" + b"junk\n" * 99, UnreadableFile, "cut off after 504 bytes"),
        ("a.pdf", b"%PDF-1.7\njunk\n%%EOF", UnreadableFile, "damaged"),
        ("a.docx", b"", EmptyFile, "0 bytes long"),
        ("a.docx", OLE + bytes(99), UnreadableFile, r"an old \.doc"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedFile, "password"),
        ("a.docx", b"%PDF-1.7", UnreadableFile, "content is a PDF"),
        ("a.docx", b"PK\x03\x04junk", UnreadableFile, "damaged Word file"),
        ("a.txt", b"\x7fELF\x02\x00" + bytes(99), UnreadableFile, "content is a program"),
        ("a.txt", b"\x00\x01\x02", UnreadableFile, "unknown binary data"),
        ("a.txt", b"\xff\xff\xff", UnreadableFile, "neither UTF-8"),
        ("a.txt", b" \n ", EmptyFile, "holds no text"),
        ("a.html", b"<script>x()</script>", EmptyFile, "holds no text"),
        ("a.md", b"\x89PNG\r\n\x1a\n", UnreadableFile, "content is a PNG picture"),
        ("a.doc", OLE, UnknownFormat, r"\.doc; .*save it as \.docx or PDF"),
        ("a.xls", OLE, UnknownFormat, r"save it as \.xlsx"),
        ("a", b"text", UnknownFormat, "a file without suffix"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(
    tmp_path: Path, name: str, content: bytes, kind: type[IngestError], message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(kind, match=message) as caught:
        read(path)
    assert type(caught.value) is kind
    assert str(caught.value).startswith(f"{name}: ")


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingPath, match="no such file"):
        read(tmp_path / "gone.pdf")


def test_a_folder_named_like_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read(tmp_path / "a.pdf")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = docx_at(tmp_path / "a.docx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/media/image1.bmp", bytes(1000))
        container.infolist()[-1].file_size = ZIP_BOMB_BYTES  # what its directory will declare
    with pytest.raises(
        UnreadableFile, match=r"629,\d+,\d+ bytes when it is unpacked, more than the 536,870,912"
    ):
        read(path)


def test_the_same_bytes_are_the_same_document(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("Replace the fuse.", encoding="utf-8")
    second.write_bytes(first.read_bytes())

    assert read(first).document_id == read(second).document_id == content_hash(first)
    assert len(content_hash(first)) == 64
    assert read(first, "given").document_id == "given"


@pytest.mark.parametrize(
    "suffix", [".pdf", ".docx", ".xlsx", ".pptx", ".csv", ".html", ".md", ".txt"]
)
@anything
@given(data=st.data())
def test_damaged_files_raise_only_our_errors(
    tmp_path: Path, whole: dict[str, bytes], suffix: str, data: st.DataObject
) -> None:
    content = bytearray(whole[suffix])
    cut = data.draw(st.integers(0, len(content)), label="cut")
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8), label="flips"):
        content[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content[:cut] if data.draw(st.booleans(), label="truncate") else content)

    with suppress(IngestError):
        assert read(path).document_id == content_hash(path)


@anything
@given(content=st.binary(max_size=300), suffix=st.sampled_from(sorted(SUFFIXES)))
def test_arbitrary_bytes_raise_only_our_errors(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    for head in (b"", b"%PDF-1.7\n%%EOF", b"PK\x03\x04", b"\xff\xfe", b"<html>"):
        path.write_bytes(head + content)
        with suppress(IngestError):
            read(path)


def test_a_truncated_pdf_never_loses_pages_in_silence(tmp_path: Path) -> None:
    pages = [writing(f"Page {number}") for number in range(5)]
    content = make_pdf(tmp_path / "a.pdf", *pages).read_bytes()
    path = tmp_path / "cut.pdf"
    for kept in range(100, len(content) - 10, 97):
        path.write_bytes(content[:kept])
        with pytest.raises(UnreadableFile):
            read(path)


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    return path


def test_a_walk_is_sorted_recursive_and_tells_what_it_leaves_out(tmp_path: Path) -> None:
    plant = tmp_path / "plant"
    kept = [touch(plant / name) for name in ("a.pdf", "b/c.TXT", "b/d.md", "z.docx")]
    for name in (".hidden/a.pdf", ".b.pdf", "~$z.docx", "photo.heic", "old.doc"):
        touch(plant / name)
    outside = touch(tmp_path / "secret.txt")
    (plant / "link.txt").symlink_to(outside)
    (plant / "loop").symlink_to(plant)

    found = walk([plant])

    assert list(found.files) == sorted(kept)
    assert {(skip.path.relative_to(plant).as_posix(), skip.reason) for skip in found.skipped} == {
        (".hidden", "hidden"),
        (".b.pdf", "hidden"),
        ("~$z.docx", "lock file of an open Office document"),
        ("photo.heic", no_reader(Path("photo.heic"))),
        ("old.doc", no_reader(Path("old.doc"))),
        ("link.txt", "symbolic link, not followed; name its target to have it read"),
        ("loop", "symbolic link, not followed; name its target to have it read"),
    }


def test_a_file_that_is_named_is_always_read(tmp_path: Path) -> None:
    photo, note = touch(tmp_path / "photo.heic"), touch(tmp_path / "note.txt")

    found = walk([tmp_path, photo, note, note])

    assert found.files == (note, photo)
    assert found.skipped == ()


def test_a_missing_path_ends_the_walk(tmp_path: Path) -> None:
    with pytest.raises(MissingPath, match=r"gone: no such file or folder"):
        walk([tmp_path / "gone"])


def test_what_is_no_file_or_too_large_a_one_is_not_even_hashed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(UnreadableFile, match="a pipe or device"):
        content_hash(tmp_path / "pipe.pdf")
    with (tmp_path / "huge.pdf").open("wb") as stream:
        stream.truncate(1 << 40)
    with pytest.raises(UnreadableFile, match=r"1,099,511,627,776 bytes, more than the 1,073,741,"):
        content_hash(tmp_path / "huge.pdf")
