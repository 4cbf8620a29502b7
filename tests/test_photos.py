"""Photos of reports: drawn anew, kept by their contents, read by who may read their report."""

import io
import json
import os
import time
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import text

from assistant.access.model import Principal
from assistant.backup.load import load
from assistant.backup.save import save
from assistant.errors import NoRoom, NotHere
from assistant.plant.database import PlantDatabase
from assistant.reports.errors import IllegalStep, LargePhoto, NotAllowed, PhotosFull, UnfitPhoto
from assistant.reports.model import Actor, Report
from assistant.reports.photos import FOLDER_NAME, MOST, Photos
from assistant.reports.photos_fit import MOST_KEPT, MOST_SIDE, NoPicture, fitted
from assistant.reports.photos_read import lines_on, question, rows
from assistant.reports.photos_taken import MOST_BYTES, Taken, taken
from assistant.reports.store import ReportStore
from ingest.document import Box
from ingest.ocr.engine import OcrFailed, Picture, Reading, Recognition, Step
from tests.door import PASSWORD, House, ask, house
from tests.report_forms import ADA, CHEN, FIELDS, SENSOR, filled

_ORIENTATION, _GPS, _MAKER = 0x0112, 0x8825, 0x010F


def photo(size: tuple[int, int] = (60, 40), colour: str = "navy", form: str = "JPEG") -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, colour).save(held, form)
    return held.getvalue()


def from_camera() -> bytes:
    """Lying on its side: red on top once it is upright; with its place and its maker."""
    image = Image.new("RGB", (80, 40), "blue")
    image.paste("red", (0, 0, 40, 40))
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_MAKER] = 6, "Secret Maker"
    exif.get_ifd(_GPS).update({1: "N", 2: (51.0, 30.0, 0.0)})
    held = io.BytesIO()
    image.save(held, "JPEG", exif=exif, comment=b"Secret remark", quality=95)
    return held.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


def test_a_photo_is_upright_and_tells_nothing_but_its_picture() -> None:
    raw = from_camera()
    assert b"Secret" in raw
    kept = fitted(raw)
    image = opened(kept)
    assert image.size == (40, 80)
    red, _, blue = image.getpixel((20, 10))  # type: ignore[misc]
    assert red > 200 > 60 > blue
    assert b"Secret" not in kept
    assert not image.getexif()
    assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_is_made_small_whatever_it_shows() -> None:
    grain = np.random.default_rng(1).integers(0, 256, (500, 2500, 3), np.uint8)
    held = io.BytesIO()
    Image.fromarray(grain).save(held, "PNG", compress_level=0)
    kept = fitted(held.getvalue())
    assert len(kept) <= MOST_KEPT
    assert max(opened(kept).size) <= MOST_SIDE


def test_what_was_transparent_is_white() -> None:
    held = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(held, "WEBP")
    assert min(opened(fitted(held.getvalue())).getpixel((4, 4))) > 250  # type: ignore[type-var]


def _declaring(width: int, height: int) -> bytes:
    """A PNG that says it is so large; its bytes are a few."""
    raw = bytearray(photo((1, 1), form="PNG"))
    raw[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    raw[29:33] = zlib.crc32(raw[12:29]).to_bytes(4, "big")
    return bytes(raw)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "neither JPEG"), (b"%PDF-1.7", "neither JPEG"), (b"<svg/>", "neither JPEG"),
        (photo(form="GIF"), "neither JPEG"), (photo(form="TIFF"), "neither JPEG"),
        (photo()[:-20], "damaged"), (_declaring(9000, 9000), "pixels"),
        (_declaring(40_000, 40_000), "pixels"),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_told(content: bytes, why: str) -> None:
    with pytest.raises(NoPicture, match=why):
        fitted(content)


_SEEDS = [photo(), photo(form="PNG"), photo(form="WEBP")]


