"""A voice at the microphone of the real page, written down by the real model, and sent by nobody.

Needs the default weights and espeak-ng, which `scripts/system_packages.sh` installs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.engines import build_listener
from assistant.settings import Settings
from tests.browser import CHROMIUM, FLAGS, RUNNING, until
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.nursery import forked
from tests.speaking import espeak

pytestmark = [pytest.mark.browser, pytest.mark.model]

SAID = "The pump makes a loud noise."


def serve(port: int, data: Path) -> None:
    listener = build_listener(Settings())
    assert listener is not None, "shiftmate models pull"
    listener.load()
    made = Assistant(Settings(data_dir=data), HashingEmbedder(), ScriptedGenerator([]), listener)
    uvicorn.run(create_app(made, "ui.web:mount"), port=port, log_level="warning")


@contextmanager
def hearing(recording: Path) -> Iterator[Any]:
    """A page whose microphone hears a recording, once; Chromium is told so when it starts."""
    from playwright.sync_api import sync_playwright

    RUNNING.close()
    device = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={recording}%noloop",
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*FLAGS, *device])
        yield chromium.new_page(locale="en-US", service_workers="block")
        chromium.close()


def test_what_is_said_at_the_microphone_stands_in_the_box_and_nowhere_else(tmp_path: Path) -> None:
    recording = tmp_path / "said.wav"
    recording.write_bytes(espeak(SAID))
    with forked(serve, tmp_path / "data") as (address, _), hearing(recording) as page:
        asked: list[str] = []
        page.on("request", lambda one: asked.append(f"{one.method} {one.url}"))
        page.goto(address)
        page.wait_for_selector("#welcome h2", state="attached")
        page.click("#speak")
        page.wait_for_selector("#speak.on")
        page.wait_for_timeout(2500)  # as long as it takes to say
        begun = len(asked)
        page.click("#speak")
        until(page, "document.querySelector('#question textarea').value", timeout=30_000)
        text = page.input_value("#question textarea")
        assert text.startswith("The pump makes a loud")
        assert page.is_visible("#heard .told")
        page.wait_for_timeout(300)
        assert asked[begun:] == [f"POST {address}/v1/speech"]
        assert page.locator("#chat .asked").count() == 0
