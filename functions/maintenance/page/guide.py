"""What a reader needs before the first endpoint: how to start, and what holds everywhere."""

from functions.maintenance.page.markup import Html, Node, inline, prose, tag
from functions.maintenance.page.operations import command, json_example
from taskmanager.domain.values import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from taskmanager.http.request import MAX_KEY_LENGTH
from taskmanager.services.api_tokens import API_TOKEN_PREFIX
from taskmanager.services.idempotency import KEPT_FOR

_HOURS = int(KEPT_FOR.total_seconds() // 3600)

_REGISTER = """\
API=http://127.0.0.1:8000

curl "$API/api/v1/auth/register" \\
  -H "Content-Type: application/json" \\
  -d '{
    "email": "ada@example.org",
    "password": "correct horse battery",
    "full_name": "Ada",
    "timezone": "Europe/Berlin"
  }'"""

_LOGIN = """\
TOKEN=$(curl -s "$API/api/v1/auth/login" \\
  -H "Content-Type: application/json" \\
  -d '{"email": "ada@example.org", "password": "correct horse battery"}' |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')"""

_CREATE = """\
curl "$API/api/v1/tasks" \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  -H "Idempotency-Key: water-the-tomatoes-1" \\
  -d '{"content": "Water the tomatoes", "due_date": "2030-06-01", "priority": 3}'"""

_LIST = """\
curl "$API/api/v1/tasks?limit=20" \\
  -H "Authorization: Bearer $TOKEN\""""

_CHANGE = """\
curl -X PATCH "$API/api/v1/tasks/$TASK_ID" \\
  -H "Authorization: Bearer $TOKEN" \\
  -H 'If-Match: "1"' \\
  -H "Content-Type: application/json" \\
  -d '{"priority": 4}'"""

_PROBLEM = """\
{
  "type": "/api/v1/docs#problem-invalid_input",
  "title": "The input is not valid",
  "status": 400,
  "detail": "content: is required",
  "code": "invalid_input",
  "request_id": "4f1c0a8e5d7b",
  "errors": [{"field": "content", "message": "is required"}]
}"""

TITLES = {
    "getting-started": "Getting started",
    "authentication": "Authentication",
    "pagination": "Pagination",
    "idempotency": "Idempotency",
    "versions": "Versions",
    "rate-limits": "Rate limits",
}
"""Anchor and heading of each section of the guide."""


def sections() -> list[Html]:
    """Render the guide."""
    return [
        _section("getting-started", _START, _steps()),
        _section("authentication", _AUTHENTICATION),
        _section("pagination", _PAGINATION),
        _section("idempotency", _IDEMPOTENCY),
        _section("versions", _VERSIONS, command("Change only what you saw", _CHANGE)),
        _section("rate-limits", _RATE_LIMITS),
    ]


def about_problems() -> Node:
    """Tell what every problem looks like."""
    return (prose(_PROBLEMS), json_example(_PROBLEM))


_START = """
Four commands take you from nothing to your first task. Set `API` once, to where you read this
page; every example uses it, and the `TOKEN` that signing in gives you. Names such as `TASK_ID`
stand for the `id` of what you made before, `REFRESH_TOKEN` for the one that came with the token.
"""

_AUTHENTICATION = f"""
Send `Authorization: Bearer` with an access token from sign-in, or with an API token, which starts
with `{API_TOKEN_PREFIX}`. An access token lives for `expires_in` seconds; exchange the refresh
token for the next pair before that, and keep the new refresh token, because each works once.

An API token is for programs: it carries only the scopes it was made with, and endpoints marked
"Signed in" refuse it. `data:read_write` includes `data:read` and `task:add`; deleting always needs
`data:delete`.
"""

_PAGINATION = f"""
A list answers with `results` and `next_cursor`. Send `next_cursor` back as `cursor` to get the
following page; on the last page it is null. `limit` sets the size of a page, {DEFAULT_PAGE_SIZE}
unless told and {MAX_PAGE_SIZE} at most. A cursor is opaque: it is good for the list that gave it,
with the same filters.
"""

_IDEMPOTENCY = f"""
Give a POST an `Idempotency-Key` of up to {MAX_KEY_LENGTH} characters, a fresh one for each thing
you want done. Sending the same request again with its key writes nothing twice and, for
{_HOURS} hours, gives the first answer again, marked `Idempotency-Replayed: true`. The same key
with another path or body is refused. `X-Request-Id` works as a key too, so Todoist's Python client
is safe to retry as it is.
"""

_VERSIONS = """
Tasks, projects and suggestions carry a `version` that grows with every change, and come with it as
their `ETag`. Send that tag back as `If-Match` when you change or delete a task or a project: if
somebody was faster the answer is 412, with the object as it is now under `current`, and nothing
is overwritten. Without `If-Match` the last write wins.
"""

_RATE_LIMITS = """
Answers tell where you stand: `RateLimit-Limit` requests are allowed in a window,
`RateLimit-Remaining` are left, and the window ends in `RateLimit-Reset` seconds. Signed in, you are
counted as a user, else by address. Beyond the limit the answer is 429, and `Retry-After` says how
many seconds to wait. Attempts to sign in are limited more tightly still.
"""

_PROBLEMS = """
Whatever goes wrong is told as `application/problem+json` (RFC 9457). Branch on `code`, which is
stable, and show `detail` to people. `errors` names every offending field, and `request_id` finds
the request in the log. `error`, `error_code`, `error_tag`, `http_code` and `error_extra` repeat
this for Todoist's clients.
"""


def _section(anchor: str, text: str, *more: Node) -> Html:
    return tag("section", tag("h2", TITLES[anchor], id=anchor), prose(text), more, class_="guide")


def _steps() -> Html:
    steps = {
        "Make an account.": _REGISTER,
        "Sign in and keep the access token.": _LOGIN,
        "Create a task. Its key keeps a retry from making it twice.": _CREATE,
        "List your tasks.": _LIST,
    }
    items = [
        tag("li", tag("p", inline(step)), command("Shell", text)) for step, text in steps.items()
    ]
    return tag("ol", items, class_="steps")
