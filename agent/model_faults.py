"""What goes wrong between us and a chat model's server, as one error with a short reason. Owner of openai's exceptions."""

from __future__ import annotations

import re

from core.errors import ModelUnavailable

LONGEST_PAUSE = 10.0
"""A server that wants a longer pause counts as rate limited at once: the analyst does not keep a person waiting."""


def failures() -> tuple[type[Exception], ...]:
    """What the client raises when a server fails or sends nonsense: measured, not guessed.

    A missing `choices` is an IndexError, a body of a thousand nested brackets a RecursionError.
    """
    import httpx
    import openai

    known = (openai.OpenAIError, httpx.HTTPError, TimeoutError)
    return (*known, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)


def pause_of(error: Exception, planned: float | None) -> float | None:
    """Seconds to wait before the same call may succeed; None when repeating it is no use."""
    status = getattr(error, "status_code", None)
    if planned is None or not (status == 429 or (isinstance(status, int) and status >= 500)):
        return None
    asked = error.response.headers.get("retry-after", "") if hasattr(error, "response") else ""
    wait = float(asked) if re.fullmatch(r"\d+(\.\d+)?", asked) else planned
    return wait if wait <= LONGEST_PAUSE else None


def unavailable(error: BaseException) -> ModelUnavailable:
    """The one error of this seam for whatever a client raised, with a short reason that names no address and no key."""
    return error if isinstance(error, ModelUnavailable) else ModelUnavailable(_reason(error))


_BY_STATUS = {
    400: "request refused",
    401: "not authorised",
    403: "not authorised",
    404: "model not found",
    408: "timeout",
    413: "request too long",
}


def _reason(error: BaseException) -> str:
    names = {kind.__name__ for kind in type(error).__mro__}
    status = getattr(error, "status_code", None)
    if names & {"APITimeoutError", "TimeoutError", "TimeoutException", "StreamChunkTimeoutError"}:
        return "timeout"
    if "RateLimitError" in names:
        return "rate limited"
    if "APIConnectionError" in names or "TransportError" in names:
        return _connection_reason(error)
    if names & {"LengthFinishReasonError"}:
        return "cut answer"
    if isinstance(status, int):
        return _BY_STATUS.get(status, "server error" if status >= 500 else "redirected" if status < 400 else "request refused")
    return "bad answer"


def _connection_reason(error: BaseException) -> str:
    """Refused at once, or broken off later."""
    seen: BaseException | None = error
    while seen is not None:
        if type(seen).__name__ in ("ConnectError", "ConnectionRefusedError"):
            return "connection refused"
        seen = seen.__cause__ or seen.__context__
    return "connection lost"
