"""Which web pages may call the API: the headers of cross-origin resource sharing.

Fetch standard, https://fetch.spec.whatwg.org/#http-cors-protocol.
"""

ALLOWED_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, X-Request-Id"
EXPOSED_HEADERS = (
    "ETag, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "
    "RateLimit-Policy, X-Request-Id"
)
PREFLIGHT_MAX_AGE_SECONDS = 600


def allows(origin: str | None, allowed: tuple[str, ...]) -> bool:
    """Tell whether pages of this origin may read answers."""
    return origin is not None and ("*" in allowed or origin in allowed)


def headers(origin: str | None, allowed: tuple[str, ...]) -> dict[str, str]:
    """Return the headers that let a page of this origin read the answer.

    Every answer varies by Origin, so that a shared cache never serves one origin's to another.
    """
    if origin is None or not allows(origin, allowed):
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    }


def preflight(
    origin: str | None, allowed: tuple[str, ...], methods: tuple[str, ...]
) -> dict[str, str]:
    """Return the headers that answer an OPTIONS request for a path with these methods."""
    found = headers(origin, allowed)
    if "Access-Control-Allow-Origin" not in found:
        return found
    return found | {
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": ALLOWED_HEADERS,
        "Access-Control-Max-Age": str(PREFLIGHT_MAX_AGE_SECONDS),
    }
