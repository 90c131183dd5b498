"""One call to WHOOP's API: with a good token, within the shared budget, patient within its time. What answers mean is not known here."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol

from core.clock import Clock
from core.errors import ClockFault, SourceUnavailable
from ingestion.whoop_api.budget import Budget, retry_after
from ingestion.whoop_api.transport import Answer, Silence, Transport, http_date, is_loopback

PREFIX = "/developer"
CALL_SECONDS = 30.0
"""Time limit of one request."""
TRIES = 4
LONGEST_PAUSE = 8.0
CLOCKS_APART = timedelta(minutes=5)


class Bearer(Protocol):
    """Whoever has access tokens; see `tokens.Grant`."""

    def access_token(self) -> str:
        """One that should be good."""
        ...

    def instead_of(self, refused: str) -> str:
        """Another one than that."""
        ...

    def refused_anew(self, token: str) -> None:
        """Is told that the other one was refused, too, and raises `Reconnect`."""
        ...


class Calls:
    """Calls in one person's name."""

    def __init__(
        self,
        transport: Transport,
        bearer: Bearer,
        budget: Budget,
        clock: Clock,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport, self._bearer, self._budget, self._clock = transport, bearer, budget, clock
        self._sleep, self._monotonic = sleep, monotonic
        self.made = 0
        """Calls to the API so far."""

    def ends_in(self, seconds: float) -> float:
        """The instant by which a call, or several together, must be through."""
        return self._monotonic() + seconds

    def answer(self, method: str, path: str, *, query: Mapping[str, str] | None = None, ends: float) -> Answer:
        """What WHOOP says to a request with a good token: a refused one is replaced once, or as another process has replaced it.

        Raises:
            Reconnect: when the grant is gone.
            SourceUnavailable: when no answer came in time, or none that means anything.
            SourceBroken: when an answer came in a form that cannot be read.
            ClockFault: when this machine's clock and WHOOP's are far apart.
        """
        token = self._bearer.access_token()
        answer = self._patient(method, path, query, token, ends)
        if answer.status != 401:
            return answer
        token = self._bearer.instead_of(token)
        answer = self._patient(method, path, query, token, ends)
        if answer.status == 401 and (newest := self._bearer.access_token()) != token:  # others are at work, and this one ran out, too
            token = newest
            answer = self._patient(method, path, query, token, ends)
        if answer.status == 401:
            self._bearer.refused_anew(token)
        return answer

    def _patient(self, method: str, path: str, query: Mapping[str, str] | None, token: str, ends: float) -> Answer:
        """The first answer that means something, asked for again with growing random pauses."""
        from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt, wait_random_exponential

        def last(state: RetryCallState) -> Answer | Silence:
            result: Answer | Silence = state.outcome.result() if state.outcome else Silence("nothing was tried")
            return result

        again = Retrying(
            retry=retry_if_result(_is_passing),
            stop=stop_after_attempt(TRIES),
            wait=wait_random_exponential(multiplier=0.5, max=LONGEST_PAUSE),
            sleep=self._sleep,
            retry_error_callback=last,
        )
        outcome: Answer | Silence = again(self._once, method, path, query, token, ends)
        if isinstance(outcome, Silence):
            raise SourceUnavailable(f"{outcome.reason} ({TRIES} tries); try again later")
        if _is_passing(outcome):
            raise SourceUnavailable(f"WHOOP answered HTTP {outcome.status} ({TRIES} tries); try again later", retry_after(outcome.headers))
        return outcome

    def _once(self, method: str, path: str, query: Mapping[str, str] | None, token: str, ends: float) -> Answer | Silence:
        left = ends - self._monotonic()
        if left <= 0:
            raise SourceUnavailable("WHOOP took too long over what was asked; what stands here still stands. Try again later")
        with self._budget.call(left) as hear:
            self.made += 1
            outcome = self._transport.send(method, PREFIX + path, query=query, bearer=token, within=min(left, CALL_SECONDS))
            if isinstance(outcome, Answer):
                hear(outcome.status, outcome.headers)
        if isinstance(outcome, Answer) and method == "GET" and outcome.status == 200:
            self._check_clock(outcome)
        return outcome

    def _check_clock(self, answer: Answer) -> None:
        told, now = http_date(answer.headers.get("date", "")), self._clock.now()
        if told and abs(told - now) > CLOCKS_APART:
            remedy = "start the simulator anew" if is_loopback(self._transport.base_url) else "set the clock right"
            raise ClockFault(
                f"this machine's clock shows {now:%Y-%m-%d %H:%M} UTC, WHOOP's {told:%Y-%m-%d %H:%M}; {remedy}, then try again"
            )


def _is_passing(outcome: Answer | Silence) -> bool:
    """True where asking again may help."""
    return isinstance(outcome, Silence) or outcome.status == 429 or outcome.status >= 500
