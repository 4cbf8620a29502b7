"""One figure against another, and what could mean two things."""

import statistics
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from assistant.history.answer import History
from assistant.history.ask.choose import choose
from assistant.history.ask.fill import fill
from assistant.history.ask.lexer import tokens
from assistant.history.ask.slots import NotUnderstood
from assistant.history.ask.vocabulary import Dictionary
from assistant.history.queries.figures import Grouped
from assistant.history.queries.outcome import Outcome
from assistant.history.queries.scope import Condition, Scope
from assistant.history.say import sentences
from tests import score_history
from tests.history_words import TODAY, WORDS
from tests.score_history import FILES, NOW, ZONE, plant_of, s, t


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    plant = plant_of(tmp_path_factory.mktemp("against"), [FILES["s"], FILES["t"]])
    yield History(plant, ZONE)
    plant.close()


@pytest.mark.parametrize(
    ("question", "name", "parameters"),
    [
        ("What share of all orders is on machine C?", "share", {"of": "count"}),
        ("C占全部工单的百分之几", "share", {"of": "count"}),
        ("What % of high priority orders were not preventive?", "share", {"of": "count"}),
        ("each machine's share of total cost", "share_by", {"by": "asset", "of": "cost"}),
        ("ratio of orders on machine C to machine 7", "ratio", {"of": "count"}),
        ("How did 2010 compare with 2009 in cost?", "periods", {"of": "cost"}),
        ("machine C今年的费用比去年高吗", "periods", {"of": "cost"}),
        ("Does machine 7 or machine C cost more?", "sum_by", {"by": "asset", "of": "cost"}),
        ("machine 7和machine C分别有多少工单", "count_by", {"by": "asset", "of": "count"}),
        ("How many jobs per week in 2009 on average?", "rate", {"per": "week"}),
        ("Total cost by area and month", "crossed", {"by": "extra:Area", "across": "month"}),
        ("orders per quarter", "trend", {"by": "quarter"}),
        ("median cost on machine C", "median", {"measure": "cost"}),
        ("费用中位数是多少", "median", {"measure": "cost"}),
        ("cost per work order", "mean", {"measure": "cost"}),
        ("what does a work order on machine C cost", "mean", {"measure": "cost"}),
        ("cost of machine C in 2010", "sum", {"measure": "cost"}),
        ("How many orders without a code?", "count", {}),
        ("How many orders without a code on machine C?", "count", {}),
        ("How many machines have more than 3 orders?", "count_distinct", {"more_than": 3}),
        ("费用在1000到2000之间的工单有多少", "count", {}),
        ("How many orders cost between 1000 and 2000?", "count", {}),
    ],
)
def test_figures_against_each_other(question: str, name: str, parameters: dict) -> None:
    query = choose(fill(tokens(question, WORDS, TODAY), WORDS), NOW)

    assert query.name == name
    assert {key: query.model_dump(mode="json")[key] for key in parameters} == parameters


@pytest.mark.parametrize(
    ("of", "row", "said"),
    [("downtime", ("CV-2", 1, 60.0), "CV-1: –"), ("count", ("CV-2", 1), "CV-1: 0")],
)
def test_what_is_compared_is_told_though_nothing_is_known_of_it(
    of: str, row: tuple, said: str
) -> None:
    named = Condition(column="asset", values=("CV-1", "cv-2"))
    query = Grouped(scope=Scope(conditions=(named,)), by="asset", of=of)
    outcome = Outcome({"CV-2": row[-1]}, 1, ("asset", "count", "sum_downtime")[: len(row)], [row])
    first = sentences(query, outcome, ["s.csv"], ZONE, (), "en").splitlines()[0]
    assert first.endswith(f", {said}.")
    assert "cv-2" not in first


@pytest.mark.parametrize(
    "question",
    [
        "How many preventive or high priority orders?",
        "How many orders mention 'oil', 'leak'?",
        "the last order of each machine",
        "the most expensive order per machine",
        "Which machines had no preventive orders?",
        "How many machines never mention 'oil'?",
        "Which machines cost more than 1000?",
        "average cost per month",
        "total cost per order",
        "jobs that took more than 2 hours",
        "how much time was spent on machine C",
        "how many orders were done on time",
        "用时最长的工单",
        "what percentage of preventive orders on machine C",
        "percentage of preventive orders by machine",
        "cost of machine C in hours",
        "orders on machine C + 7",
        "top 3 machines by cost in 2010 vs 2009",
        "Which machine costs more than machine C?",
        "average orders per machine",
        "2025年上半年与下半年的工单数对比",
        "上个月的工单比上上个月多吗",
        "machine C和machine 7哪个长",
        "how many orders not preventive or corrective",
        "median cost by machine",
    ],
)
def test_what_could_mean_two_things_is_not_answered(question: str) -> None:
    with pytest.raises(NotUnderstood):
        choose(fill(tokens(question, WORDS, TODAY), WORDS), NOW)


