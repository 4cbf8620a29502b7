"""Jobs outlive the processes that run them, and full disks."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.plant_service import serving
from tests.service import ROOT, command, environment

pytestmark = pytest.mark.process

LONG = "\n\n".join(
    f"{n} The pump of line {n} leaks. " + "Tighten the gland. " * 60 for n in range(400)
)


def write_manuals(folder: Path) -> str:
    folder.mkdir()
    for name, text in [("a", "Bleed it."), ("b", LONG[: len(LONG) // 2]), ("c", "Grease it.")]:
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return str(folder)


def until(address: str, job_id: str, true: Callable[[dict], bool]) -> dict:
    with httpx.Client(base_url=address) as client:
        for _ in range(600):
            if true(job := client.get(f"/v1/jobs/{job_id}").json()):
                return job
            time.sleep(0.05)
    raise AssertionError(job)


def test_a_killed_service_goes_on_at_the_file_in_hand(tmp_path: Path) -> None:
    files = [
        ("files", (name, text.encode()))
        for name, text in [("a.txt", "Bleed it."), ("b.txt", LONG), ("c.txt", LONG + "\n\nEnd.")]
    ]
    with serving(tmp_path / "data", pause=0.2, door="") as (address, service):
        job_id = httpx.post(f"{address}/v1/documents", files=files).json()["id"]
        before = until(address, job_id, lambda job: job["files"][1]["done"] > 32)
        assert [file["state"] for file in before["files"]] == ["added", "running", "waiting"]
        assert before["files"][1]["stage"] == "embedding"
        service.kill()
        service.join()
    with serving(tmp_path / "data", pause=0.0, door="") as (address, _):
        after = until(address, job_id, lambda job: job["finished_at"] is not None)
        assert (after["state"], after["files_failed"]) == ("done", 0)
        assert after["files"][0] == before["files"][0], "a finished file was read again"
        assert httpx.get(f"{address}/healthz").json()["documents"] == 3
    assert list((tmp_path / "data" / "incoming").glob("*/*")) == []


def test_a_stopped_service_does_not_wait_for_the_end_of_a_file(tmp_path: Path) -> None:
    files = [("files", ("b.txt", LONG.encode()))]
    with serving(tmp_path / "data", pause=0.5, door="") as (address, service):
        job_id = httpx.post(f"{address}/v1/documents", files=files).json()["id"]
        until(address, job_id, lambda job: job["files"][0]["done"] > 0)
        service.terminate()
        service.join(timeout=8)
        assert service.exitcode is not None
    with serving(tmp_path / "data", pause=0.0, door="") as (address, _):
        assert until(address, job_id, lambda job: job["finished_at"])["state"] == "done"


def test_a_full_disk_refuses_uploads_and_puts_jobs_off_until_there_is_room(tmp_path: Path) -> None:
    unshare = ["unshare", "--mount"]
    if shutil.which("unshare") is None or subprocess.run([*unshare, "true"]).returncode:
        pytest.skip("this user may not make a mount namespace")
    ran = subprocess.run(
        [*unshare, sys.executable, "-m", "tests.full_disk", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told = json.loads(ran.stdout)
    assert "disk" in told["refused"]
    assert told["left"] == []
    assert told["heard"]
    assert told["documents while full"] == 0
    assert told["while full"]["files_failed"] == 0
    assert "disk is full" in told["while full"]["note"]
    assert (told["after"]["state"], told["after"]["note"]) == ("done", None)
    assert told["faults"] == []


@pytest.mark.model
def test_ctrl_c_stops_cleanly_and_the_same_command_goes_on(tmp_path: Path) -> None:
    data, manuals = tmp_path / "data", write_manuals(tmp_path / "manuals")

    def shiftmate(*arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            command(*arguments), env=environment(data), capture_output=True, text=True, timeout=300
        )

    def jobs() -> list[dict]:
        listed = shiftmate("jobs", "list", "--json")
        assert listed.returncode == 0, listed.stderr
        return json.loads(listed.stdout)

    run = subprocess.Popen(
        command("ingest", manuals, "--json"),
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (seen := jobs()) or seen[0]["files_done"] < 1:
        assert run.poll() is None
    assert (seen[0]["origin"], seen[0]["state"]) == ("command", "running")
    run.send_signal(signal.SIGINT)
    told, said = run.communicate(timeout=300)
    assert run.returncode == 130
    assert "same command again" in said
    summary = json.loads(told)
    assert summary["cancelled"]
    (job,) = jobs()
    assert (job["state"], job["job_id"]) == ("cancelled", summary["job"])
    again = shiftmate("ingest", manuals, "--json")
    assert again.returncode == 0
    states = [result["state"] for result in json.loads(again.stdout)["results"]]
    assert states.count("unchanged") == summary["files"]
    assert "added" in states
    assert shiftmate("jobs", "show", job["job_id"][:6]).returncode == 0
    assert shiftmate("jobs", "dismiss", job["job_id"][:6]).returncode == 0
    assert len(jobs()) == 1
    assert shiftmate("jobs", "show", "zz").returncode == 1


@pytest.mark.model
def test_a_command_that_is_told_to_stop_by_another_one_stops(tmp_path: Path) -> None:
    data, manuals = tmp_path / "data", write_manuals(tmp_path / "manuals")
    log = (tmp_path / "log").open("wb")
    run = subprocess.Popen(
        command("ingest", manuals), env=environment(data), stdout=log, stderr=log
    )
    listing = command("jobs", "list", "--json")
    while True:
        seen = subprocess.run(listing, env=environment(data), capture_output=True, text=True)
        assert seen.returncode == 0, seen.stderr
        if found := json.loads(seen.stdout):
            break
        assert run.poll() is None
    subprocess.run(command("jobs", "cancel", found[0]["job_id"]), env=environment(data), check=True)
    assert run.wait(timeout=300) == 130
    log.close()
