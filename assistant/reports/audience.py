"""Who may say whom a report is for. Pure."""

from assistant.reports.errors import NotAllowed
from assistant.reports.model import Actor, FaultReport
from vectorstore.readers import Audience, Reader, Rights


def may_say_whom(actor: Actor, audience: Audience, reader: Reader) -> None:
    """Raises NotAllowed unless this person may make a report be for these.

    Args:
        actor: Who says so.
        audience: The lowest role that is to read it.
        reader: What the actor may read.
    """
    if actor.role != "supervisor":
        raise NotAllowed(
            f"{actor.name} ({actor.role}) may not say whom a report is for: a supervisor does. "
            "Leave audience out."
        )
    if not reader.may_read(Rights(audience=audience)):
        raise NotAllowed(
            f"For {audience}s it would be kept from {actor.name}, who says so. "
            "Somebody whom it stays open to can do it."
        )


def check_new(fault: FaultReport, actor: Actor, reader: Reader) -> None:
    """Raises NotAllowed where a new report is for fewer than all, and its author may not say so."""
    if not fault.is_for_all:
        may_say_whom(actor, fault.audience, reader)
