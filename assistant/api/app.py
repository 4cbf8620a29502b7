"""The FastAPI application: every door of the house on one port."""

import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request
from fastapi_offline import FastAPIOffline

from assistant.api import (
    alarms,
    assets,
    audit,
    backups,
    belonging,
    chat,
    documents,
    drafts,
    figures,
    gaps,
    handover,
    health,
    history,
    jobs,
    keys,
    machine,
    models,
    people,
    photos,
    photos_read,
    photos_sent,
    repairs,
    reports,
    revisions,
    search,
    sessions,
    sign_in,
    sign_in_openid,
    speech,
    tickets,
    webhooks,
)
from assistant.api.description import describe, operation_id
from assistant.api.entrance import Entrance
from assistant.api.guards import KnownCallers
from assistant.api.head import HeadAsGet
from assistant.api.headers import ReplyHeaders
from assistant.api.limits import BodyLimit
from assistant.api.metrics import Metrics, MetricsMiddleware
from assistant.api.nowhere import METHODS, REST, nothing_at
from assistant.api.problems import handle_problems
from assistant.api.rates import Buckets, RateLimit, Strangers
from assistant.api.rights import needs, require_declared
from assistant.api.signed_in import SignedIn
from assistant.api.traces import Traces
from assistant.api.unchanged import Unchanged
from assistant.backup.shelf import Shelf
from assistant.build import Assistant
from assistant.engines import build_openid, plant_file

AT_THIS_MACHINE = Entrance()


def _no_route(request: Request) -> None:
    """Answers for ``/v1`` before the page can, whose replies would not be problems."""
    raise nothing_at(request.app.router.routes, request.scope)


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
        if openid is not None:
            openid.close()

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
    app.state.openid = openid = build_openid(assistant.settings, assistant.register)
    settings = assistant.settings
    least_free = settings.keep_free_bytes
    app.state.backups = Shelf(settings.data_dir, plant_file(settings), least_free)
    app.state.answers = answers = Buckets("answers", settings.answers_a_minute)
    app.state.metrics = metrics = Metrics()
    app.state.traces = traces = Traces.to(assistant.settings.otel_endpoint)
    assistant.observers += [metrics.answered, traces.answered]
    assistant.queue.waited = metrics.waits.observe
    rooms = (
        search,
        alarms,
        speech,
        chat,
        documents,
        drafts,
        figures,
        revisions,
        belonging,
        machine,
        assets,
        jobs,
        photos,
        photos_read,
        photos_sent,
        reports,
        handover,
        repairs,
        history,
        gaps,
        webhooks,
        tickets,
        audit,
        backups,
        models,
        sign_in,
        sign_in_openid,
        sessions,
        people,
        keys,
        health,
    )
    for room in rooms:
        require_declared(room.router.routes)
        app.include_router(room.router)
    routers = [room.router for room in rooms]
    describe(app, routers, demands_sign_in=entrance.demands_sign_in)
    handle_problems(app)
    app.add_middleware(Unchanged)
    app.add_middleware(HeadAsGet)
    app.add_middleware(BodyLimit, uploads=assistant.intake.max_bytes)
    app.add_middleware(
        RateLimit,
        requests=Buckets("requests", settings.requests_a_minute),
        answers=answers,
    )
    # From the inside out: whoever is added later sees a request sooner.
    app.add_middleware(
        SignedIn,
        entrance=entrance,
        access=lambda: assistant.access,
        strangers=Strangers(assistant.settings.requests_a_minute),
    )
    app.add_middleware(KnownCallers, entrance=entrance)
    app.add_middleware(MetricsMiddleware, metrics=metrics, traces=traces)
    app.add_middleware(ReplyHeaders)
    app.add_api_route(
        REST,
        _no_route,
        methods=list(METHODS),
        include_in_schema=False,
        dependencies=[needs("sign-in")],
    )
    # Named, not imported: it asks this API through its client, so it stands above.
    pkgutil.resolve_name("assistant.mcp.door:mount")(app)
    if front_door:
        # Last: the page is a catch-all, and routes after it would never be reached.
        pkgutil.resolve_name(front_door)(app, assistant)
    return app
