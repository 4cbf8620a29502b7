"""How drafts compare with gold: right, rightly null, wrong, missed, invented, field by field.

``python -m tests.score_drafts [FILE] [--model] [--show]``: FILE has a note and its gold a line.
Values are compared leniently, by their words: what a draft says must share half of the gold's
words, and a list half of its entries. A first look; a person reads what ``--show`` prints.
"""

import argparse
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.models.generator import Generator
from assistant.reports.drafting.draft import FIELDS, Draft
from assistant.reports.drafting.note import Note
from assistant.reports.drafting.rules import Reader
from assistant.reports.drafting.write import write

OWN = Path(__file__).with_name("report_notes.jsonl")
VERDICTS = ("right", "null", "wrong", "missed", "invented")
SAID_AT = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
_SAME = {"conveyor": "conv", "w/o": "without", "w/": "with", "sw": "switch", "tmrw": "tomorrow"}
_FILLERS = {
    "the",
    "a",
    "an",
    "of",
    "to",
    "on",
    "and",
    "is",
    "was",
    "it",
    "with",
    "for",
    "in",
    "at",
    "w",
}


def judge(name: str, value: object, gold: object, accepted: Sequence[object] = ()) -> str:
    """One of the verdicts on one field; where a note leaves it open, more than one value is right.

    Args:
        name: The field.
        value: What the draft says.
        gold: What the note says; None is "nobody said".
        accepted: What may stand instead.
    """
    verdicts = [_judge(name, value, one) for one in (gold, *accepted)]
    return next((one for one in verdicts if one in {"right", "null"}), verdicts[0])


def _judge(name: str, value: object, gold: object) -> str:
    if value in (None, [], "") and gold in (None, [], ""):
        return "null"
    if gold in (None, [], ""):
        return "invented"
    if value in (None, [], ""):
        return "missed"
    if name in {"downtime_minutes", "status", "equipment_id"}:
        return "right" if value == gold else "wrong"
    if isinstance(gold, list):
        hits = sum(any(_alike(one, other) for other in value) for one in gold)
        return "right" if 2 * hits >= len(gold) else "wrong"
    return "right" if _alike(str(value), str(gold)) else "wrong"


def _alike(one: str, other: str) -> bool:
    ours, theirs = _words(one), _words(other)
    shared = len(ours & theirs)
    return shared > 0 and 2 * shared >= min(len(ours), len(theirs))


def _words(text: str) -> set[str]:
    """English stems, and Chinese characters by twos."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"w/o|w/|[a-z]+|\d+", plain)
    found = {_SAME.get(word, word)[:5] for word in words} - _FILLERS
    for run in re.findall(r"[\u4e00-\u9fff]+", plain):
        found |= {run[at : at + 2] for at in range(max(1, len(run) - 1))}
    return found


def score(items: Iterable[dict], drafts: Iterable[Draft]) -> dict[str, Counter[str]]:
    """Verdicts by field."""
    table: dict[str, Counter[str]] = {name: Counter() for name in FIELDS}
    for item, draft in zip(items, drafts, strict=True):
        for name, value in draft.flat().items():
            table[name][verdict(item, name, value)] += 1
    return table


def verdict(item: dict, name: str, value: object) -> str:
    """The same by a note's gold, and by what else it lets stand."""
    return judge(name, value, item["gold"].get(name), item.get("accept", {}).get(name, ()))


def render(table: dict[str, Counter[str]]) -> str:
    """The table as text, with the sum and the share of right or rightly null."""
    lines = [f"{'field':17}" + "".join(f"{verdict:>9}" for verdict in VERDICTS)]
    total: Counter[str] = Counter()
    for name, counts in table.items():
        total += counts
        lines.append(f"{name:17}" + "".join(f"{counts[verdict]:9}" for verdict in VERDICTS))
    lines.append(f"{'all':17}" + "".join(f"{total[verdict]:9}" for verdict in VERDICTS))
    share = (total["right"] + total["null"]) / max(1, total.total())
    return "\n".join([*lines, f"right or rightly null: {share:.3f}"])


def _generator() -> Generator:
    from assistant.engines import build_generator
    from assistant.settings import Settings

    return build_generator(Settings())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=OWN)
    parser.add_argument("--model", action="store_true", help="ask the language model too")
    parser.add_argument("--show", action="store_true", help="print what is not as the gold has it")
    options = parser.parse_args()
    items = [json.loads(line) for line in options.file.read_text("utf-8").splitlines()]
    generator = _generator() if options.model else None
    reader = Reader(ZoneInfo("Europe/Vienna"))
    drafts, took = [], []
    for item in items:
        begun = time.perf_counter()
        drafts.append(write(Note((item["note"],)), SAID_AT, reader, generator))
        took.append(time.perf_counter() - begun)
    if options.show:
        for item, draft in zip(items, drafts, strict=True):
            _show(item, draft)
    took.sort()
    middle, slow = took[len(took) // 2], took[int(0.95 * (len(took) - 1))]
    helped = sum(draft.written_by != "rules" for draft in drafts)
    sys.stdout.write(f"{render(score(items, drafts))}\n")
    sys.stdout.write(
        f"ms p50 {1000 * middle:.1f}, p95 {1000 * slow:.1f}, most {1000 * took[-1]:.1f}\n"
    )
    sys.stdout.write(f"the model helped with {helped} of {len(drafts)}\n")


def _show(item: dict, draft: Draft) -> None:
    sys.stdout.write(f"## {item['id']} [{draft.written_by}] {item['note'][:400]}\n")
    for name, value in draft.flat().items():
        judged = verdict(item, name, value)
        if judged not in {"right", "null"}:
            sys.stdout.write(f"   {judged:9}{name:17}{value!r}  gold {item['gold'].get(name)!r}\n")
    if draft.also_mentioned or item.get("also_mentioned"):
        also = [draft.note.words(span) for span in draft.also_mentioned]
        sys.stdout.write(f"   also {also}  gold {item.get('also_mentioned')!r}\n")
    for question in draft.questions:
        sys.stdout.write(f"   ? {question}\n")


if __name__ == "__main__":
    main()
