"""JSON that is nested to break the decoder: the answer is a 4xx."""

import pytest

from tests.support.lambda_client import Client

DEPTHS = [100, 300, 500, 700, 900, 990, 1000, 5000, 100_000]


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}")])
def test_json_of_any_depth_is_refused_before_anybody_has_signed_in(
    client: Client, depth: int, opened: str, closed: str
) -> None:
    body = f'{{"email":{opened * depth}1{closed * depth}}}'
    answer = client.post("/api/v1/auth/login", body=body)

    assert answer.status == 400
    assert answer.json["code"] == "invalid_input"
