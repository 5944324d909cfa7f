"""The suggestions function: proposals by a language model, or by rules."""

from taskmanager.domain.errors import (
    Conflict,
    NotFound,
    SuggestionResolved,
    TaskCompleted,
    Unprocessable,
)
from taskmanager.domain.suggestion import NewSuggestion, Suggestion, SuggestionQuery
from taskmanager.domain.values import Page, Scope
from taskmanager.http.chalice import lambda_handler
from taskmanager.http.request import QueryRequest, Request
from taskmanager.http.router import Router

router = Router("suggestions")


@router.post(
    "/suggestions",
    body=NewSuggestion,
    returns=Suggestion,
    status=201,
    scope=Scope.DATA_READ_WRITE,
    raises=(NotFound, TaskCompleted),
)
def create_suggestion(request: Request[NewSuggestion]) -> Suggestion:
    """Suggest how to break a task down.

    Nothing changes before the suggestion is accepted. `engine` tells whether a language model or
    the built-in rules made it; `changes` are commands in the form of Todoist's sync API.
    """
    return request.services.suggestions.create(request.caller, request.body)


@router.get(
    "/suggestions",
    query=SuggestionQuery,
    returns=Page[Suggestion],
    scope=Scope.DATA_READ,
    raises=(Unprocessable,),
)
def list_suggestions(request: QueryRequest[SuggestionQuery]) -> Page[Suggestion]:
    """List suggestions, newest first."""
    return request.services.suggestions.list(request.caller, request.query)


@router.get("/suggestions/{suggestion_id}", returns=Suggestion, scope=Scope.DATA_READ)
def get_suggestion(request: Request[None]) -> Suggestion:
    """Get a suggestion."""
    return request.services.suggestions.get(request.caller, request.path["suggestion_id"])


@router.post(
    "/suggestions/{suggestion_id}/accept",
    returns=Suggestion,
    scope=Scope.DATA_READ_WRITE,
    raises=(TaskCompleted, SuggestionResolved, Conflict),
)
def accept_suggestion(request: Request[None]) -> Suggestion:
    """Carry a suggestion out, all of it or nothing, once.

    Accepting again gives the same answer. `temp_id_mapping` tells the ids of what was made.
    """
    return request.services.suggestions.accept(request.caller, request.path["suggestion_id"])


@router.post(
    "/suggestions/{suggestion_id}/reject",
    returns=Suggestion,
    scope=Scope.DATA_READ_WRITE,
    raises=(SuggestionResolved, Conflict),
)
def reject_suggestion(request: Request[None]) -> Suggestion:
    """Turn a suggestion down."""
    return request.services.suggestions.reject(request.caller, request.path["suggestion_id"])


handler = lambda_handler(router)
