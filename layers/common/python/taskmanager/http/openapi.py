"""OpenAPI 3.1, made from the declarations of the endpoints."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from typing import Any, get_origin

import msgspec

from taskmanager.domain.errors import (
    DomainError,
    Forbidden,
    IdempotencyMismatch,
    InsufficientScope,
    InvalidInput,
    NotFound,
    RateLimited,
    RequestInProgress,
    Unauthenticated,
    Unavailable,
    VersionConflict,
)
from taskmanager.domain.values import Id, Versioned
from taskmanager.http.problems import (
    MEDIA_TYPE,
    FunctionError,
    FunctionTimeout,
    InternalError,
    PayloadTooLarge,
    Problem,
    UnsupportedMediaType,
    status_of,
)
from taskmanager.http.request import MAX_KEY_LENGTH
from taskmanager.http.response import JSON
from taskmanager.http.router import Endpoint, Router

TITLE = "TaskManagerAPI"
_REF = "#/components/schemas/{name}"
_PARAMETER = re.compile(r"{(\w+)}")
_RATE_HEADERS = {
    "RateLimit-Limit": "Requests that a caller may make in a window.",
    "RateLimit-Remaining": "Requests that are left in this window.",
    "RateLimit-Reset": "Seconds until the window ends.",
}


def describe(routers: Sequence[Router], version: str) -> dict[str, Any]:
    """Describe the API.

    Args:
        routers: All of its functions' routers.
        version: Of the API.
    """
    endpoints = [endpoint for router in routers for endpoint in router.endpoints]
    schemas, components = _schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        operation = _operation(endpoint, schemas)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": version,
            "description": "A self-hosted task manager. Tasks, projects and the user speak the "
            "wire of Todoist API v1.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token from sign-in, or an API token.",
                }
            },
        },
    }


def _schemas(endpoints: Iterable[Endpoint]) -> tuple[dict[Any, Any], dict[str, Any]]:
    kinds: list[Any] = [Problem]
    for endpoint in endpoints:
        kinds += [kind for kind in (endpoint.body, endpoint.query, endpoint.returns) if kind]
    unique = list(dict.fromkeys(kinds))
    schemas, components = msgspec.json.schema_components(unique, ref_template=_REF)
    return dict(zip(unique, schemas, strict=True)), components


def _operation(endpoint: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "tags": [endpoint.function],
        "summary": endpoint.summary,
        "parameters": [*_path_parameters(endpoint), *_query(endpoint), *_headers(endpoint)],
        "responses": {
            str(endpoint.status): _success(endpoint, schemas),
            **_problems(endpoint, schemas),
        },
    }
    if endpoint.description:
        operation["description"] = endpoint.description
    if endpoint.body is not None:
        required = any(field.required for field in msgspec.structs.fields(endpoint.body))
        operation["requestBody"] = {
            "required": required,
            "content": {JSON: {"schema": schemas[endpoint.body]}},
        }
    if not endpoint.is_public:
        operation["security"] = [{"bearer": [endpoint.scope] if endpoint.scope else []}]
    return operation


def _path_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    schema = msgspec.json.schema(Id)
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name in _PARAMETER.findall(endpoint.path)
    ]


def _query(endpoint: Endpoint) -> list[dict[str, Any]]:
    if endpoint.query is None:
        return []
    return [_query_parameter(field) for field in msgspec.structs.fields(endpoint.query)]


def _query_parameter(field: msgspec.structs.FieldInfo) -> dict[str, Any]:
    schema = _parameter_schema(field)
    description = schema.pop("description", None)
    parameter = {
        "name": field.encode_name,
        "in": "query",
        "required": field.required,
        "schema": schema,
    }
    return parameter if description is None else {**parameter, "description": description}


def _parameter_schema(field: msgspec.structs.FieldInfo) -> dict[str, Any]:
    """Return a parameter's schema: absent is how a query says null."""
    schema = msgspec.json.schema(field.type)
    options = [option for option in schema.pop("anyOf", []) if option != {"type": "null"}]
    schema |= options[0] if options else {}
    if isinstance(schema.get("enum"), list):
        schema["enum"] = [value for value in schema["enum"] if value is not None]
    if field.default not in {msgspec.NODEFAULT, None}:
        schema["default"] = field.default
    return schema


def _headers(endpoint: Endpoint) -> list[dict[str, Any]]:
    found = []
    if endpoint.repeatable:
        found.append(
            _header(
                "Idempotency-Key",
                "Repeating a request with its key writes once.",
                {"maxLength": MAX_KEY_LENGTH},
            )
        )
    if endpoint.if_match:
        description = "Change only this version: the ETag that was read."
        found.append(_header("If-Match", description, {"examples": ['"1"']}))
    return found


def _header(name: str, description: str, rule: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string", **rule},
    }


def _is_versioned(kind: Any) -> bool:
    return get_origin(kind) is None and isinstance(kind, type) and issubclass(kind, Versioned)


def _success(endpoint: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if endpoint.limited:
        headers |= {
            name: {"description": text, "schema": {"type": "integer"}}
            for name, text in _RATE_HEADERS.items()
        }
    if _is_versioned(endpoint.returns):
        headers["ETag"] = {"description": "The version.", "schema": {"type": "string"}}
    response: dict[str, Any] = {"description": HTTPStatus(endpoint.status).phrase}
    if headers:
        response["headers"] = headers
    if endpoint.returns is not None:
        media_type = endpoint.media_type.partition(";")[0]
        response["content"] = {media_type: {"schema": schemas[endpoint.returns]}}
    return response


def _problems(endpoint: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    """Describe every refusal: its status, and the codes that tell its reasons apart."""
    codes: defaultdict[HTTPStatus, set[str]] = defaultdict(set)
    for kind in (*_refusals(endpoint), *endpoint.raises):
        status, _ = status_of(kind)
        codes[status].add(kind.code)
    return {
        str(int(status)): {
            "description": status.phrase,
            "content": {
                MEDIA_TYPE: {
                    "schema": {
                        **schemas[Problem],
                        "properties": {"code": {"enum": sorted(codes[status])}},
                    }
                }
            },
        }
        for status in sorted(codes)
    }


def _refusals(endpoint: Endpoint) -> Iterator[type[DomainError]]:
    """Tell what the gateway and the dispatcher refuse before the service is asked."""
    yield from (InternalError, FunctionError, FunctionTimeout, Unavailable)
    reads_input = endpoint.body is not None or endpoint.query is not None
    refusals: tuple[tuple[object, tuple[type[DomainError], ...]], ...] = (
        (endpoint.limited, (RateLimited,)),
        (not endpoint.is_public, (Unauthenticated,)),
        (endpoint.session_only, (Forbidden,)),
        (endpoint.scope, (InsufficientScope,)),
        (_PARAMETER.search(endpoint.path), (NotFound,)),
        (endpoint.method != "GET", (PayloadTooLarge,)),
        (endpoint.body, (UnsupportedMediaType,)),
        (reads_input or endpoint.repeatable, (InvalidInput,)),  # without input: of the key
        (endpoint.repeatable, (RequestInProgress, IdempotencyMismatch)),
        (endpoint.if_match, (VersionConflict,)),
    )
    for applies, kinds in refusals:
        if applies:
            yield from kinds
