import json

import msgspec
import pytest

from app import routers
from functions.maintenance.page.examples import Examples
from functions.maintenance.page.schemas import Schemas
from taskmanager.http.openapi import describe
from taskmanager.http.router import Endpoint


@pytest.mark.parametrize(
    "endpoint",
    [one for router in routers for one in router.endpoints],
    ids=lambda one: f"{one.method} {one.path}",
)
def test_every_example_is_what_the_endpoint_takes_and_gives(endpoint: Endpoint) -> None:
    made = describe(routers, "1")
    operation = made["paths"][endpoint.path][endpoint.method.lower()]
    examples = Examples(Schemas(made["components"]["schemas"]))
    if endpoint.body is not None:
        sent = operation["requestBody"]["content"]["application/json"]["schema"]
        body = examples.body(sent)
        assert body
        msgspec.convert(body, endpoint.body)
    content = operation["responses"][str(endpoint.status)].get("content", {})
    if endpoint.media_type == "application/json" and endpoint.returns not in {None, dict}:
        answer = examples.answer(content["application/json"]["schema"])
        msgspec.json.decode(json.dumps(answer), type=endpoint.returns)