@given(
    st.sampled_from(_SEEDS),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6),
    st.integers(0, 400),
)
def test_whatever_the_bytes_there_is_a_photo_or_a_reason(
    seed: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    raw = bytearray(seed)
    for at, value in changes:
        raw[at % len(raw)] = value
    try:
        kept = fitted(bytes(raw[: max(1, len(raw) - cut)]))
    except NoPicture:
        return
    assert opened(kept).format == "JPEG"


def drawn(colour: str) -> Taken:
    jpeg = fitted(photo(colour=colour))
    return Taken(jpeg, sha256(jpeg).hexdigest(), 60, 40)


class Desk:
    """Reports and their photos."""

    def __init__(self, plant: PlantDatabase, data: Path, least_free: int = 0) -> None:
        self.reports = ReportStore(plant)
        self.photos = Photos(plant, data, self.reports, least_free=least_free)
        self.folder = data / FOLDER_NAME

    def report(self) -> Report:
        return self.reports.create(filled(), ADA)[0]

    def files(self) -> list[str]:
        return sorted(file.name for file in self.folder.iterdir())


@pytest.fixture
def desk(plant: PlantDatabase, tmp_path: Path) -> Desk:
    with plant.writing() as session:
        session.execute(text("DELETE FROM report_photos"))
    return Desk(plant, tmp_path)


def test_photos_are_kept_once_by_their_contents(desk: Desk) -> None:
    one, other = desk.report().id, desk.report().id
    first, is_new = desk.photos.put(one, drawn("navy"), ADA)
    assert (first.number, first.added_by, is_new) == (1, "Ada", True)
    assert desk.photos.put(one, drawn("navy"), ADA) == (first, False)
    assert desk.photos.put(one, drawn("red"), ADA)[0].number == 2
    desk.photos.put(other, drawn("navy"), ADA)
    assert len(desk.files()) == 2
    assert [found.number for found in desk.photos.of(one)] == [1, 2]
    found, jpeg = desk.photos.read(one, 2)
    assert jpeg == drawn("red").jpeg
    assert found.bytes == len(jpeg)
    for report_id, number in ((one, 3), ("0192f0c1-0000-7000-8000-000000000000", 1)):
        with pytest.raises(NotHere):
            desk.photos.read(report_id, number)


def test_a_photo_goes_while_its_report_is_a_draft_and_its_file_an_hour_later(desk: Desk) -> None:
    one, other = desk.report(), desk.report()
    for report in (one, other):
        desk.photos.put(report.id, drawn("navy"), ADA)
    desk.photos.remove(one.id, 1, ADA)
    assert desk.photos.of(one.id) == []
    with pytest.raises(NotHere):
        desk.photos.remove(one.id, 1, ADA)
    desk.photos.remove(other.id, 1, ADA)
    assert len(desk.files()) == 1  # a backup may be under way
    hour_ago = time.time() - 3601
    os.utime(desk.folder / desk.files()[0], (hour_ago, hour_ago))
    (desk.folder / "theirs.txt").write_text("somebody's own")
    assert desk.photos.sweep() == 1
    assert desk.files() == ["theirs.txt"]


def test_who_may_change_the_report_may_add_photos(desk: Desk) -> None:
    report = desk.report()
    for actor in (Actor(name="Bo"), SENSOR):
        with pytest.raises(NotAllowed):
            desk.photos.put(report.id, drawn("navy"), actor)
    desk.reports.step(report.id, "submitted", ADA, report.version)
    for refused in (
        lambda: desk.photos.put(report.id, drawn("red"), ADA),
        lambda: desk.photos.check(report.id, ADA),
    ):
        with pytest.raises(NotAllowed):
            refused()
    desk.photos.put(report.id, drawn("red"), CHEN)
    with pytest.raises(IllegalStep, match="keeps its photos"):
        desk.photos.remove(report.id, 1, CHEN)


def test_a_report_has_so_many_and_a_full_disk_has_none(
    desk: Desk, plant: PlantDatabase, tmp_path: Path
) -> None:
    report_id = desk.report().id
    for number in range(MOST):
        desk.photos.put(report_id, drawn(f"#00{number}"), ADA)
    before = desk.files()
    with pytest.raises(PhotosFull):
        desk.photos.put(report_id, drawn("red"), ADA)
    with pytest.raises(NoRoom):
        Desk(plant, tmp_path, least_free=1 << 62).photos.put(report_id, drawn("red"), ADA)
    assert desk.files() == before


class Printed:
    """Reads what it is told to."""

    def __init__(self, *readings: Reading, fails: bool = False) -> None:
        self.readings, self.fails = readings, fails

    def recognize(self, picture: Picture, step: Step) -> Recognition:
        step()
        if self.fails:
            raise OcrFailed("broken")
        return Recognition(self.readings, picture.shape[1], picture.shape[0])


def at(left: float, top: float, words: str, sure: float = 0.9) -> Reading:
    return Reading(words, Box(left, top, left + 40, top + 10), sure)


def test_a_plate_is_read_in_rows() -> None:
    plate = Printed(at(60, 1, "E07"), at(0, 0, "ALARM"), at(0, 20, "Motor"), at(0, 40, "x", 0.3))
    assert lines_on(drawn("navy").jpeg, lambda: plate) == ("ALARM E07", "Motor")
    with pytest.raises(UnfitPhoto, match="nearer"):
        lines_on(drawn("navy").jpeg, lambda: Printed(fails=True))
    assert rows([]) == ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_photo_suggests_a_question(language: Any) -> None:
    zh = language == "zh"
    asked = question(["ALARM E07"], ["E07"], [], language)
    assert asked == ("报警 E07 怎么处理？" if zh else "What is to be done about alarm E07?")
    assert question(["x"], ["E07"], ["CV-201"], language).startswith("CV-201 ")
    assert "MOTOR OVERLOAD" in question(["MOTOR", "OVERLOAD"], [], [], language)
    assert "CV-201" in question(["long " * 30], [], ["CV-201"], language)
    assert question([], [], [], language) == ""
    assert question(["long " * 30], [], [], language) == ""


# ---- Through the door


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> House:
    return house(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def client(home: House) -> TestClient:
    made = TestClient(home.app, base_url="http://10.0.0.5:8443", raise_server_exceptions=False)
    made.post("/sign-in", data={"name": "technician 1", "secret": PASSWORD})
    return made


def whole(client: TestClient, *photos: bytes, key: str = "", **fields: Any) -> Any:
    files = [("photos", (f"{n}.jpg", content)) for n, content in enumerate(photos)]
    told = {**FIELDS, "asset_id": None, **fields}
    return client.post(
        "/v1/reports/submit",
        data={"report": json.dumps(told)},
        files=files or [("nothing", ("", b""))],
        headers={"Idempotency-Key": key} if key else {},
    )


@pytest.mark.process  # each photo is drawn in a process of its own
def test_photos_come_and_go_through_the_door(client: TestClient) -> None:
    report = client.post("/v1/reports", json={**FIELDS, "asset_id": None}).json()
    at = f"/v1/reports/{report['id']}/photos"
    made = client.post(at, files={"photo": ("a.jpg", from_camera())})
    assert made.status_code == 201, made.text
    assert (made.json()["width"], made.json()["number"]) == (40, 1)
    again = client.post(at, files={"photo": ("b.jpg", from_camera())})
    assert (again.status_code, again.json()) == (200, made.json())
    shown = client.get(made.headers["location"])
    assert shown.headers["content-type"] == "image/jpeg"
    assert b"Secret" not in shown.content
    assert client.post(at, files={"photo": ("c.jpg", b"GIF89a")}).status_code == 422
    assert client.post(at, json={}).status_code == 415
    assert client.post(at, headers={"content-length": str(MOST_BYTES * 2)}).status_code == 413
    assert client.delete(f"{at}/1").status_code == 204
    assert client.get(at).json() == {"photos": []}
    with pytest.raises(LargePhoto):
        taken(b"x" * (MOST_BYTES + 1))


@pytest.mark.process
def test_so_many_photos_wait_and_the_rest_is_told_when_to_come_again(client: TestClient) -> None:
    report = client.post("/v1/reports", json={**FIELDS, "asset_id": None}).json()
    at = f"/v1/reports/{report['id']}/photos"
    with ThreadPoolExecutor(24) as many:
        replies = list(
            many.map(lambda _: client.post(at, files={"photo": ("a.jpg", photo())}), range(24))
        )
    told = Counter(reply.status_code for reply in replies)
    assert told.keys() == {200, 201, 429}
    assert told[201] == 1
    busy = next(reply for reply in replies if reply.status_code == 429)
    assert int(busy.headers["retry-after"]) >= 1
    assert "photos are already waiting" in busy.json()["detail"]
    assert client.post(at, files={"photo": ("a.jpg", photo())}).status_code == 200


@pytest.mark.process
def test_photos_of_what_somebody_may_not_read_are_not_there(home: House) -> None:
    photos = home.assistant.photos
    made = home.assistant.reports.create(filled(audience="supervisor"), CHEN)[0]
    photos.put(made.id, drawn("navy"), CHEN)
    hers = {role: home.people[role] for role in ("technician", "supervisor")}
    for path in ("photos", "photos/1.jpg"):
        told = {
            role: ask(home.app, ("GET", f"/v1/reports/{made.id}/{path}", headers))
            for role, headers in hers.items()
        }
        assert (told["technician"].status, told["supervisor"].status) == (404, 200)
    known = {**hers["supervisor"], "if-none-match": told["supervisor"].headers["etag"]}
    assert ask(home.app, ("GET", f"/v1/reports/{made.id}/photos/1.jpg", known)).status == 304
    # What they cannot see is not swept away by them.
    data = home.assistant.settings.data_dir
    file = data / FOLDER_NAME / f"{drawn('navy').sha256}.jpg"
    os.utime(file, (0, 0))
    theirs = Principal(
        id="t", kind="person", name="t", role="technician", rights=frozenset({"reports:read"}),
        sites=frozenset({home.assistant.settings.site}),
    )  # fmt: skip
    assert home.assistant.as_asked_by(theirs).photos.sweep() == 0


@pytest.mark.process
def test_a_report_is_sent_whole_once(client: TestClient, home: House, tmp_path: Path) -> None:
    before = len(client.get("/v1/reports").json()["reports"])
    for refused, status in (
        (whole(client, photo(), title=None), 422), (whole(client, b"no photo"), 422),
        (whole(client, *[photo()] * (MOST + 1)), 409), (whole(client, title=7), 422),
        (whole(client, actor={"name": "Somebody else"}), 403),
    ):  # fmt: skip
        assert refused.status_code == status, refused.text
    assert len(client.get("/v1/reports").json()["reports"]) == before
    first, again = (whole(client, photo(colour="red"), photo(), key="k-1") for _ in range(2))
    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert (first.json()["status"], first.json()["author"]["name"]) == ("submitted", "technician 1")
    at = f"/v1/reports/{first.json()['id']}/photos"
    assert [one["number"] for one in client.get(at).json()["photos"]] == [1, 2]
    # Half done when the service fell down: the same id, another key.
    same = whole(client, photo(colour="red"), id=first.json()["id"], key="k-2")
    assert (same.json()["number"], same.json()["version"]) == (first.json()["number"], 2)
    assert len(client.get("/v1/reports").json()["reports"]) == before + 1
    kept = tmp_path / "kept.tar"
    data = home.assistant.settings.data_dir
    save(data, data / "plant.db", kept)
    load(kept, tmp_path / "back")
    names = {file.name for file in (data / FOLDER_NAME).iterdir()}
    assert {file.name for file in (tmp_path / "back" / FOLDER_NAME).iterdir()} == names
