"""An intake on a disk of a few megabytes, filled up and freed again; prints what it did.

Started by test_jobs_process.py: ``unshare --mount python -m tests.full_disk FOLDER``.
"""

import io
import json
import logging
import subprocess
import sys
import time
from pathlib import Path

from assistant.build import Assistant
from assistant.errors import NoRoom
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator

BYTES = 16 << 20
TEXT = "\n\n".join(
    f"{n} The pump of line {n} leaks. " + "Tighten the gland. " * 60 for n in range(200)
)


class Trouble(logging.Handler):
    """Keeps what the intake logs."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


def fill(disk: Path, spare: int) -> Path:
    """Writes until no more than so many bytes are left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(4096))
        except OSError:
            pass
    with filler.open("rb+") as out:
        out.truncate(max(0, filler.stat().st_size - spare))
    return filler


def main(disk: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={BYTES}", "tmpfs", disk], check=True)
    assistant = Assistant(
        Settings(data_dir=disk / "data", keep_free_bytes=0),
        HashingEmbedder(),
        ScriptedGenerator([]),
    )
    intake = assistant.intake
    intake._retry_seconds = 0.2
    told: dict[str, object] = {}
    trouble = Trouble()
    logging.getLogger("assistant.jobs.intake").addHandler(trouble)
    filler = fill(disk, spare=0)
    try:
        intake.accept([("pump.txt", io.BytesIO(TEXT.encode()))])
    except NoRoom as exc:
        told["refused"] = str(exc)
    told["left"] = [str(path) for path in intake.store.incoming.glob("*/*")]
    filler.unlink()
    job = intake.accept([("pump.txt", io.BytesIO(TEXT.encode()))])
    filler = fill(disk, spare=96 << 10)
    intake.start()
    for _ in range(600):
        if trouble.heard:
            break
        time.sleep(0.05)
    time.sleep(0.5)
    told["heard"] = trouble.heard
    told["while full"] = intake.job(job.job_id).model_dump(mode="json")
    told["documents while full"] = len(assistant.documents())
    filler.unlink()
    for _ in range(200):
        if intake.job(job.job_id).finished_at:
            break
        time.sleep(0.05)
    told["after"] = intake.job(job.job_id).model_dump(mode="json")
    told["faults"] = assistant.library.check()
    assistant.close()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
