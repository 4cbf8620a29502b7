"""The words of a small history, for questions that need no orders."""

from datetime import date

from assistant.history.ask.vocabulary import Vocabulary

TODAY = date(2026, 11, 22)
WORDS = Vocabulary(
    sources=dict.fromkeys(("digger", "diggers"), frozenset({"diggers.csv"})),
    titles={"cost": "cost", "area": "extra:Area", "code": "failure_code"},
    values={
        "a": (("asset", ("A",)),),
        "c": (("asset", ("C",)),),
        "7": (("asset", ("7",)),),
        "pm02": (("work_type", ("PM02",)),),
        "high": (("priority", ("High", "high")),),
        "north": (("extra:Area", ("North",)),),
    },
    categories=frozenset({"corrective", "preventive"}),
    all_sources=("diggers.csv",),
)
