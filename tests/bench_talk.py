"""What a long conversation costs the screen: ``python -m tests.bench_talk``.

A fake assistant answers at once, so all that is measured is the page: from the tap on "Ask" to the
question on the screen, the long tasks of the turn and the frames of a scroll; with ten messages
and with two hundred, in turn about, in one browser.
"""

import statistics
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.browser import Visit, until, visiting
from tests.fake_service import serving

SHORT, LONG = 3, 67
"""Turns asked before; each shows three messages."""
ROUNDS = 6

WATCH = """() => {
  window.seen = { tasks: [] };
  new PerformanceObserver((all) => {
    window.seen.tasks.push(...all.getEntries().map((one) => one.duration));
  }).observe({ type: 'longtask' });
  document.addEventListener('click', ({ target }) => {
    if (!target.closest('#ask')) return;
    Object.assign(window.seen, { tapped: performance.now(), shown: null, tasks: [] });
  }, true);
  new MutationObserver(() => {
    const last = [...document.querySelectorAll('#chat .asked')].at(-1);
    if (!window.seen.tapped || window.seen.shown || last?.innerText !== window.seen.wanted) return;
    requestAnimationFrame(() => { window.seen.shown ??= performance.now(); });
  }).observe(document.body, { childList: true, subtree: true });
}"""

SCROLL = """() => new Promise((done) => {
  const log = document.querySelector("#chat [role='log']"), frames = [];
  let before = performance.now();
  const step = (now) => {
    frames.push(now - before);
    before = now;
    log.scrollTop -= 60;
    if (frames.length < 40) requestAnimationFrame(step);
    else done(frames.slice(1));
  };
  requestAnimationFrame(step);
})"""

OVER = """(count) => document.querySelectorAll('#chat .asked').length >= Math.min(count, 13)
  && !document.querySelector('#chat .running')"""


def turn(visit: Visit, count: int) -> None:
    visit.ask(f"What does E-07 mean? {count}")
    until(
        visit.page,
        "(words) => [...document.querySelectorAll('#chat .asked')].at(-1)?.innerText === words",
        arg=f"What does E-07 mean? {count}",
    )
    until(visit.page, OVER, arg=count, timeout=60_000)


def grown(visit: Visit, turns: int) -> None:
    visit.page.evaluate(WATCH)
    for count in range(1, turns + 1):
        turn(visit, count)


def measured(visit: Visit, count: int) -> tuple[float, float, float]:
    """Milliseconds from the tap to the question, of all long tasks, of the slowest frames."""
    page: Any = visit.page
    page.evaluate("(words) => { window.seen.wanted = words; }", f"What does E-07 mean? {count}")
    turn(visit, count)
    seen = page.evaluate("window.seen")
    frames = sorted(page.evaluate(SCROLL))
    return seen["shown"] - seen["tapped"], sum(seen["tasks"]), frames[int(0.95 * len(frames))]


def main(rounds: int = ROUNDS) -> None:
    with serving(0.0) as address, visiting(address) as short, visiting(address) as long:
        grown(short, SHORT)
        grown(long, LONG)
        taken: dict[str, list[tuple[float, float, float]]] = {"short": [], "long": []}
        for number in range(1, rounds + 1):  # in turn about: the machine is the same for both
            taken["short"].append(measured(short, SHORT + number))
            taken["long"].append(measured(long, LONG + number))
    shown = Table("conversation", "tap to question, ms", "long tasks a turn, ms", "frame, 95 %, ms")
    for name, rows in taken.items():
        middle = [f"{statistics.median(column):.0f}" for column in zip(*rows, strict=True)]
        shown.add_row(name, *middle)
    Console().print(shown)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
