"""Where the signs leave it open, the model is asked whether the excerpts state the answer.

Not what it says counts, but how much likelier its "yes" is than its "no": a small model says yes to
nearly everything, and yet is surer where the answer stands there. That is one more sign among
others, never a verdict by itself.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from assistant.answering.excerpt import Excerpt, excerpts
from assistant.answering.focus import Focus
from assistant.answering.judge import Verdict
from assistant.answering.language import language_of
from assistant.answering.reply import Evidence
from assistant.answering.understand import Query
from assistant.answering.value_kinds import value_asked
from assistant.answering.workbench import Workbench
from assistant.answering.yes_no import wants_yes_or_no
from assistant.models.generator import Message, Prober
from ingest.document import Language
from prompts import render

EXCERPTS, ROOM = 4, 400
"""How many are read, and the weight of each."""
UNSURE = (-1.6, 1.4)
"""Log-odds between which the model is asked: four of ten questions that the manuals answer."""
_YES: Mapping[Language, Sequence[str]] = {"en": ("yes", "Yes"), "zh": ("是", "有")}
_NO: Mapping[Language, Sequence[str]] = {"en": ("no", "No"), "zh": ("否", "没有", "不")}
USUAL: Mapping[str, Mapping[Language, float]] = {
    "qwen2.5-coder-1.5b-instruct": {"en": 1.6, "zh": 1.4},
}
"""By how much "yes" is likelier than "no", in the logarithm, where it speaks for neither.

Less than for most of 49 questions that manuals answer and the signs leave open (middle 2.0 on one
set, 1.5 on another), more than for most of 21 that they do not (middle 0.9). Each model has its
own; one that is not here is not asked."""
WEIGHT = 1.5
"""Of what is beyond that, in log-odds. Of two sets of questions it refuses .90 and .72 of those
that manuals do not answer, and .03 and .06 of the others; half the weight .85 and .62, .03 and
.06."""


def prober_for(bench: Workbench, verdict: Verdict, question: str) -> Prober | None:
    """The model, where the signs leave it open and it can be asked such a thing, now.

    Behind others' answers the reader would wait a minute for the manuals' words: the signs alone
    decide then, as they do where no model writes.

    Asked about a question that wants a yes or a no, a small model answers that question: to whether
    something is safe it says no, though the manual says so. The signs alone decide those.
    """
    generator = bench.generator
    if verdict.odds is None or not UNSURE[0] < verdict.odds < UNSURE[1]:
        return None
    if not isinstance(generator, Prober) or generator.name not in USUAL:
        return None
    return generator if bench.queue.free and not wants_yes_or_no(question) else None


def doubt(generator: Prober, query: Query, focus: Focus, evidence: Sequence[Evidence]) -> float:
    """What the model adds to the log-odds of an answer; positive where it is surer than usual.

    Raises:
        ModelUnavailable: No engine can tell.
    """
    wanted = value_asked(query.question)
    read = excerpts(focus, evidence, EXCERPTS, ROOM, wanted)
    read = read or excerpts(focus, evidence, EXCERPTS, ROOM)
    language = language_of(query.question)
    yes, no = _YES[language], _NO[language]
    told = generator.likelihood(_asked(query, read, language), [*yes, *no])
    surer = _any(told[: len(yes)]) - _any(told[len(yes) :])
    return WEIGHT * (surer - USUAL[generator.name][language])


def _asked(query: Query, read: Sequence[Excerpt], language: Language) -> list[Message]:
    filled = render(f"doubt.{language}", question=query.asked, excerpts=list(_headed(read)))
    return [Message("user", filled)]


def _headed(read: Sequence[Excerpt]) -> Iterator[dict[str, str]]:
    for one in read:
        heading = f"{one.chunk.title} | {one.chunk.section_path}"
        yield {"heading": heading, "text": one.text}


def _any(logs: Sequence[float]) -> float:
    """Logarithm of the chance that it is one of them."""
    most = max(logs)
    return most + math.log(sum(math.exp(one - most) for one in logs))
