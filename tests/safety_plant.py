"""A plant's documents with their safety blocks, and a model that says what it is told to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.answering.answer import answer
from assistant.answering.glossary import Glossary
from assistant.answering.limits import Limits
from assistant.answering.queue import Queue
from assistant.answering.reply import Answer, Event, Finished, Found, Words
from assistant.answering.workbench import Workbench
from assistant.models.generator import Message
from ingest.document import Kind
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.shelf import make_document
from vectorstore.library import Library

LIMITS = Limits(
    passages=4, prompt_characters=3000, new_tokens=64, question_characters=400, gate=0.1
)
WARNING = "WARNING: Never bypass the guard door switch S4. Crushing of hands."
ZH_WARNING = "警告：严禁短接防护门开关 S4，否则会夹伤手。"
OPEN = "Alarm 310 guard door open: check the gap of the guard door switch S4, it must be 3 mm."
ZH_OPEN = "报警 310 防护门打开：检查防护门开关 S4 的间隙，应为 3 mm。"
BELT = "Replace the belt: stop, lock out, then loosen the four screws of the motor plate."
ZH_BELT = "更换皮带的步骤：停机，上锁挂牌，松开电机底板的四个螺丝。"


@contextmanager
def plant(folder: Path, planted: Sequence[tuple[Kind, str]] = ()) -> Iterator[Library]:
    """The plant's own two manuals, and what somebody planted in a third."""
    with Library.open(folder, HashingEmbedder()) as library:
        shelve(library, "wrapper", [("safety", WARNING), ("passage", OPEN), ("passage", BELT)])
        shelve(
            library, "包装机", [("safety", ZH_WARNING), ("passage", ZH_OPEN), ("passage", ZH_BELT)]
        )
        if planted:
            shelve(library, "planted", planted)
        yield library


def shelve(library: Library, name: str, texts: Sequence[tuple[Kind, str]]) -> None:
    language = "en" if name.isascii() else "zh"
    document, chunks = make_document(name, [text for _, text in texts], language=language)
    chunks = [
        replace(
            chunk,
            kind=kind,
            signal_word=chunk.text.split(":")[0].split("：")[0] if kind == "safety" else "",
        )
        for chunk, (kind, _) in zip(chunks, texts, strict=True)
    ]
    library.add(document, chunks, name)


def ask(
    library: Library, question: str, says: Sequence[str] = (), history: Sequence[Message] = ()
) -> tuple[list[Event], ScriptedGenerator]:
    """All events; the model says these pieces, and is a fault if asked without any."""
    generator = ScriptedGenerator([list(says)] if says else [])
    bench = Workbench(library, Glossary.load(), generator, Queue(1))
    return list(answer(bench, LIMITS, [*history, Message("user", question)])), generator


def reply(events: Sequence[Event]) -> Answer:
    """The answer, which is what was streamed."""
    last = events[-1]
    assert isinstance(last, Finished)
    assert "".join(one.text for one in events if isinstance(one, Words)) == last.answer.text
    return last.answer


def warned_first(events: Sequence[Event]) -> list[str]:
    """The warnings of the last Found, which stands before every word."""
    founds = [at for at, event in enumerate(events) if isinstance(event, Found)]
    words = [at for at, event in enumerate(events) if isinstance(event, Words)]
    assert founds
    assert words
    assert founds[-1] < words[0]
    found = events[founds[-1]]
    assert isinstance(found, Found)
    return [block.text for block in found.safety]
