"""What an answer is made with."""

from dataclasses import dataclass, field
from pathlib import Path

from assistant.answering.glossary import Glossary
from assistant.answering.queue import Queue
from assistant.answering.repair import Memory
from assistant.answering.safety.site import Site
from assistant.answering.verified import GapList, NoGapList
from assistant.models.generator import Generator
from prompts import SHIPPED
from vectorstore.library import Library


@dataclass(frozen=True, slots=True)
class Workbench:
    """The parts that every verb of answering needs."""

    library: Library
    glossary: Glossary
    generator: Generator
    queue: Queue
    """Whoever uses the generator takes a turn."""
    forms: Path = SHIPPED
    """The folder whose wording the model is asked in."""
    site: Site = field(default_factory=Site)
    memory: Memory | None = None
    """Of what fixed it here; None: nobody remembers."""
    gaps: GapList = field(default_factory=NoGapList)
    """Asked for a verified answer first, told of every refusal."""
