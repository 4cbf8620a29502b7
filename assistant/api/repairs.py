"""``GET /v1/repairs``: what fixed such a fault here before, and the parts that went with it."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel

from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from assistant.api.schemas import RepairReply
from assistant.repairs.find import Repairs
from assistant.repairs.held import WITHIN
from assistant.repairs.parts import PartCount

router = APIRouter(tags=["repairs"])


class PartReply(BaseModel):
    """A part, and how many of the repairs it went with."""

    name: str
    count: int
    order_ids: list[int]
    """Rows of work orders."""
    report_ids: list[str]

    @classmethod
    def of(cls, part: PartCount) -> Self:
        """From the workshop's count."""
        ids = {
            kind: [one.id for one in part.repairs if one.kind == kind]
            for kind in ("order", "report")
        }
        return cls(
            name=part.name,
            count=len(part.repairs),
            order_ids=[int(one) for one in ids["order"]],
            report_ids=ids["report"],
        )


class HeldReply(BaseModel):
    """After how many of the work orders with this code it did not come again in time."""

    held: int
    watched: int
    """Those that ended so long before the machine's last order."""
    days: int
    order_ids: list[int]


class RepairsReply(BaseModel):
    """Similar past repairs, best first."""

    machines: list[str]
    """That the name stands for; none where no machine was named."""
    repairs: list[RepairReply]
    parts: list[PartReply]
    """Of all repairs found by code or close likeness, listed or not; the most frequent first."""
    parts_of: int
    """How many repairs those are."""
    held: HeldReply | None
    """Null: it cannot be told soundly."""
    withheld: int
    """Records not shown, since they tell how to defeat a safeguard or promise that it is safe."""

    @classmethod
    def of(cls, found: Repairs) -> Self:
        """From the workshop's find."""
        held = found.held
        return cls(
            machines=list(found.machines),
            repairs=[RepairReply.of(one) for one in found.repairs],
            parts=[PartReply.of(one) for one in found.parts],
            parts_of=found.of,
            held=held
            and HeldReply(
                held=held.held,
                watched=held.watched,
                days=WITHIN.days,
                order_ids=list(held.order_ids),
            ),
            withheld=found.withheld,
        )


@router.get("/v1/repairs", dependencies=[needs("reports:read")])
def list_repairs(
    assistant: AssistantOf,
    symptom: Annotated[
        str,
        Query(
            min_length=1,
            max_length=2000,
            description="what is seen, in English or Chinese, or a fault code",
            examples=["belt slips under load", "高速时速度偏差", "AL-14"],
        ),
    ],
    machine: Annotated[
        str,
        Query(
            max_length=200,
            description="tag, alias or name; without one, the symptom names a fault code",
            examples=["CV-201", "3号输送线"],
        ),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 5,
) -> RepairsReply:
    """Approved reports and imported work orders of like faults; never a cause nobody approved."""
    return RepairsReply.of(assistant.memory.find(machine, symptom, limit))
