"""Which wording of the prompt answers best: ``make compare-prompts``, or for more questions

``python -m tests.compare_prompts --questions FILE --data FOLDER --variants shipped short@4``

A variant is a folder of forms in ``tests/prompt_variants``; what it does not have is the shipped
one's. ``NAME@4`` is that variant with four passages at most, and as many characters less. Every
question is put to one variant after the other, by the way that answers it in the
service, so that they share the noise of the machine. A line of FILE holds ``question``,
``answerable``, ``must_include`` (``a|b``: either will do), ``doc`` and ``pages``.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.answering.answer import answer
from assistant.answering.glossary import Glossary
from assistant.answering.limits import Limits
from assistant.answering.queue import Queue
from assistant.answering.reply import Answer, Finished, Words
from assistant.answering.workbench import Workbench
from assistant.engines import build_embedder, build_generator
from assistant.models.generator import Generator, Message
from assistant.settings import Settings
from prompts import SHIPPED
from prompts.phrases import GUARDED
from vectorstore.library import Library

HERE = Path(__file__).parent
QUESTIONS = HERE.parent / "sample_plant" / "questions.jsonl"
VARIANTS = HERE / "prompt_variants"
_NOTICES = [
    re.compile(re.escape(notice).replace(r"\{count\}", r"(\d+)"))
    for cases in GUARDED.values()
    for notice in cases.values()
]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one question under one variant."""

    variant: str
    question: str
    written: str
    """The model's words, as far as they were shown; empty where it was not asked."""
    right: bool
    """All that must be said is said, the manual's words counted; or rightly refused."""
    right_alone: bool
    """The same of the model's words alone."""
    cited: bool
    guarded: int
    """Sentences cut or replaced."""
    prompt_tokens: int
    new_tokens: int
    seconds: float


def variants() -> dict[str, Path]:
    """The folders of forms by name, the shipped one first."""
    return {"shipped": SHIPPED} | {
        folder.name: folder for folder in sorted(VARIANTS.iterdir()) if folder.is_dir()
    }


def says_all(text: str, wanted: Sequence[str]) -> bool:
    """Whether each of the wanted is said, numbers and short words standing alone."""
    return all(any(_says(text, one) for one in either.split("|")) for either in wanted)


def _says(text: str, wanted: str) -> bool:
    if not wanted.isascii():
        return re.sub(r"\s", "", wanted) in re.sub(r"\s", "", text)
    words = r"\s*".join(re.escape(word) for word in wanted.split())
    edges = r"(?<![a-z0-9])(?<!\d\.)", r"(?![0-9])(?!\.\d)"
    lone = len(wanted) <= 4 or re.fullmatch(r"[\d.,#x-]+", wanted)
    return re.search(words.join(edges if lone else ("", "")), text, re.IGNORECASE) is not None


def cites(told: Answer, row: Row) -> bool:
    """Whether a page that holds the answer is pointed to."""
    pages = {row.get("doc"): [*(row.get("pages") or []), *row.get("alt_pages", [])]}
    pages |= row.get("alt_docs", {})
    spots = [(one.chunk.file_name, one.chunk.page) for one in told.citations]
    return any(name in pages and (not pages[name] or page in pages[name]) for name, page in spots)


def guarded(text: str) -> int:
    """Sentences that the guard says it cut or replaced."""
    return sum(int(found[1]) for notice in _NOTICES for found in notice.finditer(text))


def asked(bench: Workbench, limits: Limits, row: Row, variant: str) -> Verdict:
    """Puts one question."""
    history = [Message(**said) for said in row.get("history", [])]
    begun = time.perf_counter()
    events = list(answer(bench, limits, [*history, Message("user", row["question"])]))
    seconds = time.perf_counter() - begun
    assert isinstance(events[-1], Finished)
    told = events[-1].answer
    _lead, *own = [event.text for event in events if isinstance(event, Words)]
    written, wanted = "".join(own), row.get("must_include", [])
    return Verdict(
        variant,
        row["question"],
        written,
        right=told.refused != row["answerable"] and (told.refused or says_all(told.text, wanted)),
        right_alone=not told.refused and row["answerable"] and says_all(written, wanted),
        cited=row["answerable"] and cites(told, row),
        guarded=guarded(told.text),
        prompt_tokens=told.timings.prompt_tokens,
        new_tokens=told.timings.new_tokens,
        seconds=seconds,
    )


