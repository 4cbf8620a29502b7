"""Every figure that a tool can be asked for is one that the history knows."""

from datetime import date
from typing import get_args

import pytest

from assistant.history.ask.choose import choose
from assistant.history.ask.fill import fill
from assistant.history.ask.lexer import tokens
from assistant.mcp.arguments import KPI, GetKpis
from assistant.mcp.tools import kpi_question
from tests.history_words import TODAY, WORDS
from tests.score_history import NOW

PER_MACHINE = {"mtbf", "mttr", "mtta", "availability"}


@pytest.mark.parametrize("kpi", get_args(KPI))
def test_each_figure_is_understood(kpi: str) -> None:
    for more in (
        {},
        {"first_day": date(2024, 1, 1), "last_day": date(2024, 3, 31)},
        {"each_machine": True} if kpi in PER_MACHINE else {},
    ):
        question = kpi_question(GetKpis.model_validate({"kpi": kpi, **more}))
        query = choose(fill(tokens(question, WORDS, TODAY), WORDS), NOW)
        assert query.name.startswith(kpi)
        if "first_day" in more:
            assert (query.scope.first, query.scope.last) == (more["first_day"], more["last_day"])
