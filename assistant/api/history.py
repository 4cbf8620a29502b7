"""``POST /v1/history/query``: what the work orders tell, with the figures' rows and formula."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from assistant.history.answer import HistoryAnswer
from assistant.history.chart import Chart
from assistant.history.terms import heading
from assistant.spreadsheet import csv_of

router = APIRouter(tags=["history"])
_CSV = "text/csv; charset=utf-8"


class HistoryRequest(BaseModel):
    """A question in words."""

    model_config = ConfigDict(extra="forbid")
    question: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            examples=["Which machine had the most downtime last year?", "去年哪台设备停机最久？"],
        ),
    ]


class NamedQuery(BaseModel):
    """The query of the library that was asked."""

    name: str
    parameters: dict[str, Any]


class HistoryReply(BaseModel):
    """The answer; ``query`` is null where the question was not understood."""

    answer: str
    value: Any
    """Null: nothing can be said, and the answer says why."""
    rows: list[list[Any]]
    columns: list[str]
    query: NamedQuery | None
    formula: str
    n: int | None
    order_ids: list[int]
    """Of the first work orders behind the figure."""
    sources: list[str]
    left_out: dict[str, int]
    not_understood: list[str]
    """Words of the question."""
    chart: Chart | None
    """What a page can draw of the figures; null where a chart shows nothing."""

    @classmethod
    def of(cls, answer: HistoryAnswer) -> Self:
        """The reply of an answer."""
        query = answer.query
        return cls(
            answer=answer.answer,
            value=answer.value,
            rows=[list(row) for row in answer.rows],
            columns=list(answer.columns),
            query=NamedQuery(name=query.name, parameters=query.parameters) if query else None,
            formula=answer.formula,
            n=answer.n,
            order_ids=list(answer.order_ids),
            sources=list(answer.sources),
            left_out=answer.left_out,
            not_understood=list(answer.not_understood),
            chart=answer.chart,
        )


@router.post("/v1/history/query", dependencies=[needs("kpi:read")])
def query_history(body: HistoryRequest, assistant: AssistantOf) -> HistoryReply:
    """Counts, sums, rankings, trends, KPIs and single orders, asked in English or Chinese."""
    return HistoryReply.of(assistant.ask_history(body.question))


@router.get(
    "/v1/history/rows.csv",
    response_class=Response,
    responses={200: {"content": {_CSV: {}}}},
    dependencies=[needs("kpi:read")],
)
def download_rows(
    question: Annotated[str, Query(min_length=1, max_length=2000)], assistant: AssistantOf
) -> Response:
    """The rows of the answer as a spreadsheet reads them: no cell of them is run as a formula."""
    answer = assistant.ask_history(question)
    headings = [heading(name, answer.language) for name in answer.columns]
    return Response(
        csv_of(headings, answer.rows),
        media_type=_CSV,
        headers={"Content-Disposition": 'attachment; filename="history.csv"'},
    )
