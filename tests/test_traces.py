"""Spans of a request and of its answer's stages; nothing that was said is in them."""

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.answering.reply import Answer, Timings
from assistant.api.traces import Traces


class Route:
    path = "/v1/documents/{document_id}"


def test_the_stages_of_an_answer_lie_within_its_request() -> None:
    kept = InMemorySpanExporter()
    traces = Traces(SimpleSpanProcessor(kept))
    answer = Answer("the belt", (), False, "stop", Timings(20, 900, 2000, 700, 40))
    with traces.request({"method": "POST", "route": Route()}):
        traces.answered(answer, 30)
    spans = {span.name: span for span in kept.get_finished_spans()}
    request = spans[f"POST {Route.path}"]
    stages = [spans[name] for name in ("retrieve", "gate", "generate")]
    assert {stage.parent.span_id for stage in stages} == {request.context.span_id}
    took = [round((stage.end_time - stage.start_time) / 1e6) for stage in stages]
    assert took == [20, 10, 1970]
    assert stages[0].end_time == stages[1].start_time
    assert stages[2].attributes == {"tokens.in": 700, "tokens.out": 40}
    assert "belt" not in "".join(span.to_json() for span in spans.values())


def test_nobody_is_told_unless_a_collector_is_named() -> None:
    traces = Traces.to(None)
    with traces.request({"method": "GET"}):
        pass
    traces.close()


@pytest.mark.parametrize("refused", [True, False])
def test_where_no_model_wrote_there_is_nothing_generated(refused: bool) -> None:
    kept = InMemorySpanExporter()
    traces = Traces(SimpleSpanProcessor(kept))
    traces.answered(Answer("", (), refused, "stop", Timings(20, None, 25, 0, 0)), 22)
    assert [span.name for span in kept.get_finished_spans()] == ["retrieve", "gate"]
