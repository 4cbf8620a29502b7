"""Count answers that say a number or a code that no page they cite holds.

``python -m tests.score_unsupported ANSWERS.jsonl --data FOLDER``

It shares no code with the guard, and is coarser on purpose: it looks at whole pages, and at digits
before units. A line of ANSWERS.jsonl holds ``text`` (or the API's whole reply), ``question`` and
``citations``, each ``[file, page, quote]`` or as the API gives it; FOLDER is the service's data
folder, where the pages' texts are read from. A line with ``passages``, a list of texts, needs none.
"""

import argparse
import json
import re
import sqlite3
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from prompts.phrases import GUARDED

_MARK = re.compile(r"\[\d{1,3}\]")
_ITEM = re.compile(r"(?m)^\s*[(（]?\d{1,2}[.、)）](?!\d)\s*|[①-⑳]")
_STEP = re.compile(r"(?i)\bsteps? \d+|第\s?\d+\s?步|步骤\s?\d+")
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9._/-]*\d)(?=[A-Za-z0-9._/-]*[A-Za-z])[A-Za-z0-9]+(?:[-._/][A-Za-z0-9]+)*"
)
_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_UNIT = re.compile(
    r"[\s-]?(MPa|kPa|Pa|bar|psi|N[·.]?\s?m|kN|mm|cm|μm|m|kg|g|mA|A|mV|kV|V|kW|W|kHz|Hz|[kM]?Ω|°\s?[CF]"
    r"|rpm|r/min|turns?|minutes?|min|hours?|h|seconds?|ms|s|days?|months?|years?|%|L|ml"
    r"|转/分|小时|分钟|秒|天|个月|年|毫米|度|次|圈|伏|安|瓦|欧|升|公斤|千克)(?![A-Za-z])"
)
_SAME = (
    ("mpa", "kpa", "pa", "bar", "兆帕", "千帕"),
    (
        "min",
        "minute",
        "minutes",
        "分钟",
        "h",
        "hour",
        "hours",
        "小时",
        "s",
        "second",
        "seconds",
        "秒",
    ),
    ("day", "days", "天", "h", "hour", "hours", "小时"),
    ("rpm", "r/min", "转/分", "转", "min-1", "rev"),
    ("mm", "cm", "m", "μm", "毫米", "米"),
    ("a", "ma", "安", "amp", "amps", "ampere", "amperes"),
    ("v", "kv", "mv", "vdc", "vac", "伏", "volt", "volts"),
    ("kw", "w", "瓦", "千瓦"),
    ("hz", "khz", "赫兹"),
    ("kg", "g", "公斤", "千克", "克"),
    ("°c", "°", "c", "度", "摄氏度", "℃", "degrees"),
    ("n·m", "nm", "n.m", "牛米", "牛·米"),
    ("次", "times", "time"),
    ("圈", "转", "turn", "turns", "rev"),
    ("month", "months", "个月", "月", "year", "years", "年"),
    ("ω", "kω", "mω", "欧", "ohm", "ohms"),
    ("l", "ml", "升", "毫升", "liter", "liters", "litres"),
    ("%", "percent"),
)
_SCALES = [Decimal(one) for one in ("1", "1000", "100", "10", "60", "3600", "24", "1440", "12")]
_SCALES += [Decimal(1_000_000), Decimal(100_000)]
_NUMERAL = re.compile(
    r"([二两三四五六七八九十]{1,3})(?=小时|分钟|秒钟?|次(?!侧|回路)|天|圈|毫米|个月)"
)
_FIGURES = {figure: value for value, figure in enumerate("零一二三四五六七八九")} | {"两": 2}


_FAULT = ("E", "ER", "ERR", "ERROR", "A", "AL", "ALM", "ALARM", "F", "FAULT")
_JOINT = r"[\s._/-]?"
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass
class Score:
    """What was counted."""

    answers: int = 0
    unread: list[str] = field(default_factory=list)
    unsupported: dict[str, list[str]] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)
    """What only the question holds: to be read by eye."""


def unsupported(text: str, pages: Sequence[str]) -> list[str]:
    """The numbers and codes of an answer that none of the pages has, as printed."""
    plain, whole = _plain(_bare(text)), _plain("\n".join(pages))
    upper, numbers = whole.upper(), _numbers(whole)
    missing = [code for code in _codes(plain) if not _stands(code, upper)]
    rest = _CODE.sub(lambda run: run[0] if _is_quantity(run[0]) else " ", plain)
    for found in _NUMBER.finditer(rest):
        unit = _UNIT.match(rest, found.end())
        if not _is_there(_decimal(found[0]), unit[1] if unit else "", numbers, whole):
            missing.append(found[0] + (unit[0] if unit else ""))
    return missing


def _bare(text: str) -> str:
    """Without marks, list numbers and what the guard says of itself."""
    notices = chain.from_iterable(cases.values() for cases in GUARDED.values())
    for notice in notices:
        text = re.sub(re.escape(notice).replace(r"\{count\}", r"\d+"), "", text)
    return _STEP.sub("", _ITEM.sub("", _MARK.sub("", text)))


def _plain(text: str) -> str:
    text = re.sub(r"[°º]\s+(?=[CF]\b)", "°", text).replace("º", "°")
    text = re.sub(r"(?<=\d)(\s?)([CF])\s?°", r"\1°\2", text)  # as some manuals write it
    text = re.sub("[¼-¾]", lambda sign: " " + unicodedata.normalize("NFKC", sign[0]), text)
    text = unicodedata.normalize("NFKC", text).replace("⁄", "/").replace("µ", "μ")
    text = re.sub(r"(?<=\d)\s?[×*x]\s?(?=\d)", "x", re.sub("[‐-―−]", "-", text))
    return _NUMERAL.sub(lambda numeral: str(_chinese(numeral[1])), text)


