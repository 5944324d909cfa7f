"""A foreign page cannot sign a browser in: its user would go on in somebody else's account."""

import pytest

from tests.functions.conftest import PASSWORD, SignedUp
from tests.support.lambda_client import HOST, Client


def by_page(client: Client, ada: SignedUp, door: str, origin: str) -> str | None:
    body = {"email": ada.email, "password": ada.password}
    if door == "register":
        body = {"email": "new@example.org", "password": PASSWORD, "full_name": "New"}
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
    answer = client.post(f"/api/v1/auth/{door}", json=body, headers=headers)
    assert answer.status in {200, 201}
    return answer.headers.get("set-cookie")


@pytest.mark.parametrize("door", ["register", "login"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"https://{HOST}.evil.example"])
def test_a_foreign_page_gets_no_cookie(
    client: Client, ada: SignedUp, door: str, origin: str
) -> None:
    assert by_page(client, ada, door, origin) is None


@pytest.mark.parametrize("door", ["register", "login"])
@pytest.mark.parametrize("origin", [f"https://{HOST}", "http://localhost:3000"])
def test_our_own_pages_get_one(client: Client, ada: SignedUp, door: str, origin: str) -> None:
    assert by_page(client, ada, door, origin) is not None
