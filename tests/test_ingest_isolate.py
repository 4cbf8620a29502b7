"""Reading in a process of its own: whatever happens there costs one file, and is told."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import EncryptedFile, ReaderUnavailable, UnknownFormat, UnreadableFile
from ingest.isolation.beat import heard_by
from ingest.isolation.deadline import NOT_REACHED
from ingest.isolation.isolate import ReadingRoom
from ingest.isolation.limits import ReadingLimits
from ingest.understand import understand
from tests.big_manual import PAGES, draw
from tests.paper import make_pdf, writing

QUICK = ReadingLimits(processor_seconds=1.0, still_seconds=3.0, memory_bytes=1 << 29)
UNRULY = "tests.unruly_worker"


@pytest.fixture(scope="module")
def open_room():
    rooms: list[ReadingRoom] = []

    def make(**limits) -> ReadingRoom:
        rooms.append(ReadingRoom(replace(QUICK, **limits), module=UNRULY))
        return rooms[-1]

    yield make
    for room in rooms:
        room.close()


@pytest.fixture(scope="module")
def room(open_room):
    return open_room()


@pytest.fixture
def file(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "manual.txt"
        path.write_text(text, "utf-8")
        return path

    return write


def pid_of(room: ReadingRoom, tmp_path: Path) -> int:
    (tmp_path / "who.txt").write_text(f"pid {tmp_path / 'pid'}", "utf-8")
    room.understand(tmp_path / "who.txt", "id")
    return int((tmp_path / "pid").read_text("utf-8"))


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


@pytest.mark.process
def test_what_comes_back_is_what_reading_here_gives(room, file, tmp_path):
    path = file("good 主轴过热 alarm E-07, 45 µm")
    assert room.understand(path, "id") == understand(path, "id")


@pytest.mark.process
def test_a_crash_costs_one_file(room, file):
    message = r"^manual\.txt: its reader crashed \(SIGSEGV\) at page 3 of 9\. .*as PDF\.$"
    with pytest.raises(UnreadableFile, match=message):
        room.understand(file("crash"), "id")
    assert room.understand(file("good text"), "id").chunks[0].text == "good text"


@pytest.mark.process
@pytest.mark.parametrize(
    ("deed", "message"),
    [
        ("sleep 9", r"showed no progress for 3 s at page 5 of 9"),
        ("hoard", r"takes more than 0\.5 GiB of memory"),
        ("babble", r"answered in no form of ours"),
        ("promise", r"a message of 1,152,921,504,606,846,976 bytes, more than 536,870,912"),
        ("lie", r"answered in no form of ours \(no reading: .*document_id"),
        ("leave", r"ended with status 1 \(no mood\)"),
        ("unknown", r"its reader stumbled|ended with status 1"),
    ],
)
def test_a_bad_file_is_told_and_the_next_one_read(room, file, deed, message):
    begun = time.monotonic()
    with pytest.raises(UnreadableFile, match=message):
        room.understand(file(deed), "id")
    assert room.understand(file("good text"), "id").chunks[0].text == "good text"
    assert time.monotonic() - begun < 15


@pytest.mark.process
def test_a_loop_that_never_returns_to_the_interpreter_is_ended(room, file):
    with pytest.raises(UnreadableFile, match=r"worked for 1 s without progress"):
        room.understand(file("spin"), "id")


@pytest.mark.process
def test_progress_is_told_and_may_stop_the_reading(room, file):
    told = []

    def progress(done, total):
        told.append((done, total))
        if done >= 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        room.understand(file("pages 99"), "id", progress)
    assert told[-1][1] == 100
    assert len(told) < 25
    assert room.understand(file("good text"), "id").chunks


@pytest.mark.process
def test_pages_keep_a_long_reading_alive_up_to_the_limits_of_its_size(open_room, file):
    room = open_room(still_seconds=6.0, least_seconds=1.0, clock_factor=6.0)
    assert room.understand(file("pages 24"), "id").chunks
    with pytest.raises(UnreadableFile, match=r"not done with it after 6 s at page \d+ of 100"):
        room.understand(file("pages 99"), "id")
    with pytest.raises(UnreadableFile, match=r"worked for 1 s, all that .* at page 4 of 100"):
        room.understand(file("toil"), "id")


@pytest.mark.process
def test_the_readers_own_errors_keep_their_kind_and_the_process(room, file, tmp_path):
    before = pid_of(room, tmp_path)
    with pytest.raises(EncryptedFile, match=r"^manual\.txt: locked$"):
        room.understand(file("lock"), "id")
    (tmp_path / "a.log").write_text("good text", "utf-8")
    with pytest.raises(UnknownFormat, match=r"^a\.log: no reader for \.log"):
        room.understand(tmp_path / "a.log", "id")
    assert room.understand(file("chatter and more"), "id").chunks
    assert pid_of(room, tmp_path) == before


@pytest.mark.process
def test_what_is_read_when_the_time_is_up_is_kept(open_room, tmp_path):
    path = make_pdf(tmp_path / "a.pdf", *(writing(f"Page {n} of it") for n in range(60)))
    room = open_room(most_seconds=5.0)
    pid_of(room, tmp_path)  # it has started by now
    document = room.understand(path, "late 0.1").document
    assert document.page_count == 60
    assert 3 < len(document.pages) < 50
    assert document.pages[-1].text.startswith(f"Page {len(document.pages) - 1}")
    reasons = {page.reason for page in document.unreadable}
    assert reasons == {NOT_REACHED}


@pytest.mark.process
def test_no_file_takes_longer_than_the_longest_may(open_room, file, tmp_path):
    room = open_room(most_seconds=2.0)
    pid_of(room, tmp_path)  # it has started by now
    with pytest.raises(UnreadableFile, match=r"after 2 s at page \d+ .*SHIFTMATE_READING_MINUTES"):
        room.understand(file("pages 99"), "id")


@pytest.mark.process
def test_a_process_that_ended_while_idle_is_replaced(room, tmp_path):
    before = pid_of(room, tmp_path)
    os.kill(before, signal.SIGKILL)
    assert pid_of(room, tmp_path) != before


@pytest.mark.process
def test_idle_and_plump_processes_end_by_themselves(open_room, tmp_path):
    for limits in ({"idle_seconds": 0.2}, {"plump_bytes": 1}):
        room = open_room(**limits)
        first = pid_of(room, tmp_path)
        assert gone_within(first, 5)
        assert pid_of(room, tmp_path) != first


@pytest.mark.process
def test_a_large_parent_makes_no_plump_reader(open_room, tmp_path):
    room = open_room(plump_bytes=300 << 20)
    held = bytearray(b"x") * (400 << 20)
    first = pid_of(room, tmp_path)
    assert len(held) > 0
    del held
    assert pid_of(room, tmp_path) == first


@pytest.mark.process
def test_closing_ends_the_processes(open_room, tmp_path):
    room = open_room()
    pid = pid_of(room, tmp_path)
    room.close()
    assert not is_alive(pid)
    assert pid_of(room, tmp_path) != pid


@pytest.mark.process
def test_threads_share_two_processes(open_room, file):
    room = open_room()
    path, results = file("pages 3"), []
    threads = [
        threading.Thread(target=lambda: results.append(room.understand(path, "id")))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 5
    assert len(room._idle) == 2


@pytest.mark.process
def test_an_installation_that_cannot_start_a_process_says_so(file):
    room = ReadingRoom(QUICK, module="tests.no_such_module")
    with pytest.raises(ReaderUnavailable, match=r"No module named 'tests\.no_such_module'"):
        room.understand(file("good"), "id")


@pytest.mark.process
def test_the_reader_is_polite_and_knows_no_secrets(room, tmp_path):
    pid = pid_of(room, tmp_path)
    assert os.getpriority(os.PRIO_PROCESS, pid) >= 10
    assert b"SHIFTMATE_" not in Path(f"/proc/{pid}/environ").read_bytes()


@pytest.mark.process
def test_a_name_that_is_no_utf8_comes_through(room, tmp_path):
    path = tmp_path / os.fsdecode(b"torn\xe4.txt")
    path.write_text("good text", "utf-8")
    assert room.understand(path, "id").document.file_name == "torn?.txt"
    path.write_text("crash", "utf-8")
    with pytest.raises(UnreadableFile, match="crashed"):
        room.understand(path, "id")


_PARENT = """
import sys
from pathlib import Path
from ingest.isolation.deadline import NOT_REACHED
from ingest.isolation.isolate import ReadingRoom
room = ReadingRoom(module="tests.unruly_worker")
room.understand(Path(sys.argv[1]), "id")
print("started", flush=True)
room.understand(Path(sys.argv[2]), "id")
sys.stdin.read()
"""


@pytest.mark.process
@pytest.mark.parametrize(("deed", "seconds"), [("good", 5), ("pages 900", 5)])
def test_no_orphan_outlives_a_parent_killed_outright(file, tmp_path, deed, seconds):
    who = tmp_path / "who.txt"
    who.write_text(f"pid {tmp_path / 'pid'}", "utf-8")
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, who, file(deed)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        pid = int((tmp_path / "pid").read_text("utf-8"))
        time.sleep(0.5)
        assert is_alive(pid)
        parent.kill()
    assert gone_within(pid, seconds)


def test_a_pdf_tells_its_pages(tmp_path):
    path = make_pdf(tmp_path / "a.pdf", *(writing(f"Page {n} of it") for n in range(3)))
    told = []
    with heard_by(lambda done, total: told.append((done, total))):
        understand(path, "id")
    assert [news for news in told if news[1]] == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.process
def test_1300_pages_are_read_in_little_memory(tmp_path):
    manual = draw(tmp_path / "manual.pdf")
    assert 23e6 < manual.stat().st_size < 27e6
    room = ReadingRoom(ReadingLimits(memory_bytes=1 << 29))
    document, chunks = room.understand(manual, "id")
    room.close()
    assert document.page_count == PAGES
    assert len(chunks) > PAGES