def tried(
    library: Library,
    generator: Generator,
    limits: Limits,
    rows: Sequence[Row],
    names: Sequence[str],
) -> Iterator[Verdict]:
    """Every question under every variant, which take turns at being the first."""
    folders, glossary = variants(), Glossary.load()
    for number, row in enumerate(rows):
        turn = number % len(names)
        for name in (*names[turn:], *names[:turn]):
            form, _, passages = name.partition("@")
            bench = Workbench(library, glossary, generator, Queue(1), folders[form])
            yield asked(bench, _with(limits, passages), row, name)


def _with(limits: Limits, passages: str) -> Limits:
    most = int(passages or limits.passages)
    room = limits.prompt_characters * most // limits.passages
    return replace(limits, passages=most, prompt_characters=room)


def table(verdicts: Sequence[Verdict], rows: Sequence[Row]) -> Table:
    """A line a variant; shares of the questions, and means of those that the model answered."""
    made = Table(box=None)
    heads = ("right", "by itself", "page cited", "guarded", "prompt", "new", "s")
    for head in ("variant", *heads):
        made.add_column(head, justify="left" if head == "variant" else "right")
    answerable = max(1, sum(row["answerable"] for row in rows))
    for name in dict.fromkeys(verdict.variant for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.variant == name]
        wrote = [verdict for verdict in own if verdict.new_tokens] or own
        made.add_row(
            name,
            f"{fmean(one.right for one in own):.2f}",
            f"{sum(one.right_alone for one in own) / answerable:.2f}",
            f"{sum(one.cited for one in own) / answerable:.2f}",
            str(sum(one.guarded for one in own)),
            f"{fmean(one.prompt_tokens for one in wrote):.0f}",
            f"{fmean(one.new_tokens for one in wrote):.0f}",
            f"{fmean(one.seconds for one in wrote):.1f}",
        )
    return made


def thinned(rows: Sequence[Row], limit: int) -> Sequence[Row]:
    """So many of them, evenly spread, so that kinds stay mixed."""
    if limit >= len(rows):
        return rows
    return [rows[round(at * (len(rows) - 1) / max(1, limit - 1))] for at in range(limit)]


def limits_of(settings: Settings) -> Limits:
    """As the service has them."""
    return Limits(
        passages=settings.passages,
        prompt_characters=settings.prompt_characters,
        new_tokens=settings.max_new_tokens,
        question_characters=settings.max_question_characters,
        gate=settings.gate,
    )


def main(arguments: Sequence[str]) -> None:
    settings = Settings()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--data", type=Path, default=settings.data_dir, help="a service's folder")
    parser.add_argument("--limit", type=int, default=12, help="questions, evenly spread")
    parser.add_argument("--variants", nargs="+", type=_variant, default=list(variants()))
    parser.add_argument("--out", type=Path, help="a line of JSON for every answer, as they come")
    options = parser.parse_args(arguments)
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    rows = thinned([json.loads(line) for line in lines if line.strip()], options.limit)
    verdicts: list[Verdict] = []
    with Library.open(options.data, build_embedder(settings)) as library:
        generator, limits = build_generator(settings), limits_of(settings)
        try:
            for verdict in tried(library, generator, limits, rows, options.variants):
                verdicts.append(verdict)
                _note(verdict, options.out)
        except KeyboardInterrupt:
            rows = rows[: max(1, len(verdicts) // len(options.variants))]
        Console().print(table(verdicts, rows))


def _variant(name: str) -> str:
    form, _, passages = name.partition("@")
    if form not in variants() or not (passages or "1").isdigit():
        known = ", ".join(variants())
        raise argparse.ArgumentTypeError(f"{name}: no variant. Known are {known}, each with @N.")
    return name


def _note(verdict: Verdict, out: Path | None) -> None:
    if out:
        with out.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(verdict), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
