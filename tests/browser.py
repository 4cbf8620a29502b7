"""A real Chromium for tests: no network of its own, every request written down.

A process has one Chromium, which starts at the first visit; each visit has a profile of its own
in it. Nothing is kept from one visit to the next: no cookie, storage, cache or service worker.
"""

import atexit
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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


def until(page: Any, expression: str, arg: object = None, timeout: float = 30_000) -> None:
    """Waits until it is true in the page.

    Playwright's own wait makes code of words inside the page, which most pages' policy forbids.

    Args:
        page: Whose.
        expression: An expression, or a function of ``arg``.
        arg: What the function is given.
        timeout: In milliseconds.

    Raises:
        AssertionError: It is not true in time.
    """
    from playwright.sync_api import Error

    end = time.monotonic() + timeout / 1000
    while True:
        try:
            if page.evaluate(expression, arg):
                return
        except Error as exc:
            if "context was destroyed" not in exc.message:  # a page that goes elsewhere
                raise
        assert time.monotonic() < end, f"not within {timeout:g} ms: {expression}"
        page.wait_for_timeout(50)


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
        until(
            self.page,
            "document.querySelector('#chat .asked') && !document.querySelector('#chat .running')"
            " && document.querySelector('#chat :is(.answer, .refused, .trouble)')",
            timeout=timeout,
        )

    def settled(self) -> None:
        """Waits until the conversation is drawn anew no more: a tap needs a node that stays."""
        until(
            self.page,
            """() => {
              const now = document.querySelector("#chat").innerHTML, [before, since] =
                window.chatWas ?? [];
              if (now !== before) window.chatWas = [now, Date.now()];
              return now === before && Date.now() - since > 300;
            }""",
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


class Running:
    """The process's Chromium, while there is one."""

    def __init__(self) -> None:
        self._kept, self._chromium = ExitStack(), None

    def chromium(self) -> Any:
        """It, started anew if it has died or has been closed."""
        if self._chromium is None or not self._chromium.is_connected():
            self.close()
            self._chromium = self._started()
        return self._chromium

    def close(self) -> None:
        """Ends it; its driver's event loop would be in the way of tests that run one themselves."""
        self._chromium = None
        self._kept.close()

    def _started(self) -> Any:
        if not CHROMIUM.exists():
            pytest.fail(f"{CHROMIUM} is missing. Run scripts/system_packages.sh as root.")
        from playwright.sync_api import sync_playwright

        playwright = self._kept.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        self._kept.callback(chromium.close)
        return chromium


RUNNING = Running()
atexit.register(RUNNING.close)


@contextmanager
def opened(
    address: str,
    *,
    width: int,
    height: int,
    language: str = "en-US",
    worker: bool = False,
    zone: str | None = None,
) -> Iterator[Visit]:
    """Whatever page the service shows at this address; by the machine's clock or a zone's.

    Without the service worker unless told: a test's own replies (``page.route``) do not reach what
    a worker fetches.
    """
    with RUNNING.chromium().new_context(
        viewport={"width": width, "height": height},
        locale=language,
        timezone_id=zone,
        service_workers="allow" if worker else "block",
    ) as context:
        visit = Visit(context.new_page())
        visit.page.on("request", lambda request: visit.asked.append(request.url))
        visit.page.on(
            "requestfailed", lambda request: visit.failed.append(f"{request.url} {request.failure}")
        )
        visit.page.on("response", visit.note_answer)
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        visit.page.on("console", visit.note_said)
        visit.page.goto(address)
        yield visit
        assert visit.forbidden == [], "the page's policy stands in its way"
