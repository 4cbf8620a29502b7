"""Give headings, tables and figures their numbers and put the numbers where the text refers to them."""

import re

from sample_plant.markup import Block, Manual

REFERENCE = re.compile(r"\[\[([\w-]+)\]\]")


def number(manual: Manual) -> Manual:
    """Number the manual's blocks in place and resolve every [[label]]."""
    places = _place_numbers(manual)
    for block in manual.blocks:
        block.text = _resolve(block.text, places, manual.name)
        if block.kind != "figure":
            block.rows = [
                [_resolve(cell, places, manual.name) for cell in row] for row in block.rows
            ]
    return manual


def _place_numbers(manual: Manual) -> dict[str, str]:
    words = (
        {"grid": "表", "pairs": "表", "figure": "图"}
        if manual.chinese
        else {"grid": "Table", "pairs": "Table", "figure": "Fig."}
    )
    heading = [0, 0, 0]
    counts: dict[str, int] = {}
    places: dict[str, str] = {}
    for block in manual.blocks:
        if block.kind == "heading" and block.level <= len(heading):
            _advance(heading, block, counts)
        elif block.kind in words:
            word = words[block.kind]
            counts[word] = counts.get(word, 0) + 1
            block.number = f"{word} {heading[0]}-{counts[word]}"
        if block.label:
            places[block.label] = block.number
    return places


def _advance(heading: list[int], block: Block, counts: dict[str, int]) -> None:
    heading[block.level - 1] += 1
    heading[block.level :] = [0] * (len(heading) - block.level)
    block.number = ".".join(str(part) for part in heading[: block.level])
    if block.level == 1:
        counts.clear()


def _resolve(text: str, places: dict[str, str], name: str) -> str:
    def put(match: re.Match[str]) -> str:
        if match[1] not in places:
            raise KeyError(
                f"{name}: [[{match[1]}]] points at a label that no heading, table or figure carries"
            )
        return places[match[1]]

    return REFERENCE.sub(put, text)