def _chinese(numeral: str) -> int:
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return _FIGURES.get(numeral, 0)
    return 10 * _FIGURES.get(tens, 1) + _FIGURES.get(ones, 0)


def _is_quantity(run: str) -> bool:
    number = re.match(r"\d+(?:\.\d+)?", run)
    unit = number and _UNIT.match(run, number.end())
    return bool(unit and unit.end() >= len(run)) or re.fullmatch(r"\d+-[a-z]{3,}", run) is not None


def _codes(plain: str) -> list[str]:
    runs = [run for run in _CODE.findall(plain) if not _is_quantity(run)]
    return [run for run in runs if not re.fullmatch(r"(?:\d+(?:st|nd|rd|th)|AC|DC)\d*V?", run)]


def _stands(code: str, upper: str) -> bool:
    """Whether the page has the code, or all parts of two codes that a slash joins."""
    pieces = re.findall(r"[A-Z]+|\d+", code.upper())
    if len(pieces) == 2 and pieces[0] in _FAULT:
        pieces[0] = f"(?:{'|'.join(_FAULT)})"
    spelled = _JOINT.join(f"0*{int(one)}" if one.isdigit() else one for one in pieces)
    before = "(?<![0-9])" if code[0].isdigit() else "(?<![A-Z0-9])"
    behind = "(?![0-9])" if code[-1].isdigit() else "(?![A-Z])"
    if re.search(before + spelled + behind, upper):
        return True
    parts = code.split("/")
    return len(parts) > 1 and all(_stands(part, upper) for part in parts if part)


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "")).normalize()


def _numbers(whole: str) -> set[Decimal]:
    written = [_decimal(found) for found in _NUMBER.findall(whole)]
    lower = whole.lower()
    written += [Decimal(n) for n, word in enumerate(_WORDS) if re.search(rf"\b{word}\b", lower)]
    written += [Decimal(n) for figure, n in _FIGURES.items() if figure in whole]
    return set(written) | ({Decimal(2)} if "twice" in lower else set())


def _is_there(number: Decimal, unit: str, numbers: set[Decimal], whole: str) -> bool:
    """The number on the page, and its unit or one of its kin anywhere there."""
    if not unit:
        return number in numbers
    plain = re.sub(r"\s", "", unit).lower()
    kin = {plain, *chain.from_iterable(same for same in _SAME if plain in same)}
    named = any(_names(name, whole) for name in kin)
    scaled = {number, *(number * by for by in _SCALES), *(number / by for by in _SCALES)}
    return named and any(one.normalize() in numbers for one in scaled)


def _names(unit: str, whole: str) -> bool:
    edge = "(?![a-z])" if unit[-1].isascii() and unit[-1].isalpha() else ""
    return re.search(rf"(?<![a-z]){re.escape(unit)}{edge}", whole.lower()) is not None


def score(rows: Sequence[dict[str, Any]], data: Path | None) -> Score:
    """All answers that are no refusal."""
    result = Score()
    for number, row in enumerate(rows, start=1):
        text, name = _text(row), str(row.get("id", number))
        if row.get("refused") or not text.strip():
            continue
        result.answers += 1
        pages = row.get("passages") or list(_pages(row.get("citations") or [], data))
        if not pages:
            result.unread.append(name)
        missing = unsupported(text, pages)
        new = [one for one in missing if unsupported(one, [str(row.get("question", ""))])]
        if new:
            result.unsupported[name] = new
        if asked := [one for one in missing if one not in new]:
            result.asked[name] = asked
    return result


def _text(row: dict[str, Any]) -> str:
    choices = row.get("choices") or [{}]
    return str(
        row.get("text") or row.get("content") or choices[0].get("message", {}).get("content", "")
    )


def _pages(citations: Sequence[Any], data: Path | None) -> Iterator[str]:
    """Text of each cited page under its title and headings; the quote alone without a library."""
    for cited in citations:
        if isinstance(cited, dict):
            name, page, quote = cited["file_name"], cited.get("page"), cited.get("quote", "")
        else:
            name, page, quote = cited
        yield f"{quote} {page or ''}"
        if data is not None:
            yield from _stored(data, name, page)


def _stored(data: Path, name: str, page: int | None) -> Iterator[str]:
    with sqlite3.connect(f"file:{data / 'shiftmate.db'}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT d.title, d.revision, c.section, c.text FROM chunks c"
            " JOIN documents d USING (document_id) "
            "WHERE d.file_name = ? AND c.page IS ?",
            (name, page),
        ).fetchall()
    database.close()
    yield from (" ".join(row) for row in rows)


def main(arguments: Sequence[str]) -> int:
    """Prints the counts and each finding; 1 where something is unsupported."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--data", type=Path, help="the service's data folder")
    options = parser.parse_args(arguments)
    lines = options.answers.read_text(encoding="utf-8").splitlines()
    result = score([json.loads(line) for line in lines if line.strip()], options.data)
    report = [
        f"answers {result.answers}; with an unsupported number or code {len(result.unsupported)}; "
        f"with one that only the question holds {len(result.asked)}; "
        f"without a cited page {len(result.unread)}",
        *(f"unsupported {name}: {', '.join(found)}" for name, found in result.unsupported.items()),
        *(f"asked       {name}: {', '.join(found)}" for name, found in result.asked.items()),
    ]
    sys.stdout.write("\n".join(report) + "\n")
    return 1 if result.unsupported else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
