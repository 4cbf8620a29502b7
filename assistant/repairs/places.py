"""Which machines are meant, and how work orders write them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.errors import UnknownFilter
from vectorstore.assets import Asset, folded


@dataclass(frozen=True, slots=True)
class Meant:
    """Some machines."""

    tags: tuple[str, ...]
    """Of the register, or the name of one that it does not know; empty: any machine."""
    written: Mapping[str, str]
    """As orders write them, and the tag of each."""

    @property
    def is_any(self) -> bool:
        """No machine was named."""
        return not self.tags


class Places:
    """Machines as orders write them."""

    def __init__(self, written: Mapping[str, Sequence[str]]) -> None:
        """By folded names."""
        self._written = written

    def of(self, machines: Sequence[Asset]) -> Meant:
        """Machines of the register, whichever of their names orders use."""
        written = {
            as_written: one.tag
            for one in machines
            for name in (*one.names, one.name_en, one.name_zh)
            for as_written in self._written.get(folded(name), ())
        }
        return Meant(tuple(one.tag for one in machines), written)

    def called(self, name: str) -> Meant:
        """The machine that orders call so; of an empty name, any.

        Raises:
            UnknownFilter: They know none.
        """
        if not name:
            return Meant((), {})
        written = self._written.get(folded(name))
        if not written:
            raise UnknownFilter("machine", name, "GET /v1/assets lists those that are registered.")
        return Meant((name,), dict.fromkeys(written, name))
