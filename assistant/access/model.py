"""Who is asking, as every door is told."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from assistant.access.rights import RIGHTS, Right, Role

Kind = Literal["person", "program", "console"]
"""``console``: somebody at this very machine, where no sign-in is asked for."""


class Principal(BaseModel):
    """One person, one program's key, or whoever sits at the machine itself."""

    model_config = ConfigDict(frozen=True)

    id: str
    """Of the person or the key; ``console``."""
    kind: Kind
    name: str
    """As reports name the person; of a key, what its owner called it."""
    role: Role
    """Of a program: whose documents it may read; its rights are its scopes."""
    rights: frozenset[Right]
    sites: frozenset[str] = frozenset()
    """Whose documents and reports they may read; empty for all."""

    @classmethod
    def person(cls, person_id: str, name: str, role: Role, sites: frozenset[str]) -> Self:
        """Somebody who signed in."""
        return cls(
            id=person_id, kind="person", name=name, role=role, rights=RIGHTS[role], sites=sites
        )

    @classmethod
    def console(cls) -> Self:
        """Whoever sits at the machine: there is nobody else to be kept out."""
        return cls(
            id="console", kind="console", name="console", role="admin", rights=RIGHTS["admin"]
        )

    def may(self, right: Right) -> bool:
        """Whether this is allowed to them."""
        return right in self.rights
