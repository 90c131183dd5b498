"""The image and the services of it, judged as text: not every machine has an engine."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml


@pytest.fixture(scope="module")
def compose(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def instructions(root: Path) -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each with its argument on one line."""
    text = re.sub(r"^#.*\n", "", (root / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return [(word, " ".join(rest.split())) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)]


def _variables(instructions: list[tuple[str, str]]) -> dict[str, str]:
    return dict(pair.split("=", 1) for word, rest in instructions if word == "ENV" for pair in rest.split())


def test_the_linter_has_nothing_to_say_of_the_dockerfile(root: Path):
    run = subprocess.run([Path(sys.executable).with_name("hadolint"), "Dockerfile"], cwd=root, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "")


def test_the_services_are_app_pipelines_and_mlflow_of_one_image(compose: dict[str, Any], pyproject: dict[str, Any]):
    assert set(compose["services"]) == {"app", "pipelines", "mlflow"}
    assert {service["image"] for service in compose["services"].values()} == {f"morrow:{pyproject['project']['version']}"}
    assert [name for name, service in compose["services"].items() if "build" in service] == ["app"]


def test_one_port_is_published_and_it_opens_on_loopback(compose: dict[str, Any]):
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert published == {"app": ["127.0.0.1:8181:8181"]}


def test_all_but_the_app_live_on_a_network_without_a_way_out(compose: dict[str, Any]):
    assert compose["networks"]["inside"]["internal"] is True
    assert {name: service["networks"] for name, service in compose["services"].items() if name != "app"} == {
        "pipelines": ["inside"],
        "mlflow": ["inside"],
    }


def test_nothing_runs_the_latest_of_anything(instructions: list[tuple[str, str]], compose: dict[str, Any]):
    images = [rest.split()[0] for word, rest in instructions if word == "FROM"]
    images += [service["image"] for service in compose["services"].values()]
    assert [image for image in images if ":" not in image or image.endswith(":latest")] == []


def test_every_service_is_watched_and_holds_no_rights_it_does_not_need(compose: dict[str, Any]):
    for service in compose["services"].values():
        assert service["healthcheck"]["test"][0] == "CMD"
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "privileged" not in service


def test_every_mounted_volume_is_declared_and_app_and_pipelines_share_data_and_anchor(compose: dict[str, Any]):
    mounted = {name: [volume.partition(":")[0] for volume in service["volumes"]] for name, service in compose["services"].items()}
    assert mounted == {"app": ["data", "anchor"], "pipelines": ["data", "anchor"], "mlflow": ["models"]}
    assert set(compose["volumes"]) == {"data", "anchor", "models"}


def test_the_image_is_as_quiet_as_the_makefile(instructions: list[tuple[str, str]], compose: dict[str, Any], root: Path):
    quiet = dict(re.findall(r"^export (\w+) := (\S+)$", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"MLFLOW_DISABLE_TELEMETRY", "DAGSTER_DISABLE_TELEMETRY", "ANONYMIZED_TELEMETRY"} <= set(quiet)
    assert quiet.items() <= _variables(instructions).items()
    assert not any(quiet.keys() & service.get("environment", {}).keys() for service in compose["services"].values())


def test_the_image_runs_as_an_ordinary_user(instructions: list[tuple[str, str]]):
    users = [rest for word, rest in instructions if word == "USER"]
    assert users == ["10001"]
    assert instructions[-1] == ("CMD", '["morrow", "serve"]')
    assert instructions[-2][0] == "USER"


def test_the_image_holds_every_package_and_installs_with_the_same_lock(
    instructions: list[tuple[str, str]], packages: tuple[str, ...], root: Path
):
    copied = {source for word, rest in instructions if word == "COPY" for source in rest.split()[:-1]}
    assert {*packages, "pyproject.toml", "constraints.txt", "overrides.txt", ".ci/setup"} <= copied
    offered = {line[1:] for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    assert {name for name in copied if not name.startswith(("--", "pipelines/"))} == offered


def test_the_anchor_lies_outside_the_data(instructions: list[tuple[str, str]]):
    variables = _variables(instructions)
    assert not Path(variables["MORROW_ANCHOR"]).is_relative_to(variables["MORROW_HOME"])
