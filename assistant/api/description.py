"""What the OpenAPI document says beyond what the routes' own types tell, by a few rules.

Which problems an operation may answer with follows from what it takes: a body can be broken, an id
unknown, a version stale. Only what a route refuses for reasons of its own stands in a table.
Examples are replies that the service gave, see `tests.test_api_examples`.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from assistant.api.idempotency.route import HEADER
from assistant.api.rights import Asked, declared

Schema = dict[str, Any]
PROBLEM = "application/problem+json"

TAGS = {
    "ask": "Search, answers with citations, and what the manuals say of an alarm.",
    "documents": "Manuals: taken in by jobs, listed, shown page by page, compared, removed.",
    "assets": "The plant's machines.",
    "reports": "Fault reports, from a note to the approved record; what one shift tells the next.",
    "repairs": "What fixed such a fault before.",
    "history": "Questions to work orders and reports, answered with figures and their formula.",
    "gaps": "Ratings, questions that the manuals leave open, and answers a supervisor verified.",
    "webhooks": "Other systems that are told what happens to reports (standardwebhooks.com).",
    "tickets": "Other systems that ask: a ticket gets an answer and becomes a draft.",
    "access": "Who is signed in, and where; people, and the keys of programs.",
    "audit": "What happened, by whom: a log that only grows.",
    "operations": "Whether the service is well, and how much it does.",
}
_REFUSED = {
    400: "The request is broken: a body that is no JSON or no form, a header of another form.",
    401: "Nobody is signed in, or the key is none of ours.",
    403: "Who asks may not.",
    404: "There is no such thing here, or not for who asks.",
    409: "It does not go with the state that the thing is in, or the same request is in flight.",
    412: "It has changed since it was read.",
    413: "The body is too large.",
    415: "The body is of another media type.",
    422: "The request does not have the form that is asked for, or says what cannot be.",
    428: "If-Match is missing: say which version this changes.",
    429: "Too many requests, or answers under way. Retry-After says when to ask again.",
    500: "A fault of the service; its log has the details.",
    503: "A part of the service is away: the database, the model.",
    507: "The disk is full.",
}
_OWN = {
    "add_documents": (404, 507),
    "add_photo": (507,),
    "change_answer": (409,),
    "change_document": (409,),
    "change_person": (409,),
    "change_report": (409,),
    "compare_revisions": (409,),
    "dismiss_job": (409,),
    "draft_report": (404,),
    "make_backup": (409, 507),
    "remove_document": (409,),
    "remove_photo": (409,),
    "set_document_machines": (409,),
    "retry_job": (409,),
    "submit_report": (507,),
    "verify_audit": (409,),
}
"""By operation: what it refuses beyond the rules."""
_UNCHANGED = "As it was when the client read it: If-None-Match names its ETag."
_ALWAYS = (401, 403, 429, 500, 503)
_WITH_BODY = (400, 413, 415, 422)
_PROBLEM_SCHEMA: Schema = {
    "title": "Problem",
    "description": "RFC 9457.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong, and what to do next."},
        "instance": {"type": "string", "description": "Names the request in the service's log."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "Of the field, a JSON pointer."},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_SECURITY: Schema = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A program's key, `smk_…`; its scopes are the rights that routes name.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "shiftmate",
        "description": "A person's session, begun at `/sign-in`; under TLS `__Host-shiftmate`.",
    },
}


def operation_id(route: APIRoute) -> str:
    """The name of the route's function: what a generated client calls its method."""
    return route.name


def describe(app: FastAPI, rooms: Iterable[APIRouter], *, demands_sign_in: bool) -> None:
    """Completes the application's description, once, when it is first asked for.

    Args:
        app: With all its routes.
        rooms: The same routes, with what they ask of who calls them.
        demands_sign_in: Else who sits at the machine may ask without.
    """
    plain: Callable[[], Schema] = app.openapi
    asked = {
        (one.path.replace(":path}", "}"), one.method.lower()): one.needs.asked
        for room in rooms
        for one in declared(room.routes)
        if one.needs
    }

    @cache
    def openapi() -> Schema:
        schema = complete(plain())
        for path, methods in schema["paths"].items():
            for method, operation in methods.items():
                operation["security"] = _shown(asked[path, method], demands_sign_in)
        return schema

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's documentation does