@pytest.mark.parametrize(
    "question", ["orders on A and C", "how many orders on C or A?", "orders on a"]
)
def test_a_machine_called_a_is_no_article(question: str) -> None:
    query = choose(fill(tokens(question, WORDS, TODAY), WORDS), NOW)

    (condition,) = query.scope.conditions
    assert "A" in condition.values


def test_what_is_empty_negates_nothing_else() -> None:
    query = choose(fill(tokens("没有填写code的故障工单有多少", WORDS, TODAY), WORDS), NOW)

    (condition,) = query.scope.conditions
    assert (condition.column, condition.negated) == ("category", False)
    assert [one.column for one in query.scope.blanks] == ["failure_code"]


def test_neither_of_two(history: History) -> None:
    both = len(score_history.t("HT-1")) + len(score_history.t("HT-2"))
    wanted = len(score_history.S) + len(score_history.T) - both

    answer = history.ask("How many orders are not on HT-1 or HT-2?", NOW)

    assert answer.value == wanted


def _hours(rows: score_history.Rows) -> float:
    return score_history.total(rows, score_history.DOWN)


EXPECTED = {
    "what % of SP-101 orders were preventive": lambda: (
        len(s("SP-101", "preventive")) / len(s("SP-101"))
    ),
    "Ratio of CV-202 orders to CV-203 orders": lambda: len(s("CV-202")) / len(s("CV-203")),
    "downtime of CV-202 2025 vs 2024": lambda: {
        year: _hours(s("CV-202", year=year)) for year in ("2024", "2025")
    },
    "orders on HT-2 by pit and year": lambda: {
        f"{pit} {year}": n
        for pit in ("North", "South")
        for year in ("2023", "2024", "2025")
        if (n := len([r for r in t("HT-2", Pit=pit) if r["Date Opened"][:4] == year]))
    },
    "median total cost on HT-3": lambda: statistics.median(
        float(r["Total Cost"]) for r in t("HT-3") if r["Total Cost"]
    ),
    "How many orders on AC-401 without a failure code?": lambda: len(
        [r for r in s("AC-401") if not r["Failure Code"]]
    ),
    "How many orders per month on average on SP-101 in 2025": lambda: (
        len(s("SP-101", year="2025")) / 12
    ),
    "orders on HT-1 per quarter in 2024": lambda: dict(
        sorted(
            Counter(
                f"2024-Q{(int(r['Date Opened'][5:7]) + 2) // 3}"
                for r in t("HT-1")
                if r["Date Opened"].startswith("2024")
            ).items()
        )
    ),
    "orders on HT-1 per week in 2024": lambda: dict(
        sorted(
            Counter(
                (day - timedelta(days=day.weekday())).isoformat()
                for day in (date.fromisoformat(r["Date Opened"]) for r in t("HT-1"))
                if day.year == 2024
            ).items()
        )
    ),
    "share of total cost by truck": lambda: {
        unit: pytest.approx(score_history.total(t(unit), "Total Cost")
                            / score_history.total(t(), "Total Cost"))
        for unit in {r["Unit"] for r in t()}
    },
}  # fmt: skip


@pytest.mark.parametrize("question", EXPECTED)
def test_figures_reckoned_apart(history: History, question: str) -> None:
    wanted = EXPECTED[question]()
    if isinstance(wanted, float):
        wanted = pytest.approx(wanted)

    assert history.ask(question, NOW).value == wanted


@pytest.mark.parametrize("title", ["班次", 'Size 5"', "a\\b", "Größe", "plain"])
def test_a_column_of_any_title_is_found(tmp_path: Path, title: str) -> None:
    file = tmp_path / "shifts.csv"
    quoted = title.replace('"', '""')
    lines = [f'id,date,machine,text,"{quoted}"']
    lines += [f"{n},2024-01-0{n},M1,leak,{'night' if n > 1 else 'day'}" for n in range(1, 6)]
    file.write_text("\n".join(lines), "utf-8")
    plant = plant_of(tmp_path, [file])

    answer = History(plant, ZONE).ask("How many night orders?", NOW)

    assert answer.value == 4
    plant.close()


def test_words_are_read_ahead_when_an_import_has_ended(tmp_path: Path) -> None:
    plant = plant_of(tmp_path, [FILES["t"]])
    dictionary = Dictionary(plant)
    dictionary.warm()
    known = dictionary.read()
    plant_of(tmp_path, [FILES["p"]]).close()

    dictionary.warm()  # sees that something has changed, and lets it end
    assert dictionary._known[1] is known
    dictionary.warm()

    assert "pu-101" in dictionary._known[1].values
    plant.close()
