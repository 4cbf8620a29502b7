"""Questions to the plant's history: what they are read as, what is answered, what is refused."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.errors import BadQuestion
from assistant.history.answer import History
from assistant.history.ask.choose import choose
from assistant.history.ask.fill import fill
from assistant.history.ask.lexer import tokens
from assistant.history.ask.periods import periods
from assistant.history.ask.slots import NotUnderstood
from assistant.history.queries.figures import Count, Figure
from assistant.history.queries.scope import Condition, Mention, Scope
from assistant.plant.database import PlantDatabase
from assistant.settings import Settings
from tests import score_history
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.history_words import TODAY, WORDS
from tests.score_history import FILES, NOW, ZONE, bring_in, is_right, plant_of, questions


@pytest.fixture(scope="module")
def history(plant: PlantDatabase, tmp_path_factory: pytest.TempPathFactory) -> History:
    bring_in(plant, tmp_path_factory.mktemp("history"), tuple(FILES.values()))
    return History(plant, ZONE)


@pytest.mark.parametrize("item", questions(), ids=lambda item: item["id"])
def test_forty_questions_over_three_files(history: History, item: dict) -> None:
    answer = history.ask(item["question"], NOW)

    assert is_right(item, answer), answer


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("in 2010", "2010-01-01", "2010-12-31"),
        ("between 2009-03-01 and 2009-03-31", "2009-03-01", "2009-03-31"),
        ("between march and june 2024", "2024-03-01", "2024-06-30"),
        ("since march", "2026-03-01", None),
        ("before 2010", None, "2009-12-31"),
        ("after 5 march 2010", "2010-03-06", None),
        ("last month", "2026-10-01", "2026-10-31"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("last 30 days", "2026-10-24", "2026-11-22"),
        ("q2 2024", "2024-04-01", "2024-06-30"),
        ("2010年3月", "2010-03-01", "2010-03-31"),
        ("2024年3月到5月", "2024-03-01", "2024-05-31"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("去年3月", "2025-03-01", "2025-03-31"),
        ("上个月", "2026-10-01", "2026-10-31"),
        ("最近三个月", "2026-08-23", "2026-11-22"),
        ("2024年上半年", "2024-01-01", "2024-06-30"),
        ("2024年以来", "2024-01-01", None),
    ],
)
def test_periods(text: str, first: str | None, last: str | None) -> None:
    (found,) = periods(text, TODAY)

    assert [one and one.isoformat() for one in found.days] == [first, last]


@pytest.mark.parametrize("text", ["03/04/2010", "2010-13-01", "may we", "2010年代", "wo-2024-0019"])
def test_what_is_no_period(text: str) -> None:
    assert not list(periods(text, TODAY))


@pytest.mark.parametrize(
    ("question", "name", "parameters"),
    [
        ("How many work orders on machine C?", "count",
         {"scope": {"conditions": [{"column": "asset", "values": ["C"]}]}}),
        ("挖掘机C有多少张工单？", "count",
         {"scope": {"conditions": [{"column": "asset", "values": ["C"]}]}}),
        ("How many orders on machine 7 and machine C?", "count",
         {"scope": {"conditions": [{"column": "asset", "values": ["7", "C"]}]}}),
        ("Average cost of PM02 (replacement) orders", "mean",
         {"scope": {"conditions": [{"column": "work_type", "values": ["PM02"]}]},
          "measure": "cost", "statistic": "mean"}),
        ("top 3 machines by cost", "top_n",
         {"scope": {}, "by": "asset", "of": "cost", "statistic": "sum", "limit": 3,
          "ascending": False, "more_than": None}),
        ("哪个月的工单最多", "top_n",
         {"scope": {}, "by": "month", "of": "count", "statistic": "sum", "limit": 1,
          "ascending": False, "more_than": None}),
        ("How many orders cost more than 2010?", "count",
         {"scope": {"bounds": [{"measure": "cost", "operator": ">", "amount": 2010.0}]}}),
        ("Which digger has the fewest orders?", "top_n",
         {"scope": {"sources": ["diggers.csv"]}, "by": "asset", "of": "count", "statistic": "sum",
          "limit": 1, "ascending": True, "more_than": None}),
        ("哪一年的费用最高", "top_n",
         {"scope": {}, "by": "year", "of": "cost", "statistic": "sum", "limit": 1,
          "ascending": False, "more_than": None}),
        ("How many orders excluding digger C?", "count",
         {"scope": {"sources": ["diggers.csv"],
                    "conditions": [{"column": "asset", "values": ["C"], "negated": True}]}}),
        ("How many orders do not mention 'oil'?", "count",
         {"scope": {"mentions": [{"terms": ["oil"], "negated": True}]}}),
        ("How many preventive high priority orders in area North?", "count",
         {"scope": {"conditions": [{"column": "priority", "values": ["High", "high"]},
                                   {"column": "extra:Area", "values": ["North"]},
                                   {"column": "category", "values": ["preventive"]}]}}),
        ("最近一次提到“漏油”的工单", "last",
         {"scope": {"mentions": [{"terms": ["漏油"]}]}, "first": False, "limit": 1,
          "columns": []}),
        ("Repeat failures within 30 days on machine C", "repeat_failures",
         {"scope": {"conditions": [{"column": "asset", "values": ["C"]}]}}),
        ("machine C 30天内的重复故障", "repeat_failures",
         {"scope": {"conditions": [{"column": "asset", "values": ["C"]}]}}),
        ("停机时间超过2小时的工单有多少", "count",
         {"scope": {"bounds": [{"measure": "downtime", "operator": ">", "amount": 120.0}]}}),
    ],
)  # fmt: skip
def test_questions_become_queries(question: str, name: str, parameters: dict) -> None:
    slots = fill(tokens(question, WORDS, TODAY), WORDS)
    query = choose(slots, NOW)

    told = {key: value for key, value in parameters.items() if key != "scope"}
    assert query.name == name
    assert query.scope.model_dump(mode="json", exclude_defaults=True) == parameters["scope"]
    assert {key: query.model_dump(mode="json")[key] for key in told} == told


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("How many reliable work orders on machine C?", "reliable"),
        ("How many work orders on machine Z?", "Z"),
        ("How many work orders on pumps?", "pumps"),
        ("挖掘机C的能耗是多少", "能耗"),
        ("How many work orders by night on machine C?", "night"),
        ("How many orders in 2010 and in 2011?", "2011"),
        ("How many orders in 03/04/2010?", "04"),
        ("How many work orders since the last oil change?", "oil"),
        ("How many work orders and total cost on machine C", "cost"),
        ("How many orders on machine C cost 500?", "cost"),
        ("How many orders on machine C (only leaks)?", "leaks"),
        ("Top 3 orders on machine C in number", "3"),
        ("Repeat failures within 60 days on machine C", "60"),
    ],
)
def test_no_word_is_passed_over(question: str, part: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        choose(fill(tokens(question, WORDS, TODAY), WORDS), NOW)

    assert part in " ".join(caught.value.parts), caught.value


_SAID = (
    "how", "many", "which", "machine", "C", "7", "most", "cost", "top", "3", "'leak'", "in", "2010",
    "not", "or", "last", "per", "month", "最高", "多少", "漏", "的", "最近", "三", "个月", "(", ")",
    "more", "than", "between", "and", "by", "total", "mention", "since",
)  # fmt: skip
_MIXED = st.lists(st.sampled_from(_SAID), max_size=12).map(" ".join)


@given(st.text(max_size=60) | _MIXED)
def test_whatever_is_asked_becomes_a_query_or_is_told(question: str) -> None:
    with suppress(NotUnderstood):
        assert choose(fill(tokens(question, WORDS, TODAY), WORDS), NOW).name


def test_of_nothing_there_is_no_mean(history: History) -> None:
    answer = history.ask("average cost on machine SP-102", NOW)

    assert (answer.value, answer.n) == (None, 0)
    assert answer.left_out == {"unknown": len(score_history.s("SP-102"))}
    assert "no such work order tells it" in answer.answer


def test_a_failure_without_a_case_has_a_bound(history: History) -> None:
    answer = history.ask("MTBF of CV-201 in 2023", NOW)

    assert (answer.value, answer.n) == (None, 0)
    assert "90 % lower bound" in answer.answer


def test_rows_and_formula_are_told(history: History) -> None:
    answer = history.ask("Pareto of failure codes by downtime on CV-202", NOW)

    assert answer.columns == ("failure_code", "count", "sum_downtime", "share", "cumulative")
    assert answer.rows[-1][-1] == pytest.approx(1)
    assert "80 %" in answer.formula
    assert answer.query is not None
    assert answer.n == len(answer.order_ids) > 0


@pytest.mark.parametrize("term", ["100%", "_", "!", "'; DROP TABLE work_orders; --"])
def test_a_term_is_taken_as_it_is_written(history: History, term: str) -> None:
    told = Count(scope=Scope(mentions=(Mention(terms=(term,)),)))
    with history._plant.reading() as session:
        n = told.run(session, ZONE).n

    assert n == sum(
        term in f"{row.get('Reported Text') or row.get('Description') or row.get('故障描述')}"
        or term in f"{row.get('Action Taken') or row.get('处理措施')}"
        for row in (*score_history.S, *score_history.T, *score_history.P)
    )


def test_a_column_that_is_not_there_is_no_column() -> None:
    with pytest.raises(ValueError, match="no column"):
        Condition(column="id; --", values=("1",))
    with pytest.raises(ValueError, match="measure"):
        Figure(measure="secrets", statistic="sum")


def test_an_import_brings_its_words(tmp_path: Path) -> None:
    plant = plant_of(tmp_path, [])
    history = History(plant, ZONE)
    assert "import-workorders" in history.ask("How many work orders?", NOW).answer
    plant.close()
    plant_of(tmp_path, [FILES["t"]]).close()

    answer = history.ask("How many work orders on HT-4?", NOW)
    renamed = history.ask("How many work orders on old bess?", NOW, (("Old Bess", "HT-4"),))

    assert answer.value == renamed.value == len(score_history.t("HT-4"))
    assert history.ask("How many work orders on old bess?", NOW).query is None


def test_empty_questions(history: History) -> None:
    with pytest.raises(BadQuestion):
        history.ask("  ", datetime.now(UTC))


def test_over_http(tmp_path: Path) -> None:
    made = Assistant(
        Settings(data_dir=tmp_path, site_zone="Asia/Shanghai"),
        HashingEmbedder(),
        ScriptedGenerator([]),
    )
    plant_of(tmp_path, [FILES["t"]]).close()
    client = TestClient(create_app(made), base_url="http://127.0.0.1:8080")

    reply = client.post("/v1/history/query", json={"question": "Top 2 trucks by total cost"}).json()
    refused = client.post("/v1/history/query", json={"question": "天气怎么样？"}).json()

    assert reply["query"]["name"] == "top_n"
    assert reply["query"]["parameters"]["limit"] == 2
    assert reply["columns"] == ["asset", "count", "sum_cost"]
    assert reply["value"] == score_history.sums(score_history.T, "Unit", "Total Cost", 2)
    assert refused["query"] is None
    assert "天气" in "".join(refused["not_understood"])
    assert client.post("/v1/history/query", json={"question": ""}).status_code == 422
    made.close()