def complete(schema: Schema) -> Schema:
    """FastAPI's schema, with what every operation has in common written into it."""
    examples = _examples()
    for methods in schema["paths"].values():
        if "get" in methods:
            methods["get"]["responses"]["304"] = {"description": _UNCHANGED}
    for path, operation in operations(schema):
        _complete(path, operation)
        for name, example in examples.items():
            if name.split()[0] == operation["operationId"]:
                _show(operation, example)
    parts = schema.setdefault("components", {})
    for form in _forms(schema):
        _without_null(parts["schemas"][form])
    parts["schemas"] = _without_defaults(parts.get("schemas", {})) | {"Problem": _PROBLEM_SCHEMA}
    parts["responses"] = {f"Problem{status}": _response(status) for status in _REFUSED}
    parts["securitySchemes"] = _SECURITY
    used = {tag for _, operation in operations(schema) for tag in operation["tags"]}
    schema["tags"] = [
        {"name": name, "description": told} for name, told in TAGS.items() if name in used
    ]
    return schema


def operations(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Each with its path."""
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            yield path, operation


def _shown(asked: Asked, demands_sign_in: bool) -> list[Schema]:
    """Key or session, with the right that they must have; at the machine itself neither."""
    if asked == "nothing":
        return []
    rights = [] if asked == "sign-in" else [asked]
    anyone: list[Schema] = [] if demands_sign_in else [{}]
    return [{name: rights} for name in _SECURITY] + anyone


def _complete(path: str, operation: Schema) -> None:
    operation["summary"] = operation["operationId"].replace("_", " ").capitalize()
    for parameter in operation.get("parameters", ()):
        if parameter["name"].lower() == "if-match":
            parameter["required"] = True  # told by a 428, which FastAPI does not know
    for status in _problems(path, operation):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}


def _problems(path: str, operation: Schema) -> set[int]:
    parameters = operation.get("parameters", [])
    names = {one["name"].lower() for one in parameters}
    found = {*_ALWAYS, *_OWN.get(operation["operationId"], ())}
    if parameters:
        found.add(422)
    if "requestBody" in operation:
        found.update(_WITH_BODY)
    if "{" in path:
        found.add(404)
    if "if-match" in names:
        found.update((412, 428))
    if HEADER.lower() in names:
        found.update((400, 409, 422))
    return found


def _response(status: int) -> Schema:
    headers = {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds."}}
    response: Schema = {
        "description": _REFUSED[status],
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return response | ({"headers": headers} if status == 429 else {})


def _show(operation: Schema, example: Schema) -> None:
    """Writes a request and the reply that it had into the operation."""
    sent, given = example.get("request"), example.get("response")
    if sent is not None:
        (content,) = operation["requestBody"]["content"].values()
        content.setdefault("examples", {"example": {"value": sent}})
    for parameter in operation.get("parameters", []):
        if parameter["name"] in example.get("parameters", {}):
            parameter["example"] = example["parameters"][parameter["name"]]
    if given is not None:
        content = operation["responses"][str(example["status"])]["content"]
        plain = "text/plain" if isinstance(given, str) else "application/json"
        content[example.get("media_type", plain)]["examples"] = {"example": {"value": given}}


def _forms(schema: Schema) -> Iterator[str]:
    """Names of the schemas of multipart bodies."""
    for _, operation in operations(schema):
        content = operation.get("requestBody", {}).get("content", {})
        if told := content.get("multipart/form-data"):
            yield told["schema"]["$ref"].rpartition("/")[2]


def _without_null(form: Schema) -> None:
    """A field of a form is text or is not there; FastAPI's types say that it may be null."""
    for field in form["properties"].values():
        choices = [one for one in field.get("anyOf", ()) if one != {"type": "null"}]
        if len(choices) == 1:
            del field["anyOf"]
            field.update(choices[0])


def _without_defaults(schemas: Schema) -> Schema:
    """FastAPI's own form of a 422 is none of ours."""
    return {
        name: told
        for name, told in schemas.items()
        if name not in ("HTTPValidationError", "ValidationError")
    }


@cache
def _examples() -> Schema:
    """By operation: ``request``, ``parameters``, ``status`` and ``response``.

    Of a form's files stand the names there; ``media_type`` is a reply's that is neither JSON nor
    plain text.
    An operation with several good replies has one of each; all but the first bear their status.
    """
    text = files("assistant.api").joinpath("examples.json").read_text(encoding="utf-8")
    found: Schema = json.loads(text)
    return found
