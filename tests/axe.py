"""axe-core in an open page: what it finds that stands in somebody's way."""

from functools import cache
from importlib.resources import files
from typing import Any

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Any, *, within: str = "html", without: tuple[str, ...] = ()) -> list[str]:
    """One line a node: rule, impact, element, why. Empty is clean.

    Args:
        page: Playwright's.
        within: What is looked at.
        without: Rules left aside; say why where they are.
    """
    if page.evaluate("!window.axe"):
        page.evaluate(_axe())  # past the page's policy, as a browser's own tools are
    options = {
        "runOnly": RULES,
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in without},
    }
    found = page.evaluate(
        "([within, options]) => axe.run(within, options).then((told) => told.violations)",
        [within, options],
    )
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]} - {node['failureSummary'][:300]}"
        for one in found
        for node in one["nodes"]
    ]


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
