"""Takes docs/screenshot.png from the running page: a question answered, a citation open.

Usage: python scripts/screenshot.py [ADDRESS] [QUESTION] [FILE]
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUESTION = "主轴报AL-31怎么处理"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def converse(page: Page, address: str, question: str) -> None:
    """Asks, waits for the whole answer, opens its first citation."""
    page.goto(address)
    page.wait_for_selector("#welcome h2", state="attached")
    page.fill("#question textarea", question)
    page.click("#ask")
    page.wait_for_selector("#chat :is(.answer, .refused, .trouble)", timeout=300_000)
    page.wait_for_function("!document.querySelector('#chat .running')", timeout=600_000)
    page.locator("#chat a.cite").first.click()
    page.wait_for_function("document.querySelector('#viewer .sheet img')?.naturalWidth > 0")
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)


def main(
    address: str = "http://127.0.0.1:8080",
    question: str = QUESTION,
    file: str = "docs/screenshot.png",
) -> None:
    """Writes the picture beside its name first, so that a failure leaves the old one."""
    target = Path(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    language = "zh-CN" if re.search(r"[\u4e00-\u9fff]", question) else "en-US"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(
            viewport={"width": 1280, "height": 800}, device_scale_factor=1.5, locale=language
        )
        converse(page, address, question)
        draft = target.with_name(f".{target.name}")
        page.screenshot(path=draft, type="png")
        chromium.close()
    draft.replace(target)
    print(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
