"""What Prometheus can ask: what was done, how long it took, and how things stand.

Labels are of few values, all of them ours: no name, code or address becomes one.
"""

import platform
import time
from importlib.metadata import version
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Enum,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.answering.reply import Answer
from assistant.api.request_log import write_down
from assistant.api.traces import Traces
from assistant.writing import GenerationState

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """One registry an app, so that two apps in one process do not add up."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)  # memory, processor time, open files
        self.requests = self._counter("requests", "Requests", "route", "status")
        self.seconds = self._histogram("request_seconds", "Seconds until the last byte", "route")
        self.answers = self._counter("answers", "Answers", "outcome")
        self.refusals = self._counter("refusals", "Questions that were refused", "reason")
        self.stages = self._histogram(
            "answer_seconds", "Seconds from the question until a stage was over", "stage"
        )
        self.speech = self._histogram(
            "speech_seconds", "Seconds from a recording until its text", "outcome"
        )
        self.waits = self._histogram("queue_wait_seconds", "Seconds in line for the model")
        self.tokens = self._counter("tokens", "Tokens that the model read and wrote", "direction")
        self.queue = self._gauge("queue", "Answers that are written, and that wait", "state")
        self.index = self._gauge("index", "Documents, and chunks, each with a vector", "of")
        self.jobs = self._gauge("jobs", "Jobs that are remembered", "state")
        self.backlog = self._gauge("backlog", "Messages to other systems that wait", "kind")
        self.disk_free = self._gauge("disk_free_bytes", "Left on the data folder's disk")
        self.disk_writable = self._gauge("disk_writable", "1 where the data folder can be written")
        Info("shiftmate_build", "What runs", registry=self.registry).info(
            {"version": version("shiftmate"), "python": platform.python_version()}
        )
        self.generation = Enum(
            "shiftmate_generation",
            "Who can write answers",
            states=list(get_args(GenerationState)),
            registry=self.registry,
        )

    def answered(self, answer: Answer, shown_ms: float) -> None:
        """Counts an answer; see `assistant.answering.observed`."""
        timings = answer.timings
        if answer.why is not None:
            self.refusals.labels(answer.why).inc()
        self.answers.labels(_outcome(answer)).inc()
        ends = {
            "retrieve": timings.retrieve_ms,
            "gate": shown_ms,
            "first_token": timings.first_token_ms,
            "last_token": timings.total_ms,
        }
        for stage, ms in ends.items():
            if ms is not None:
                self.stages.labels(stage).observe(ms / 1000)
        self.tokens.labels("in").inc(timings.prompt_tokens)
        self.tokens.labels("out").inc(timings.new_tokens)

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(f"shiftmate_{name}", told, labels, registry=self.registry)

    def _gauge(self, name: str, told: str, *labels: str) -> Gauge:
        return Gauge(f"shiftmate_{name}", told, labels, registry=self.registry)

    def _histogram(self, name: str, told: str, *labels: str) -> Histogram:
        return Histogram(
            f"shiftmate_{name}", told, labels, buckets=_SECONDS, registry=self.registry
        )


def _outcome(answer: Answer) -> str:
    if answer.refused:
        return "refused"
    if answer.verified:
        return "verified"
    return "written" if answer.timings.new_tokens else "quoted"


class MetricsMiddleware:
    """Counts by route pattern, never by address: ids in labels would grow without bound."""

    def __init__(self, app: ASGIApp, metrics: Metrics, traces: Traces) -> None:
        self._app = app
        self._metrics, self._traces = metrics, traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and notes what came of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), "500"

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            with self._traces.request(scope):
                await self._app(scope, receive, watch)
        finally:
            seconds = time.perf_counter() - started
            route = route_of(scope)
            self._metrics.requests.labels(route, status).inc()
            self._metrics.seconds.labels(route).observe(seconds)
            write_down(scope, route, status, seconds)


def route_of(scope: Scope) -> str:
    """The pattern that the request met, once it has."""
    return getattr(scope.get("route"), "path", "") or "other"
