import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from local.nginx.program import Addresses
from tests.edge.upstream import Upstream

NAME = "tasks.example"


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for `tasks.example` that lives for a day."""
    folder = tmp_path_factory.mktemp("certificates")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-nodes", "-days", "1"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"),
            *("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")),
        ],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def trusting(certificates: Path) -> ssl.SSLContext:
    """Trust the test's certificate and no other."""
    return ssl.create_default_context(cafile=str(certificates / "fullchain.pem"))


@pytest.fixture
def tls_edge(
    start_edge: Callable[..., Addresses], upstream: Upstream, certificates: Path
) -> Addresses:
    """Start an edge that ends TLS for `tasks.example`."""
    return start_edge(
        upstream.address, tls_port=0, server_name=NAME, certificates=str(certificates)
    )


def get(url: str, context: ssl.SSLContext, name: str = NAME) -> httpx.Response:
    """GET under a host name that no name server knows."""
    with httpx.Client(verify=context) as client:
        return client.get(url, headers={"Host": name}, extensions={"sni_hostname": name})


def test_the_api_answers_over_tls(
    tls_edge: Addresses, trusting: ssl.SSLContext, upstream: Upstream
) -> None:
    answer = get(f"{tls_edge.https}/api/v1/tasks", trusting)

    assert answer.status_code == 200
    assert upstream.seen[0].values("X-Forwarded-Proto") == ["https"]


def test_tls_is_promised_for_two_years(tls_edge: Addresses, trusting: ssl.SSLContext) -> None:
    answer = get(f"{tls_edge.https}/nothing", trusting)

    assert answer.status_code == 404
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"


def test_plain_http_leads_to_tls_with_method_and_path(
    tls_edge: Addresses, upstream: Upstream
) -> None:
    answer = httpx.post(f"{tls_edge.http}/api/v1/tasks?a=1", headers={"Host": NAME})

    assert answer.status_code == 308
    assert answer.headers["Location"] == f"https://{NAME}/api/v1/tasks?a=1"
    assert upstream.seen == []


def test_plain_http_tells_its_health(tls_edge: Addresses) -> None:
    assert httpx.get(f"{tls_edge.http}/health").text == "healthy\n"


def test_plain_http_on_the_tls_port_is_a_problem(tls_edge: Addresses) -> None:
    answer = httpx.get(tls_edge.https.replace("https", "http"), headers={"Host": NAME})

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")


def test_another_name_gets_no_certificate(tls_edge: Addresses, trusting: ssl.SSLContext) -> None:
    with pytest.raises(httpx.ConnectError, match="UNRECOGNIZED_NAME"):
        get(tls_edge.https, trusting, name="rebound.example")


def test_old_protocols_are_refused(tls_edge: Addresses, trusting: ssl.SSLContext) -> None:
    """Ask for TLS 1.1 alone; the client has to allow it first, as it is refused there too."""
    trusting.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        trusting.minimum_version = trusting.maximum_version = ssl.TLSVersion.TLSv1_1

    with pytest.raises(httpx.ConnectError, match=r"(?i)protocol"):
        get(tls_edge.https, trusting)
