"""Spans of requests and answers for a collector (OpenTelemetry); none unless one is named.

They carry routes, numbers and times: no question, no answer and no document's name.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from starlette.types import Scope

from assistant.answering.reply import Answer
from assistant.errors import NotInstalled

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider

_NS = 1_000_000
"""Of a millisecond."""


class Traces:
    """What is told to one collector."""

    def __init__(self, processor: "SpanProcessor | None" = None) -> None:
        self._provider = _provider(processor) if processor else None

    @classmethod
    def to(cls, endpoint: str | None) -> "Traces":
        """Told to that address, such as http://127.0.0.1:4318/v1/traces, or to nobody.

        Raises:
            NotInstalled: The extra with the libraries is missing.
        """
        if not endpoint:
            return cls()
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError as exc:
            raise NotInstalled(
                f"SHIFTMATE_OTEL_ENDPOINT is {endpoint}, and what speaks to it is not installed. "
                'Run: pip install "shiftmate[otel]"'
            ) from exc
        return cls(BatchSpanProcessor(OTLPSpanExporter(endpoint)))

    @contextmanager
    def request(self, scope: Scope) -> Iterator[None]:
        """One request: the spans of its answer lie within."""
        if self._provider is None:
            yield
            return
        method = scope["method"]
        with self._provider.get_tracer("shiftmate").start_as_current_span(method) as span:
            yield
            route = getattr(scope.get("route"), "path", "") or "other"
            span.update_name(f"{method} {route}")
            span.set_attributes({"http.request.method": method, "http.route": route})

    def answered(self, answer: Answer, shown_ms: float) -> None:
        """Its stages, told once they are over; see `assistant.answering.observed`."""
        if self._provider is None:
            return
        timings, end = answer.timings, time.time_ns()
        begun = end - int(timings.total_ms * _NS)
        tracer = self._provider.get_tracer("shiftmate")
        stages = {
            "retrieve": (0.0, timings.retrieve_ms),
            "gate": (timings.retrieve_ms, shown_ms),
            "generate": (shown_ms, timings.total_ms),
        }
        for name, (first, last) in stages.items():
            if name == "generate" and not timings.new_tokens:
                continue
            span = tracer.start_span(name, start_time=begun + int(first * _NS))
            if name == "generate":
                span.set_attributes(
                    {"tokens.in": timings.prompt_tokens, "tokens.out": timings.new_tokens}
                )
            span.end(begun + int(max(first, last) * _NS))

    def close(self) -> None:
        """Sends what is left."""
        if self._provider is not None:
            self._provider.shutdown()


def _provider(processor: "SpanProcessor") -> "TracerProvider":
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    about = {"service.name": "shiftmate", "service.version": version("shiftmate")}
    provider = TracerProvider(resource=Resource.create(about))
    provider.add_span_processor(processor)
    return provider
