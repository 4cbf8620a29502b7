"""A manual of 1,300 pages and 25 MB, and what its ingest takes of memory at its peak.

``python -m tests.big_manual FOLDER`` draws it there, ingests it with the default weights, and tells
the peak of the memory that the command and its reading process hold together.
"""

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from rich.console import Console

PAGES = 1300
PICTURE = (130, 105)
"""Pixels of noise, which no filter squeezes: about 14 KB a page as JPEG."""
_WORDS = re.findall(
    r"\w+",
    "spindle drive inverter overload encoder bearing coolant pressure valve clamp sensor axis "
    "alarm parameter reset replace check inspect tighten measure grease lubricate motor cable",
)


def draw(path: Path, pages: int = PAGES) -> Path:
    """Prose, a table of faults and a photo on each page, a heading on every fifth."""
    dice = random.Random(1300)  # noqa: S311 - chance, not secrecy
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setTitle("Machining centre, complete manual")
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 820, "Machining centre")
        canvas.drawRightString(535, 20, str(number))
        if number % 5 == 1:
            canvas.bookmarkPage(str(number))
            canvas.addOutlineEntry(f"{number // 5 + 1} Section", str(number), 0)
            canvas.setFont("Helvetica-Bold", 16)
            canvas.drawString(60, 790, f"{number // 5 + 1} Section on the {dice.choice(_WORDS)}")
        canvas.setFont("Helvetica", 10)
        for line in range(22):
            canvas.drawString(60, 760 - 14 * line, " ".join(dice.choices(_WORDS, k=11)) + ".")
        for row in range(8):
            canvas.drawString(60, 440 - 14 * row, f"E{dice.randrange(999):03d}")
            canvas.drawString(120, 440 - 14 * row, " ".join(dice.choices(_WORDS, k=4)))
        canvas.drawImage(ImageReader(_photo(dice)), 60, 60, 300, 240)
        canvas.showPage()
    canvas.save()
    return path


def _photo(dice: random.Random) -> Image.Image:
    return Image.frombytes("L", PICTURE, dice.randbytes(PICTURE[0] * PICTURE[1]))


def peak_of(command: list[str], data: Path) -> tuple[int, int, float]:
    """Peak resident bytes of the command and all below it together, of the command alone, and
    its seconds. Shared pages count twice, so the truth is a little less."""
    begun = time.perf_counter()
    environment = {**os.environ, "SHIFTMATE_DATA_DIR": str(data)}
    with subprocess.Popen(command, env=environment) as process:
        together = alone = 0
        while process.poll() is None:
            sizes = [_resident(pid) for pid in (process.pid, *_below(process.pid))]
            together, alone = max(together, sum(sizes)), max(alone, sizes[0])
            time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"the ingest ended with status {process.returncode}")
    return together, alone, time.perf_counter() - begun


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * 4096
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _below(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text("ascii").split())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def main() -> None:
    folder = Path(sys.argv[1])
    manual = draw(folder / "manual.pdf")
    command = [
        sys.executable,
        "-c",
        "from assistant.cli import main; main()",
        "ingest",
        str(manual),
    ]
    together, alone, seconds = peak_of(command, folder / "data")
    Console().print(
        f"{PAGES} pages, {manual.stat().st_size / 1e6:.1f} MB: at most {together / 2**30:.2f} GiB "
        f"together, {alone / 2**30:.2f} GiB of it the command's own, {seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
