"""What Prometheus can ask: requests by route and status, and how long they took."""

import time
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Enum, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.build import GenerationState

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """One registry an app, so that two apps in one process do not add up."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "shiftmate_requests", "Requests", ("route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "shiftmate_request_seconds",
            "Seconds until the last byte",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.generation = Enum(
            "shiftmate_generation",
            "Who can write answers",
            states=list(get_args(GenerationState)),
            registry=self.registry,
        )


class MetricsMiddleware:
    """Counts by route pattern, never by address: ids in labels would grow without bound."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

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
            await self._app(scope, receive, watch)
        finally:
            route = getattr(scope.get("route"), "path", "") or "other"
            self._metrics.requests.labels(route, status).inc()
            self._metrics.seconds.labels(route).observe(time.perf_counter() - started)
