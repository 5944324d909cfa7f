"""The auth function: accounts, sessions, API tokens."""

from taskmanager.domain.account import (
    Account,
    ApiTokenView,
    Login,
    MintedApiToken,
    NewApiToken,
    PasswordChange,
    Refresh,
    Registration,
    SessionView,
    SignedIn,
)
from taskmanager.domain.errors import (
    Conflict,
    EmailTaken,
    Forbidden,
    InvalidCredentials,
    LimitReached,
    Unauthenticated,
    Unprocessable,
)
from taskmanager.domain.values import ListQuery, Page, Scope
from taskmanager.http import browser
from taskmanager.http.chalice import lambda_handler
from taskmanager.http.request import QueryRequest, Request
from taskmanager.http.response import Reply
from taskmanager.http.router import Router

router = Router("auth")


@router.post(
    "/auth/register",
    body=Registration,
    returns=SignedIn,
    status=201,
    secret=True,
    raises=(EmailTaken, Unprocessable),
)
def register(request: Request[Registration]) -> Reply[SignedIn]:
    """Make an account, with its Inbox, and sign in.

    For a browser (known by `Origin` or `Sec-Fetch-*`) the refresh token is not in the body but in
    an HttpOnly cookie.
    """
    user = request.services.accounts.register(
        request.body, request.raw.source_ip, request.request_key
    )
    session = request.services.sessions.open(user, request.raw.device, request.request_key)
    return browser.signed_in(request, session)


@router.post("/auth/login", body=Login, returns=SignedIn, secret=True, raises=(InvalidCredentials,))
def login(request: Request[Login]) -> Reply[SignedIn]:
    """Sign in by e-mail address and password.

    For a browser the refresh token is in an HttpOnly cookie.
    """
    session = request.services.sessions.login(request.body, request.raw.device, request.request_key)
    return browser.signed_in(request, session)


@router.post(
    "/auth/refresh",
    body=Refresh,
    repeatable=False,
    returns=SignedIn,
    secret=True,
    raises=(Unauthenticated, Forbidden),
)
def refresh(request: Request[Refresh]) -> Reply[SignedIn]:
    """Exchange a refresh token for the next one and a new access token.

    Each refresh token works once; using it again ends its session. The one just replaced gives
    the same answer again for 10 seconds.
    """
    token = browser.required_refresh_token(request)
    return browser.signed_in(request, request.services.sessions.refresh(token))


@router.post("/auth/logout", body=Refresh, raises=(Unauthenticated, Forbidden))
def logout(request: Request[Refresh]) -> Reply[None]:
    """End the session of the refresh token, or else of the access token.

    Send either: `Authorization: Bearer` with an access token, or a refresh token.
    """
    token = browser.refresh_token(request)
    request.services.sessions.logout(request.raw.bearer, token)
    return browser.signed_out(request)


@router.post("/auth/logout-all", session_only=True, raises=(Conflict,))
def logout_all(request: Request[None]) -> Reply[None]:
    """End every session of the account, this one too."""
    request.services.accounts.end_every_session(request.caller)
    return browser.signed_out(request)


@router.post(
    "/auth/password",
    body=PasswordChange,
    session_only=True,
    raises=(InvalidCredentials, Unprocessable, Conflict),
)
def change_password(request: Request[PasswordChange]) -> None:
    """Set a new password.

    Every other session ends at once, with its access tokens. API tokens stay.
    """
    request.services.accounts.change_password(request.caller, request.body)


@router.get("/auth/me", returns=Account, scope=Scope.DATA_READ)
def me(request: Request[None]) -> Account:
    """Show the account."""
    return request.services.accounts.account(request.caller)


@router.get(
    "/auth/sessions",
    query=ListQuery,
    returns=Page[SessionView],
    session_only=True,
    raises=(Unprocessable,),
)
def list_sessions(request: QueryRequest[ListQuery]) -> Page[SessionView]:
    """List the open sessions, newest first."""
    return request.services.sessions.list(request.caller, request.query.cursor, request.query.limit)


@router.delete("/auth/sessions/{session_id}", session_only=True)
def end_session(request: Request[None]) -> None:
    """End a session."""
    request.services.sessions.end(request.caller, request.path["session_id"])


@router.post(
    "/auth/tokens",
    body=NewApiToken,
    returns=MintedApiToken,
    status=201,
    session_only=True,
    secret=True,
    raises=(LimitReached,),
)
def create_token(request: Request[NewApiToken]) -> MintedApiToken:
    """Make an API token.

    Only this answer shows it.
    """
    return request.services.api_tokens.mint(request.caller, request.body)


@router.get(
    "/auth/tokens",
    query=ListQuery,
    returns=Page[ApiTokenView],
    session_only=True,
    raises=(Unprocessable,),
)
def list_tokens(request: QueryRequest[ListQuery]) -> Page[ApiTokenView]:
    """List the API tokens, newest first."""
    return request.services.api_tokens.list(
        request.caller, request.query.cursor, request.query.limit
    )


@router.delete("/auth/tokens/{token_id}", session_only=True)
def revoke_token(request: Request[None]) -> None:
    """Revoke an API token."""
    request.services.api_tokens.revoke(request.caller, request.path["token_id"])


handler = lambda_handler(router)
