"""Runs the real service and a browser where there is no network but loopback; prints what happened.

Started by test_browser_offline.py: ``unshare --net python -m tests.offline_drive FOLDER``.
"""

import errno
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from tests.browser import STOPWATCH, Visit, until, visiting

QUESTION = "过流报警 AL-01 怎么处理？"
ADDRESS = "http://127.0.0.1:8080"
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1


def raise_loopback() -> None:
    """A new network namespace has loopback, but down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as talk:
        asked = struct.pack("16sh14x", b"lo", 0)
        (flags,) = struct.unpack_from("h", fcntl.ioctl(talk, SIOCGIFFLAGS, asked), 16)
        fcntl.ioctl(talk, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def outside_is_unreachable() -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("192.0.2.1", 443)) == errno.ENETUNREACH


def wait_until_ready(service: subprocess.Popen[bytes], seconds: float = 300) -> None:
    """Until the language model is in memory too."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if service.poll() is not None:
            raise RuntimeError(f"the service ended at once with exit code {service.returncode}")
        try:
            if httpx.get(f"{ADDRESS}/healthz").json()["generation"] == "ready":
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise RuntimeError(f"the service was not ready within {seconds} s")


def converse(visit: Visit) -> dict[str, Any]:
    page = visit.page
    page.evaluate(STOPWATCH)
    visit.ask(QUESTION)
    until(page, "window.watched.evidence", timeout=60_000)
    visit.finished(timeout=300_000)
    page.locator("#chat a.cite").first.click()
    until(page, "document.querySelector('#viewer .sheet img')?.naturalWidth > 0")
    watched = page.evaluate("window.watched")
    return {
        "evidence_ms": watched["evidence"] - watched["asked"],
        "answer_still_coming": watched["coming"],
        "answer": page.inner_text("#chat .answer"),
        "page_shown": page.inner_text("#viewer .doc-place"),
        "picture_width": page.evaluate("document.querySelector('#viewer img').naturalWidth"),
        "broken_fonts": page.evaluate(
            "[...document.fonts].filter((font) => font.status === 'error').length"
        ),
    }


def main(work: Path) -> None:
    raise_loopback()
    told: dict[str, Any] = {"unreachable": outside_is_unreachable()}
    environment = os.environ | {
        "SHIFTMATE_DATA_DIR": str(work / "data"),
        "SHIFTMATE_MAX_NEW_TOKENS": "32",  # the test is about the way, not about the answer
    }
    shiftmate = Path(sys.executable).with_name("shiftmate")
    with (work / "service.log").open("wb") as log:
        service = subprocess.Popen([shiftmate, "serve"], env=environment, stdout=log, stderr=log)
        try:
            wait_until_ready(service)
            with visiting(ADDRESS, language="zh-CN") as visit:
                told |= converse(visit)
                told |= {
                    "hosts": sorted(visit.hosts()),
                    "lost": visit.lost(),
                    "refused": visit.refused,
                    "errors": visit.errors,
                }
        finally:
            service.terminate()
            service.wait()
    (work / "told.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
