"""What `morrow serve` keeps running: the HTTP API, Dagster's page and daemon, MLflow's page, and the sync of connected sources."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from agent.bootstrap import World
from app.supervisor import Say, Service, Supervisor
from core.database import file_lock
from core.errors import Broken, Refused, StoreBusy

PARTS = ("api", "pipelines", "models", "sync")
LOOPBACK = "127.0.0.1"


def services_of(world: World, host: str, port: int, parts: Sequence[str] = PARTS, hosts: Sequence[str] = ()) -> list[Service]:
    """The services of those parts, with commands that listen on this machine alone (the API: on `host`)."""
    settings, home = world.settings, world.settings.home
    beside = Path(sys.executable).parent
    morrow, dagster, mlflow = (str(beside / name) for name in ("morrow", "dagster", "mlflow"))
    allowed = [word for name in hosts for word in ("--allow-host", name)]
    models = home / "mlflow"
    stores = ["--backend-store-uri", f"sqlite:///{models / 'mlflow.db'}", "--artifacts-destination", str(models / "artifacts")]
    everything = (
        Service(
            "api",
            [morrow, "serve", "--only", "api", "--host", host, "--port", str(port), *allowed],
            f"forecasts over HTTP: http://{host}:{port}/health",
        ),
        Service(
            "pipelines",
            [dagster, "dev", "--log-level", "warning", "-m", "pipelines.definitions", "-h", LOOPBACK, "-p", str(settings.dagster_port)],
            f"Dagster's page and daemon: http://{LOOPBACK}:{settings.dagster_port}",
            {"DAGSTER_HOME": str(home / "dagster")},
        ),
        Service(
            "models",
            [mlflow, "ui", *stores, "--host", LOOPBACK, "--port", str(settings.mlflow_port), "--workers", "1"],
            f"MLflow's page: http://{LOOPBACK}:{settings.mlflow_port}",
            {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"},
        ),
        Service("sync", [morrow, "sync", "--watch"], f"connected sources, every {settings.sync_minutes:g} minutes"),
    )
    return [service for service in everything if service.name in parts]


def supervise(world: World, services: Sequence[Service], say: Say, stop_on: Callable[[Callable[..., None]], None]) -> None:
    """Runs the services until the person stops them.

    Args:
        world: the installation.
        services: as `services_of` lists them.
        say: tells the person.
        stop_on: given what ends them all, sees to it that the person can call it.

    Raises:
        Broken: when another supervisor of this installation runs, or no service could be kept running.
    """
    try:
        with file_lock(world.folder("runs") / "serve.lock", 0.1):
            _prepare(world, services)
            supervisor = Supervisor(services, world.folder("logs"), say)
            stop_on(supervisor.stop)
            if not supervisor.run():
                raise Broken(f"no service could be kept running; see the logs in {world.folder('logs')}")
    except StoreBusy as error:
        raise Broken("morrow serve runs for this installation already; stop that one first") from error


def free_ports(ports: Mapping[str, tuple[str, int]]) -> None:
    """Sees that each port can be listened on.

    Args:
        ports: setting that names it → address and port.

    Raises:
        Refused: when one is taken, with the setting that names another.
    """
    for setting, (host, port) in ports.items():
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise Refused(f"cannot listen on {host}:{port} ({error.strerror}); end what does, or choose another: {setting}") from error


def _prepare(world: World, services: Sequence[Service]) -> None:
    names = {service.name for service in services}
    if "pipelines" in names:
        from pipelines.instance import prepared_home

        prepared_home(world.folder("dagster"))
    if "models" in names:
        from forecasting.registry.mlflow_log import ModelLog
        from forecasting.registry.versions import Versions

        ModelLog(world.folder("mlflow")).keep_in_step(Versions(world.store).registered(retired=True))
