"""docker-compose.yml is valid, agrees with the embedded node, and says what each service needs."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_group

from agents.settings import Settings
from broker.jars import KAFKA_VERSION
from broker.properties import server_properties
from cli.main import app
from tests.compose.compose_file import COMPOSE_FILE, ROOT, last, load_compose, seconds

WORKERS = ("clean", "extract", "dedup", "feeds")
OURS = (*WORKERS, "topics", "cli")

# What has to differ between a container and a child process: where they listen and write.
PLACES = {
    "listeners",
    "advertised.listeners",
    "listener.security.protocol.map",
    "inter.broker.listener.name",
    "controller.quorum.voters",
    "log.dirs",
}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = load_compose({})["services"]
    return found


def test_the_file_is_valid_by_the_compose_specification() -> None:
    checked = subprocess.run(
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            str(COMPOSE_FILE),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_variable_of_the_shell_changes_what_it_names() -> None:
    changed = load_compose({"KAFKA_PORT": "9999", "WIRECOPY_PARTITIONS": "12"})["services"]
    assert changed["kafka"]["ports"] == ["127.0.0.1:9999:9092"]
    assert "HOST://localhost:9999," in changed["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    assert changed["clean"]["environment"]["WIRECOPY_PARTITIONS"] == "12"


def test_every_command_shown_for_the_cli_service_exists() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), COMPOSE_FILE]
    shown = [
        command
        for page in pages
        for command in re.findall(r"docker compose run .*\bcli ([a-z]+)", page.read_text())
    ]
    assert {"publish", "tail"} <= set(shown) <= get_group(app).commands.keys()


def test_without_variables_the_settings_are_the_defaults_of_the_code(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = Settings()
    for name in OURS:
        with monkeypatch.context() as patch:
            for variable, value in services[name]["environment"].items():
                patch.setenv(variable, value)
            settings = Settings()
        set_on_purpose = {
            "bootstrap_servers",
            "data_dir",
            "http_port",
            "extract_processes",
            "feeds_contact",
        }
        assert settings.model_dump(exclude=set_on_purpose) == defaults.model_dump(
            exclude=set_on_purpose
        )


def test_every_variable_for_wirecopy_is_one_of_its_settings(services: dict[str, Any]) -> None:
    for name in OURS:
        for variable, value in services[name]["environment"].items():
            assert variable.removeprefix("WIRECOPY_").lower() in Settings.model_fields
            assert isinstance(value, str), f"{variable} would be read as YAML, not as text"


def test_kafka_is_the_version_and_has_the_settings_of_the_embedded_node(
    services: dict[str, Any],
) -> None:
    kafka = services["kafka"]
    assert kafka["image"] == f"apache/kafka:{KAFKA_VERSION}"
    embedded = server_properties(port=0, controller_port=0, log_dir=Path(), extra={})
    in_container = {
        variable.removeprefix("KAFKA_").lower().replace("_", "."): value
        for variable, value in kafka["environment"].items()
        if variable.startswith("KAFKA_") and variable != "KAFKA_HEAP_OPTS"
    }
    assert {name: value for name, value in in_container.items() if name not in PLACES} == {
        name: value for name, value in embedded.items() if name not in PLACES
    }


def test_kafka_keeps_its_records_in_the_named_volume(services: dict[str, Any]) -> None:
    kafka = services["kafka"]
    folder = kafka["environment"]["KAFKA_LOG_DIRS"]
    assert kafka["volumes"] == [f"kafka-data:{folder}"]
    assert "kafka-data" in load_compose({})["volumes"]


def test_containers_and_host_each_find_kafka_under_an_address_of_their_own(
    services: dict[str, Any],
) -> None:
    advertised = services["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"].split(",")
    assert advertised == ["HOST://localhost:9092", "CONTAINERS://kafka:19092"]
    for name in OURS:
        assert services[name]["environment"]["WIRECOPY_BOOTSTRAP_SERVERS"] == "kafka:19092"
    assert services["page"]["environment"]["KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS"] == "kafka:19092"
    assert services["kafka"]["healthcheck"]["test"][-1] == "kafka:19092"


def test_nothing_is_published_beyond_the_loopback_address(services: dict[str, Any]) -> None:
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_workers_wait_for_the_topics_and_the_topics_for_kafka(services: dict[str, Any]) -> None:
    assert services["topics"]["depends_on"]["kafka"]["condition"] == "service_healthy"
    for name in (*WORKERS, "cli"):
        condition = services[name]["depends_on"]["topics"]["condition"]
        assert condition == "service_completed_successfully"


def test_a_worker_is_started_again_after_a_failure_but_not_for_ever(
    services: dict[str, Any],
) -> None:
    for name in WORKERS:
        policy, _, cap = services[name]["restart"].partition(":")
        assert policy == "on-failure"
        assert int(cap) > 0
    assert "restart" not in services["topics"]


def test_only_workers_have_a_health_check_and_it_is_that_of_the_image(
    services: dict[str, Any],
) -> None:
    in_image = json.loads(last("HEALTHCHECK").arguments.partition("CMD ")[2])
    for name in WORKERS:
        assert services[name]["healthcheck"]["test"] == ["CMD", *in_image]
    for name in ("topics", "cli"):
        assert services[name]["healthcheck"] == {"disable": True}


def test_two_workers_extract(services: dict[str, Any]) -> None:
    assert services["extract"]["deploy"]["replicas"] == 2


def test_our_containers_cannot_write_but_to_tmp_and_have_no_privileges(
    services: dict[str, Any],
) -> None:
    for name in OURS:
        service = services[name]
        assert service["read_only"] is True
        assert service["tmpfs"] == ["/tmp"]
        assert service["environment"]["WIRECOPY_DATA_DIR"].startswith("/tmp/")
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["init"] is True


def test_cli_feeds_and_page_start_only_when_asked_for(services: dict[str, Any]) -> None:
    on_request = {name for name, service in services.items() if "profiles" in service}
    assert on_request == {"cli", "feeds", "page"}


def test_feeds_are_read_in_the_name_of_whom_the_shell_says() -> None:
    named = load_compose({"WIRECOPY_FEEDS_CONTACT": "desk@example.org"})["services"]
    assert named["feeds"]["environment"]["WIRECOPY_FEEDS_CONTACT"] == "desk@example.org"


def test_foreign_images_are_pinned(services: dict[str, Any]) -> None:
    for name in ("kafka", "page"):
        _, _, tag = services[name]["image"].rpartition(":")
        assert tag.lstrip("v").count(".") == 2, tag


def test_grace_is_longer_than_docker_gives_by_itself(services: dict[str, Any]) -> None:
    by_default = 10.0
    for name in (*WORKERS, "kafka"):
        assert seconds(services[name]["stop_grace_period"]) > by_default
