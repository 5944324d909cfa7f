"""A language model behind OpenAI's chat completions, or behind any server that speaks them."""

import asyncio
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from taskmanager.adapters import breakdown_prompt
from taskmanager.domain.breakdown import Breakdown, Granularity
from taskmanager.ports.language_model import ModelFailed

if TYPE_CHECKING:
    from openai import APIError, AsyncOpenAI

OPENAI_URL = "https://api.openai.com/v1"
MAX_ANSWER_BYTES = 1_000_000
RETRY_SECONDS = 0.5
"""Pause before the one further try, where the server does not ask for another."""

_TEMPORARY = frozenset({408, 409, 429})
_TOLD_CODES = frozenset(
    {
        "context_length_exceeded",
        "insufficient_quota",
        "invalid_api_key",
        "model_not_found",
        "rate_limit_exceeded",
        "unsupported_parameter",
        "unsupported_value",
    }
)
"""Codes of errors that are repeated in a reason; anything else a server says may quote secrets."""

T = TypeVar("T")


class OpenAiModel:
    """Breaks tasks down by one chat completion with Structured Outputs.

    A call ends within `timeout_seconds`, loading the client on the first call included. A limit for
    each read would not do that: a server that sends a byte now and then resets it. So the call
    is a coroutine, cancelled when its time is over, which also closes its connection. It is for
    threads without a running event loop, as functions have.

    The limit of tokens is sent to OpenAI as `max_completion_tokens`, which all of its models know
    while the reasoning ones refuse `max_tokens`; to other servers as `max_tokens`, the older
    name, which all of them know. Whoever refuses the one gets the other, and whoever refuses a
    temperature, as reasoning models do, is asked without; what was accepted is remembered.
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str | None,
        model: str,
        max_tokens: int,
        temperature: float,
        timeout_seconds: float,
    ) -> None:
        self._api_key = api_key
        self._base_url = base_url or OPENAI_URL
        self._model = model
        self._timeout_seconds = timeout_seconds
        limit = token_limit(self._base_url)
        self._options: dict[str, float] = {limit: max_tokens, "temperature": temperature}

    @property
    def name(self) -> str:
        """The model's name and where it is asked."""
        return f"{self._model} {self._base_url}"

    def breakdown(self, content: str, description: str, granularity: Granularity) -> Breakdown:
        """Break a task down.

        Raises:
            ModelFailed: It did not answer, not in time, or with something that is no breakdown.
        """
        ends = time.monotonic() + self._timeout_seconds
        import openai

        question = {
            "model": self._model,
            "messages": breakdown_prompt.messages(content, description, granularity),
            "response_format": breakdown_prompt.response_format(),
        }
        try:
            return breakdown_prompt.read(_run(self._ask(question, ends)))
        except TimeoutError:
            reason = f"no answer within {self._timeout_seconds:g} s"
        except openai.APIError as error:
            reason = _reason(error)
        except (openai.OpenAIError, ValueError) as error:  # such as a key that no header can hold
            reason = f"the request cannot be made: {type(error).__name__}"
        raise ModelFailed(reason)  # outside of the handlers: their errors quote keys and texts

    async def _ask(self, question: dict[str, Any], ends: float) -> bytes:
        async with self._client() as client, asyncio.timeout(max(0, ends - time.monotonic())):
            return await self._persist(client, question, ends)

    def _client(self) -> "AsyncOpenAI":
        """Make a client for one call: its connections belong to the event loop of the call."""
        from openai import AsyncOpenAI

        try:
            return AsyncOpenAI(
                api_key=self._api_key,
                base_url=self._base_url,
                timeout=self._timeout_seconds,
                max_retries=0,  # its own retries sleep for as long as a server says
            )
        except Exception:  # noqa: BLE001 - also errors of the HTTP library under it, which quote
            raise ModelFailed("the key or the address of the server is malformed") from None

    async def _persist(self, client: "AsyncOpenAI", question: dict[str, Any], ends: float) -> bytes:
        """Ask until there is an answer: without what is refused, and once more after a pause."""
        from openai import APIError

        options, given_up, tried_again = self._options, set[str](), False
        while True:
            try:
                answer = await _answer(client, question | options)
            except APIError as error:
                option = _refused_option(error, options)
                if option and option not in given_up:
                    given_up.add(option)
                    options = _without(option, options)
                    continue
                pause = _pause(error)
                if tried_again or pause is None or pause > (ends - time.monotonic()) / 2:
                    raise
                tried_again = True
                await asyncio.sleep(pause)
            else:
                self._options = options
                return answer


def token_limit(base_url: str) -> str:
    """Return the name under which a server most likely knows the limit of tokens."""
    at_openai = any(host in base_url for host in ("api.openai.com", ".openai.azure.com"))
    return "max_completion_tokens" if at_openai else "max_tokens"


async def _answer(client: "AsyncOpenAI", request: dict[str, Any]) -> bytes:
    """Read the body of the answer as it comes: the client would read one without an end."""
    async with client.chat.completions.with_streaming_response.create(**request) as response:
        body = bytearray()
        try:
            async for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MAX_ANSWER_BYTES:
                    break
        except Exception:  # noqa: BLE001 - whatever the HTTP library under the client raises
            raise ModelFailed("the answer broke off") from None
    if len(body) > MAX_ANSWER_BYTES:
        raise ModelFailed("the answer is too large")
    return bytes(body)


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine as `asyncio.run` does, without its wait for threads that look up names."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def _refused_option(error: "APIError", options: dict[str, float]) -> str | None:
    """Tell which option a server refused, if it says so: not every one fills in `param`."""
    if getattr(error, "status_code", None) not in {400, 422}:
        return None
    return next((name for name in options if name == error.param or name in error.message), None)


def _without(option: str, options: dict[str, float]) -> dict[str, float]:
    """Rename the limit of tokens, leave out any other option."""
    other_name = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}
    kept = {name: value for name, value in options.items() if name != option}
    if option in other_name:
        kept[other_name[option]] = options[option]
    return kept


def _pause(error: "APIError") -> float | None:
    """Return how long to wait before another try, None when it would fail again."""
    from openai import APIConnectionError, APIStatusError

    if isinstance(error, APIStatusError):
        temporary = error.status_code in _TEMPORARY or error.status_code >= 500
        if not temporary or error.code == "insufficient_quota":
            return None
        try:
            asked = float(error.response.headers.get("retry-after", ""))
        except ValueError:
            return RETRY_SECONDS
        return asked if asked >= 0 else RETRY_SECONDS
    return RETRY_SECONDS if isinstance(error, APIConnectionError) else None


def _reason(error: "APIError") -> str:
    """Say what went wrong, in our own words: a server's may quote the key or the task."""
    from openai import APIConnectionError, APIStatusError

    if isinstance(error, APIStatusError):
        code = f" ({error.code})" if error.code in _TOLD_CODES else ""
        return f"the server answered HTTP {error.status_code}{code}"
    if isinstance(error, APIConnectionError):
        return "the server cannot be reached"
    return f"the server's answer cannot be read: {type(error).__name__}"
