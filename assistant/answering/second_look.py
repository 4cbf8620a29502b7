"""Where rules and glossary found little, the model words the question anew, once.

Most questions never come here: a code, a word of the manual or a full translation was enough.
"""

from collections.abc import Sequence

from assistant.answering.gate import STRONG, enough, strength
from assistant.answering.interpret import model_translation, needs_model
from assistant.answering.machine import Machine
from assistant.answering.prefer import prefer
from assistant.answering.reply import Task
from assistant.answering.restate import restated
from assistant.answering.retrieve import Findings
from assistant.answering.understand import Query, understand
from assistant.answering.workbench import Workbench
from assistant.models.generator import Message
from vectorstore.library import EVERYTHING
from vectorstore.records import Filters


def task_for(
    bench: Workbench, query: Query, findings: Findings, history: Sequence[Message], gate: float
) -> Task | None:
    """What the model is worth asking; nothing where the evidence is strong already.

    Nor where it is enough and the model is busy: better words may find better pages, but the reader
    would wait for others' answers first.
    """
    if strength(findings) >= STRONG:
        return None
    is_enough = enough(findings, gate)
    if history and not is_enough:
        return "restating"
    has_gaps = needs_model(query.translation) and (bench.queue.free or not is_enough)
    if has_gaps and query.translation.language in bench.library.languages():
        return "translating"
    return None


def look_again(
    bench: Workbench,
    task: Task,
    query: Query,
    findings: Findings,
    history: Sequence[Message],
    machine: Machine | None = None,
    filters: Filters = EVERYTHING,
) -> tuple[Query, Findings]:
    """The better of what was found and what the model's wording finds, and the wording that did.

    Raises:
        Busy: The queue for the model is full.
        ModelUnavailable: No engine can write.
    """
    with bench.queue.turn():
        again = _reworded(bench, task, query, history)
    found = prefer(bench.library, bench.glossary, again, machine, filters=filters)
    return max((query, findings), (again, found), key=lambda looked: strength(looked[1]))


def _reworded(bench: Workbench, task: Task, query: Query, history: Sequence[Message]) -> Query:
    if task == "restating":
        question = restated(bench.generator, query.question, history)
        return understand(question, (), bench.glossary)
    rendered = model_translation(bench.generator, query.asked, query.translation)
    return query.rendered_by_model(rendered)
