"""docs/operations.md is held to its word: each fault that it tells of is injected by a test."""

import re

from tests.service import ROOT
from tests.test_standards_table import functions_of

TOLD = (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_each_fault_has_its_tests() -> None:
    section = TOLD.split("## What was broken on purpose")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 30
    for row in rows:
        named = re.findall(r"`(\w+)::(test_\w+)`", row)
        assert named, row
        assert [one for one in named if one[1] not in functions_of(one[0])] == []
