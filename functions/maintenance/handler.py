"""The maintenance function: what runs on a schedule, health, and the API's own description."""

from functions.maintenance import reference
from taskmanager.container import Container
from taskmanager.http.chalice import lambda_handler
from taskmanager.http.request import Request
from taskmanager.http.response import Reply
from taskmanager.http.router import API_PREFIX, Router
from taskmanager.services.maintenance import Liveness, Readiness

router = Router("maintenance", prefix="")


@router.get("/", status=302, limited=False)
def home(_request: Request[None]) -> Reply[None]:
    """Lead a browser to the page of the API."""
    return Reply(None, headers={"Location": f"{API_PREFIX}/docs"})


@router.get("/health", returns=Liveness, limited=False)
def health(_request: Request[None]) -> Liveness:
    """Tell that the service is alive."""
    return Liveness()


@router.get("/health/ready", returns=Readiness, limited=False)
def ready(request: Request[None]) -> Readiness:
    """Tell whether storage and cache answer.

    Without storage the answer is 503.
    """
    return request.services.maintenance.readiness()


@router.get(f"{API_PREFIX}/openapi.json", returns=dict, media_type="application/json")
def openapi(_request: Request[None]) -> Reply[str]:
    """Describe the API as OpenAPI 3.1."""
    return Reply(reference.document(), headers={"Cache-Control": "public, max-age=300"})


@router.get(f"{API_PREFIX}/docs", returns=str, media_type="text/html; charset=utf-8")
def docs(_request: Request[None]) -> Reply[str]:
    """Show the API as a page."""
    return Reply(reference.page(), headers={"Cache-Control": "public, max-age=300"})


@router.schedule("rate(1 hour)")
def purge(services: Container) -> dict[str, int]:
    """Delete what has expired."""
    return services.maintenance.purge()


handler = lambda_handler(router)
