"""What tools are asked with. Descriptions are read by models, so they say what a person would."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from assistant.reports.values import Status
from ingest.document import Kind, Language

KPI = Literal["mtbf", "mttr", "mtta", "availability", "repeat_failures", "backlog", "pm_compliance"]
_Tag = Annotated[str, Field(min_length=1, max_length=200)]


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SearchDocuments(_Arguments):
    """Of ``search_documents``."""

    query: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            description="What to look for, in English or Chinese; codes as the panel shows them.",
            examples=["OC1 when the conveyor starts", "主轴润滑油型号"],
        ),
    ]
    limit: Annotated[int, Field(ge=1, le=20, description="Passages at most.")] = 5
    asset: Annotated[
        _Tag | None, Field(description="Tag or alias of a machine: in its manuals alone.")
    ] = None
    document: Annotated[
        str | None, Field(max_length=255, description="Id or file name of one manual.")
    ] = None
    language: Annotated[Language | None, Field(description="Of the manuals.")] = None
    kind: Annotated[Kind | None, Field(description="Of the evidence.")] = None


class GetAsset(_Arguments):
    """Of ``get_asset``."""

    tag: Annotated[_Tag, Field(description="Tag, alias or name of the machine: CV-203.")]


class ListReports(_Arguments):
    """Of ``list_reports``."""

    status: Status | None = None
    asset: Annotated[_Tag | None, Field(description="Tag of a machine.")] = None
    updated_since: Annotated[
        AwareDatetime | None, Field(description="None that changed before; with its offset.")
    ] = None
    cursor: Annotated[
        str | None, Field(max_length=1000, description="next_cursor of the page before.")
    ] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class GetReport(_Arguments):
    """Of ``get_report``."""

    report: Annotated[
        str, Field(min_length=1, max_length=80, description="Its number or its id: FR-2026-000123.")
    ]


class GetKpis(_Arguments):
    """Of ``get_kpis``."""

    kpi: Annotated[
        KPI,
        Field(
            description="Mean time between failures, to repair, to acknowledge; availability; "
            "failures that came again; age of open orders; share of preventive work done in time."
        ),
    ]
    machine: Annotated[_Tag | None, Field(description="Tag or name; else all of them.")] = None
    each_machine: Annotated[
        bool, Field(description="A figure for each; of mtbf, mttr, mtta and availability.")
    ] = False
    first_day: Annotated[date | None, Field(description="Of the period.")] = None
    last_day: Annotated[date | None, Field(description="Of the period, included.")] = None

    @model_validator(mode="after")
    def _is_period(self) -> Self:
        if (self.first_day is None) != (self.last_day is None):
            raise ValueError("give first_day and last_day, or neither")
        if self.machine and self.each_machine:
            raise ValueError("give machine, or each_machine: one of the two")
        return self


class AskHistory(_Arguments):
    """Of ``ask_history``."""

    question: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            description="A question about work orders: counts, sums, rankings, trends, one order.",
            examples=["Which machine had the most downtime last year?", "去年哪台设备停机最久？"],
        ),
    ]


class CreateReportDraft(_Arguments):
    """Of ``create_report_draft``."""

    note: Annotated[
        str,
        Field(
            min_length=1,
            max_length=10_000,
            description="What happened, in the words of who saw it. Add nothing to them.",
            examples=["conv 3 tripped OC1, reset, ok now"],
        ),
    ]
    said_at: Annotated[
        AwareDatetime | None, Field(description='When it was said, for "this morning"; else now.')
    ] = None
