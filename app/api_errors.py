"""Errors as HTTP tells them: always `{"detail": "…"}`, never a traceback, and never an echo of what was sent."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.api_models import Problem
from core.errors import BadInput, MorrowError, StoreBusy, UnknownPerson

_log = logging.getLogger(__name__)
BUSY_SECONDS = 5
"""When to ask again after the store was busy."""
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "The request cannot be read, or carries a host name that is not this server's", "content": {"text/plain": {}}},
    401: {"model": Problem, "description": "No key, or none that stands"},
    403: {"model": Problem, "description": "The key does not reach that person"},
    404: {"model": Problem, "description": "Nothing of that kind stands here"},
    413: {"model": Problem, "description": "The body is too long"},
    422: {"model": Problem, "description": "A part of the path or query has a value that cannot be used"},
    503: {"model": Problem, "description": "The store is busy; ask again after Retry-After seconds"},
}
"""What any route behind a key may answer instead."""


def add_error_handlers(app: FastAPI) -> None:
    """Teaches the app to tell errors in the one shape."""

    @app.exception_handler(HTTPException)
    def http(_: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse({"detail": str(error.detail)}, error.status_code, headers=error.headers)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        return JSONResponse({"detail": faults}, 422)

    @app.exception_handler(MorrowError)
    def ours(_: Request, error: MorrowError) -> JSONResponse:
        headers = {"Retry-After": str(BUSY_SECONDS)} if isinstance(error, StoreBusy) else None
        return JSONResponse({"detail": _words(error)}, _status(error), headers=headers)

    @app.exception_handler(Exception)
    def unexpected(_: Request, error: Exception) -> JSONResponse:
        _log.error("a request failed", exc_info=error)
        return JSONResponse({"detail": "something went wrong here; the server's log tells more"}, 500)


def _status(error: MorrowError) -> int:
    if isinstance(error, StoreBusy):
        return 503
    if isinstance(error, UnknownPerson):
        return 404
    return 422 if isinstance(error, BadInput) else 500


def _words(error: MorrowError) -> str:
    """What may be told: of a broken part only that it is broken, since the sentence may hold paths."""
    if isinstance(error, UnknownPerson):
        return "no facts of that person stand here"
    if isinstance(error, StoreBusy):
        return "the store is busy"
    return str(error) if isinstance(error, BadInput) else "a part of this installation is not in order; `morrow doctor` tells which"
