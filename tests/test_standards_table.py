"""docs/security.md is held to its word: every test that it names is there, and every point."""

import ast
import re
from functools import cache
from pathlib import Path

from assistant.access.rights import FOR_PEOPLE, RIGHTS, SCOPES

HERE = Path(__file__).parent
TOLD = (HERE.parent / "docs" / "security.md").read_text("utf-8")
LEVEL_1 = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1
3.4.2 3.5.1 3.5.2 3.5.3 4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5
6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2
8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1
12.2.1 12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
"""
"""Of ASVS 5.0.0, github.com/OWASP/ASVS/tree/v5.0.0/5.0/en."""


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    section = TOLD.split(f"## {heading}")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@cache
def functions_of(name: str) -> frozenset[str]:
    tree = ast.parse((HERE / f"test_{name}.py").read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(\w+)::(\w+)`", TOLD.split("sees to it that each is there.")[1])
    assert len(named) > 90
    assert [f"{file}::{test}" for file, test in named if test not in functions_of(file)] == []


def test_every_point_of_level_1_has_its_row() -> None:
    told = [point for points, *_ in rows("OWASP ASVS") for point in points.split()]
    assert sorted(told) == sorted(LEVEL_1.split())


def test_every_risk_of_models_has_its_tests() -> None:
    listed = rows("OWASP Top 10")
    assert [risk.split()[0] for risk, *_ in listed] == [f"LLM{n:02}" for n in range(1, 11)]
    assert all("::" in shown for _, _, shown in listed)


def test_the_table_of_rights_is_the_codes() -> None:
    told: dict[str, set[str]] = {"technician": set(), "supervisor": set(), "admin": set()}
    keys: set[str] = set()
    for names, *has, key in rows("Who may what"):
        rights = re.findall(r"`([\w:]+)`", names)
        for role, yes in zip(told, has, strict=True):
            told[role] |= set(rights) if yes else set()
        assert key in ("yes", "never")
        keys |= set(rights) if key == "yes" else set()
    assert told == {role: set(rights) for role, rights in RIGHTS.items()}
    assert keys == SCOPES
    assert not keys & FOR_PEOPLE
