"""A real Chromium for tests: no network of its own, every request written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",  # tests run as root in containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Times are taken inside the page, so that no driver stands between the tap and the picture.
STOPWATCH = """() => {
  window.watched = {};
  document.querySelector('#ask').addEventListener('click', () => {
    window.watched.asked = performance.now();
  }, true);
  new MutationObserver(() => {
    if ('evidence' in window.watched || !document.querySelector('#chat .evidence .passage')) return;
    requestAnimationFrame(() => {
      window.watched.evidence ??= performance.now();
      window.watched.coming ??= !!document.querySelector('#chat .running');
    });
  }).observe(document.body, { childList: true, subtree: true });
}"""


@dataclass
class Visit:
    """An open page and what its browser did on the wire."""

    page: Any
    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)

    def hosts(self) -> set[str]:
        """Every host that was asked for anything."""
        return {
            parts.hostname or ""
            for parts in map(urlsplit, self.asked)
            if parts.scheme not in ("data", "blob", "about")
        }

    def note_answer(self, response: Any) -> None:
        """Writes down what the service answered with an error."""
        if response.status >= 400:
            self.refused.append(f"{response.status} {response.url}")

    def note_said(self, message: Any) -> None:
        """Writes down what the page wanted to do and its policy forbids."""
        if "Content Security Policy" in message.text:
            self.forbidden.append(message.text)

    def lost(self) -> list[str]:
        """Requests that failed, but for event streams, which the page itself hangs up."""
        streams = ("/gradio_api/heartbeat", "/gradio_api/queue/data")
        return [miss for miss in self.failed if not any(stream in miss for stream in streams)]

    def ask(self, question: str) -> None:
        self.page.fill("#question textarea", question)
        self.page.click("#ask")

    def finished(self, timeout: float = 20_000) -> None:
        """Waits until the newest turn has ended."""
        self.page.wait_for_function(
            "document.querySelector('#chat .asked') && !document.querySelector('#chat .running')"
            " && document.querySelector('#chat :is(.answer, .refused, .trouble)')",
            timeout=timeout,
        )


@contextmanager
def visiting(
    address: str, *, width: int = 1280, height: int = 800, language: str = "en-US"
) -> Iterator[Visit]:
    """The service's page, drawn and ready for a question."""
    with opened(address, width=width, height=height, language=language) as visit:
        drawn(visit)
        yield visit


def drawn(visit: Visit) -> None:
    """Waits for the chat page."""
    visit.page.wait_for_selector("#welcome h2", state="attached")
    visit.page.wait_for_selector("#question textarea")


@contextmanager
def opened(address: str, *, width: int, height: int, language: str = "en-US") -> Iterator[Visit]:
    """Whatever page the service shows at this address."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing. Run scripts/system_packages.sh as root.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        context = chromium.new_context(viewport={"width": width, "height": height}, locale=language)
        visit = Visit(context.new_page())
        visit.page.on("request", lambda request: visit.asked.append(request.url))
        visit.page.on(
            "requestfailed", lambda request: visit.failed.append(f"{request.url} {request.failure}")
        )
        visit.page.on("response", visit.note_answer)
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        visit.page.on("console", visit.note_said)
        visit.page.goto(address)
        try:
            yield visit
            assert visit.forbidden == [], "the page's policy stands in its way"
        finally:
            chromium.close()
