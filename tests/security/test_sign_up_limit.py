"""One address cannot sign up without end: each password that is hashed costs real work."""

from dataclasses import replace

from taskmanager.services.login_limits import REGISTER_PER_ADDRESS
from tests.functions.conftest import PASSWORD, NewWorld
from tests.support.lambda_client import Answer, Client


def register(client: Client, number: int) -> Answer:
    body = {"email": f"u{number}@example.org", "password": PASSWORD, "full_name": "U"}
    return client.post("/api/v1/auth/register", json=body)


def test_an_address_that_signs_up_too_often_has_to_wait_and_others_do_not(
    new_world: NewWorld,
) -> None:
    client = new_world(rate_limit_enabled=True).client
    most = REGISTER_PER_ADDRESS.amount
    statuses = [register(client, 1).status for _ in range(most)]  # an address that is taken counts

    refused = register(client, 2)
    elsewhere = register(replace(client, address="198.51.100.1"), 2)

    assert statuses == [201] + [409] * (most - 1)
    assert refused.status == 429
    assert 0 < int(refused.headers["retry-after"]) <= REGISTER_PER_ADDRESS.seconds
    assert elsewhere.status == 201
