"""The server process around the HTTP API."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent.bootstrap import World
from app.keys import has_keys
from app.security import is_loopback
from core.errors import Refused

MOST_REQUESTS = 64
"""Requests at one time; beyond that callers get 503 at once."""
IDLE_SECONDS = 5


def refuse_open_doors(world: World, host: str, say: Callable[[str], None]) -> None:
    """Says what without a key is to be said.

    Raises:
        Refused: for an address that others can reach, while no key stands.
    """
    if not has_keys(world.store):
        if not is_loopback(host):
            raise Refused(f"will not listen on {host} without a key: make one first with `morrow keys add --person ID`")
        say("No key has been made yet, so only /health will answer. Make one: morrow keys add --person ID")


def run_server(world: World, host: str, port: int, hosts: Sequence[str], say: Callable[[str], None]) -> None:
    """Serves until it is stopped.

    Args:
        world: the installation.
        host: address to listen on.
        port: 0 takes a free one.
        hosts: further names by which it may be called.
        say: tells the person who started it.

    Raises:
        Refused: for an address that others can reach, while no key stands.
    """
    import uvicorn

    from app.api import create_app

    refuse_open_doors(world, host, say)
    application = create_app(world, host=host, hosts=tuple(hosts))
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,  # paths hold the names of people
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_REQUESTS,
        timeout_keep_alive=IDLE_SECONDS,
        lifespan="off",
    )
    say(f"Listening on http://{f'[{host}]' if ':' in host else host}:{port}/health · stop with Ctrl-C")
    uvicorn.Server(config).run()
