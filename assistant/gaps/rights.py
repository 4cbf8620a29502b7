"""Who may do what with gaps and verified answers. Pure.

Everybody may ask, rate and read what is verified; what others asked, and what is served in a
person's name, is for supervisors.
"""

from assistant.reports.errors import NotAllowed
from assistant.reports.model import Actor


def require_supervisor(actor: Actor, what: str) -> None:
    """Raises NotAllowed unless this person is one.

    Args:
        actor: Who wants it.
        what: The deed, as it goes on from "may not".
    """
    if actor.role != "supervisor":
        raise NotAllowed(f"{actor.name} ({actor.role}) may not {what}: that is for a supervisor.")
