"""The FastAPI application: every door of the house on one port."""

import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, HTTPException, Request
from fastapi_offline import FastAPIOffline
from starlette.routing import Match

from assistant.api import (
    alarms,
    assets,
    audit,
    chat,
    documents,
    drafts,
    figures,
    gaps,
    handover,
    health,
    history,
    jobs,
    repairs,
    reports,
    revisions,
    search,
    sign_in,
    tickets,
    webhooks,
)
from assistant.api.description import describe, operation_id
from assistant.api.entrance import Entrance
from assistant.api.guards import KnownCallers
from assistant.api.headers import ReplyHeaders
from assistant.api.limits import BodyLimit
from assistant.api.metrics import Metrics, MetricsMiddleware
from assistant.api.problems import handle_mounted, handle_problems
from assistant.api.rates import Buckets, RateLimit
from assistant.api.rights import needs, require_declared
from assistant.api.signed_in import SignedIn
from assistant.api.traces import Traces
from assistant.api.unchanged import Unchanged
from assistant.build import Assistant

AT_THIS_MACHINE = Entrance()
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def _no_route(request: Request) -> None:
    """Answers for ``/v1`` before the page can, whose replies would not be problems."""
    routes = request.app.router.routes
    others = (route for route in routes if getattr(route, "endpoint", None) is not _no_route)
    if any(route.matches(request.scope)[0] is Match.PARTIAL for route in others):
        raise HTTPException(405)
    raise HTTPException(404)


def create_app(
    assistant: Assistant, front_door: str = "", entrance: Entrance = AT_THIS_MACHINE
) -> FastAPI:
    """Joins routes, error handling, sign-in and metrics.

    Args:
        assistant: Does the work.
        front_door: Names what mounts the page at ``/``; named rather than imported, since doors
            stand above this room.
        entrance: From where it is reached; else from this machine alone, where nobody signs in.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        assistant.start()
        yield
        assistant.close()
        app.state.traces.close()

    # FastAPI's own /docs takes its scripts from a CDN; this one carries them.
    app = FastAPIOffline(
        redoc_url=None,
        title="Shiftmate",
        version=version("shiftmate"),
        summary="Cited answers out of your own manuals.",
        lifespan=lifespan,
        generate_unique_id_function=operation_id,
    )
    app.state.assistant = assistant
    app.state.metrics = metrics = Metrics()
    app.state.traces = traces = Traces.to(assistant.settings.otel_endpoint)
    assistant.observers += [metrics.answered, traces.answered]
    assistant.queue.waited = metrics.waits.observe
    rooms = (
        search,
        alarms,
        chat,
        documents,
        drafts,
        figures,
        revisions,
        assets,
        jobs,
        reports,
        handover,
        repairs,
        history,
        gaps,
        webhooks,
        tickets,
        audit,
        sign_in,
        health,
    )
    for room in rooms:
        require_declared(room.router.routes)
        app.include_router(room.router)
    routers = [room.router for room in rooms]
    describe(app, routers, demands_sign_in=entrance.demands_sign_in)
    handle_problems(app)
    app.add_middleware(Unchanged)
    app.add_middleware(BodyLimit, uploads=assistant.intake.max_bytes)
    app.add_middleware(
        RateLimit,
        requests=Buckets("requests", assistant.settings.requests_a_minute),
        answers=Buckets("answers", assistant.settings.answers_a_minute),
    )
    # From the inside out: whoever is added later sees a request sooner.
    app.add_middleware(SignedIn, entrance=entrance, access=lambda: assistant.access)
    app.add_middleware(KnownCallers, entrance=entrance)
    app.add_middleware(MetricsMiddleware, metrics=metrics, traces=traces)
    app.add_middleware(ReplyHeaders)
    app.add_api_route(
        "/v1/{rest:path}",
        _no_route,
        methods=METHODS,
        include_in_schema=False,
        dependencies=[needs("sign-in")],
    )
    # Named, not imported: it asks this API through its client, so it stands above.
    pkgutil.resolve_name("assistant.mcp.door:mount")(app)
    if front_door:
        # Last: the page is a catch-all, and routes after it would never be reached.
        pkgutil.resolve_name(front_door)(app, assistant)
        handle_mounted(app)
    return app
