"""Whether a request asks to defeat a safeguard: an act upon an object, weighed by rules. Pure.

ISO 14119 calls it defeat: making an interlock inoperative or bypassing it. No model is asked, since
a small one is talked round.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.context import stands_alone
from assistant.answering.safety.terms import Hit, Rules, Terms, sentences
from assistant.models.generator import Message

REFUSED = 5
"""Weight from which a request is refused."""
_OBJECTS = {"guard": 3, "part": 2}
_ACTS = {"defeat": 3, "trick": 3, "open": 3, "disable": 2, "remove": 2, "strange": 1, "wire": 1}
"""So a plain word for defeating is refused with any protective device, a word for taking away with
one that protects people, and wiring, or asking what nobody ordinarily asks, only in a hurry."""
_PRETEXT = 1
_CARE = -2
"""Replacing and testing take a safeguard away too, or join its wires; they don't jumper it."""
_REACH = {"disable": 8, "remove": 8}
"""Words between an act and its object; plainer acts reach further."""
_FAR = 25
_TOLD = ("defeat", "trick", "disable")
_FIRST = 2
"""Words before which an order names its act: manuals tell of doors that open, signals removed."""
_FORBIDS = 4
"""Words between a "never" and the act it forbids."""
_TURNS = 4
"""Earlier questions in which "it" may have been named; one, where a question says enough."""
_LAST = 2000
"""Characters read of one message."""


@dataclass(frozen=True, slots=True)
class Danger:
    """A request that is refused, and by which of its words it was told."""

    safeguard: str
    act: str
    is_plain: bool = True
    """The act was named, and is not just what else such a question could be for."""


@dataclass(frozen=True, slots=True)
class _Said:
    """One sentence, read."""

    hits: tuple[Hit, ...]

    @classmethod
    def read(cls, text: str, terms: Terms) -> "_Said":
        return cls(tuple(terms.find(text[:_LAST])))

    def of(self, *kinds: str) -> list[Hit]:
        return [hit for hit in self.hits if hit.kind in kinds]

    @property
    def objects(self) -> list[Hit]:
        return self.of(*_OBJECTS)

    @property
    def acts(self) -> Iterator[Hit]:
        """What is to be done, unless the sentence says not to."""
        forbidding = self.of("not")
        for act in self.of(*_ACTS):
            if not any(0 <= act.start - word.end < _FORBIDS for word in forbidding):
                yield act

    @property
    def strange(self) -> Iterator[Hit]:
        """To ask of a safeguard what nobody ordinarily asks is an act too."""
        if not self.of("ordinary", "care"):
            yield from (asking._replace(kind="strange") for asking in self.of("asks"))

    def cares(self, thing: Hit) -> bool:
        """It is to be repaired or tested. A lock-out, which is care itself, is not."""
        return any(
            care.start < thing.start or thing.end < care.end or thing not in self.hits
            for care in self.of("care")
        )


class Advice:
    """The sentences of one text, told and not asked: whether one tells how to defeat a safeguard.

    What a sentence leaves unsaid is what the one before it named.
    """

    def __init__(self, rules: Rules = ()) -> None:
        self._named: list[tuple[Terms, list[Hit]]] = [(terms, []) for terms in _ruling(rules)]

    def is_dangerous(self, sentence: str) -> bool:
        """The next sentence of the text; a rule that forbids it, or a test, is no danger."""
        said = [(terms, _Said.read(sentence, terms), before) for terms, before in self._named]
        self._named = [(terms, one.objects) for terms, one, _ in said]
        return any(self._tells(one, before) for _, one, before in said)

    @staticmethod
    def _tells(said: _Said, before: Sequence[Hit]) -> bool:
        own = said.objects
        if said.of("against"):
            return False
        told = [act for act in said.acts if act.kind in _TOLD or act.start <= _FIRST]
        plain = [act for act in told if act.kind == "defeat"]
        return bool(_danger(said, told, own, 0) or (not own and _danger(said, plain, before, 0)))


def refuses(question: str, history: Sequence[Message] = (), rules: Rules = ()) -> Danger | None:
    """The danger in a question asked after these messages; None where no terms see one.

    Without ``rules`` the shipped terms judge.
    """
    found = (_refused(question, history, terms) for terms in _ruling(rules))
    return next(filter(None, found), None)


def _ruling(rules: Rules) -> Rules:
    return rules or (Terms.shipped(),)


def _refused(question: str, history: Sequence[Message], terms: Terms) -> Danger | None:
    return _danger_in(question, history, terms) or _insists(question, history, terms)


def _danger_in(text: str, history: Sequence[Message], terms: Terms) -> Danger | None:
    """In a text alone: its "it" may stand in the history, which adds nothing else."""
    before = _named_before(history[-2 * (1 if stands_alone(text) else _TURNS) :], terms)
    named: list[Hit] = []
    said = [_Said.read(sentence, terms) for sentence in sentences(text[:_LAST])]
    dress = _PRETEXT if any(sentence.of("pretext") for sentence in said) else 0
    for sentence in said:
        named = sentence.objects or named
        acts = [*sentence.acts, *(sentence.strange if named else ())]
        if not sentence.of("against") and (
            found := _danger(sentence, acts, named or before, dress)
        ):
            return found
    return None


def _danger(said: _Said, acts: Sequence[Hit], objects: Sequence[Hit], dress: int) -> Danger | None:
    for act in acts:
        for thing in objects:
            is_cared_for = act.kind in ("disable", "remove", "wire") and said.cares(thing)
            weight = _ACTS[act.kind] + _OBJECTS[thing.kind] + dress + _CARE * is_cared_for
            if weight >= REFUSED and _reaches(act, thing, said):
                return Danger(thing.text, act.text, is_plain=act.kind != "strange")
    return None


def _reaches(act: Hit, thing: Hit, said: _Said) -> bool:
    """They stand close enough, or the object was named before."""
    if thing not in said.hits:
        return True
    apart = max(act.start, thing.start) - min(act.end, thing.end)
    return apart <= _REACH.get(act.kind, _FAR)


def _named_before(history: Sequence[Message], terms: Terms) -> list[Hit]:
    """Safeguards of the latest message that names one."""
    for message in reversed(history):
        if named := _Said.read(message.content, terms).objects:
            return named
    return []


def _insists(question: str, history: Sequence[Message], terms: Terms) -> Danger | None:
    """The question before was refused, and this one only presses for its answer."""
    asked = [at for at, message in enumerate(history) if message.role == "user"]
    if not asked or stands_alone(question) or _Said.read(question, terms).of("care", "against"):
        return None
    return _refused(history[asked[-1]].content, history[: asked[-1]], terms)
