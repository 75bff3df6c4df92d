"""Every service of docker-compose.yml does its work with the command and environment of the file.

Docker is not needed. Kafka is configured by the very program of its image, which turns the
container's environment into a properties file; our services run as the processes that their
containers would be, with no other variables than the file's. Replaced are addresses and folders
alone. What this cannot show (images, networks, volumes, restarts by Docker) is in docs/compose.md.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from agents.failstop import EXIT_RESTART
from broker import jars, ports, readiness, runtime
from broker.guardian import Guardian
from tests.compose.compose_file import ROOT, last, load_compose, seconds

START_SECONDS = 120.0
COMMAND_SECONDS = 120.0
POLL_SECONDS = 0.2

# The image's own logging, cut down to what its set-up program asks for.
LOGGING = """
Configuration:
  Properties: {Property: []}
  Appenders: {Console: {name: STDOUT}}
  Loggers: {Logger: [], Root: {level: WARN, AppenderRef: [{ref: STDOUT}]}}
"""


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    shell = {"WIRECOPY_FEEDS_CONTACT": "desk@example.org"}
    found: dict[str, Any] = load_compose(shell)["services"]
    return found


@pytest.fixture(scope="module")
def address(
    services: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Kafka as the file has it; what takes the place of each of its addresses and folders."""
    folder = tmp_path_factory.mktemp("compose-kafka")
    host, containers, controller = (ports.choose() for _ in range(3))
    places = {
        "0.0.0.0:9092": f"{ports.LOOPBACK}:{host}",
        "localhost:9092": f"{ports.LOOPBACK}:{host}",
        "0.0.0.0:19092": f"{ports.LOOPBACK}:{containers}",
        "kafka:19092": f"{ports.LOOPBACK}:{containers}",
        "127.0.0.1:9093": f"{ports.LOOPBACK}:{controller}",
        "/var/lib/kafka/data": str(folder / "data"),
    }
    environment = replaced(services["kafka"]["environment"], places)
    properties = _set_up_as_the_image_does(folder, environment)
    with ExitStack() as running:
        guardian = Guardian()
        running.callback(guardian.release)
        log = running.enter_context((folder / "kafka.log").open("wb"))
        kafka = subprocess.Popen(
            _java(folder, "kafka.Kafka", str(properties)),
            stdout=log,
            stderr=log,
            env=runtime.environment() | environment,
            start_new_session=True,
        )
        running.callback(_end, kafka)
        guardian.guard(kafka.pid)
        deadline = time.monotonic() + START_SECONDS
        while not readiness.answers(host):
            assert kafka.poll() is None, (folder / "kafka.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(POLL_SECONDS)
        yield places


def _set_up_as_the_image_does(folder: Path, environment: Mapping[str, str]) -> Path:
    """Renders the settings and formats the storage; returns the properties file."""
    folders = [folder / name for name in ("default", "mounted", "final", "tmp", "data")]
    for each in folders:
        each.mkdir()
    defaults, mounted, final, *_ = folders
    (defaults / "server.properties").touch()
    for name in ("log4j2.yaml", "tools-log4j2.yaml"):
        (defaults / name).write_text(LOGGING)
    options = {
        "--default-configs-dir": defaults,
        "--mounted-configs-dir": mounted,
        "--final-configs-dir": final,
    }
    arguments = [word for name, value in options.items() for word in (name, str(value))]
    done = subprocess.run(
        _java(folder, "kafka.docker.KafkaDockerWrapper", "setup", *arguments),
        env=runtime.environment() | dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return final / "server.properties"


def _java(folder: Path, main: str, *arguments: str) -> list[str]:
    return runtime.command(main, arguments, jars=jars.ensure(), heap_mb=256, tmp=folder / "tmp")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def replaced(environment: Mapping[str, str], places: Mapping[str, str]) -> dict[str, str]:
    """`environment` with every place of a container replaced by one of this machine."""
    changed = dict(environment)
    for before, after in places.items():
        changed = {name: value.replace(before, after) for name, value in changed.items()}
    return changed


class Container:
    """One of our services as a process: its own folder for /tmp, its own port for health."""

    def __init__(self, service: Mapping[str, Any], places: Mapping[str, str], folder: Path) -> None:
        folder.mkdir()
        own = {"/tmp/": f"{folder}/"}
        self.environment = replaced(service["environment"], {**places, **own})
        self.environment["WIRECOPY_HTTP_PORT"] = str(ports.choose())
        self.environment["PATH"] = f"{Path(sys.executable).parent}:{os.defpath}"
        self.service = service
        self.log = folder / "log"
        self.process: subprocess.Popen[bytes]

    def command(self, arguments: list[str] | None = None) -> list[str]:
        """The image's entry point with the service's command, or with `docker compose run`'s."""
        return [*last("ENTRYPOINT").words, *(arguments or self.service["command"])]

    def run(self, arguments: list[str] | None = None) -> subprocess.CompletedProcess[str]:
        """Runs it to its end, in a folder where `seeds/` lies as in the image's."""
        return subprocess.run(
            self.command(arguments),
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )

    def start(self) -> None:
        """Starts it and returns at once."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )

    def start_again_if_failed(self) -> None:
        """Docker's part in `restart: on-failure`: on a busy machine a worker may ask for it."""
        assert self.service["restart"].startswith("on-failure")
        status = self.process.poll()
        assert status in (None, EXIT_RESTART), self.log.read_text()
        if status is not None:
            self.start()

    def end(self) -> None:
        """Whatever it is doing."""
        _end(self.process)

    def is_healthy(self) -> bool:
        """What Docker would find: the check's command, within its time."""
        check = self.service["healthcheck"]
        kind, *command = check["test"]
        assert kind == "CMD"
        asked = subprocess.run(
            command,
            env=self.environment,
            capture_output=True,
            timeout=seconds(check["timeout"]),
            check=False,
        )
        return asked.returncode == 0


def test_five_seeds_published_through_the_cli_service_come_out_and_every_worker_ends_in_time(
    services: dict[str, Any], address: dict[str, str], tmp_path: Path
) -> None:
    def container(name: str, instance: int = 0) -> Container:
        return Container(services[name], address, tmp_path / f"{name}-{instance}")

    created = container("topics").run()
    assert created.returncode == 0, created.stderr
    assert "created news.articles" in created.stdout
    assert container("topics", 1).run().returncode == 0, "a second `up` runs it again"

    with ExitStack() as running:
        workers: list[Container] = []
        for name in ("clean", "extract", "dedup", "feeds"):
            for instance in range(services[name].get("deploy", {}).get("replicas", 1)):
                worker = container(name, instance)
                worker.start()
                running.callback(worker.end)
                workers.append(worker)
        assert len(workers) == 5
        assert not workers[0].is_healthy(), "nothing listens yet, and the check must say so"
        deadline = time.monotonic() + START_SECONDS
        while not all(worker.is_healthy() for worker in workers):
            assert time.monotonic() < deadline
            for worker in workers:
                worker.start_again_if_failed()

        cli = container("cli")
        assert "Usage" in cli.run().stdout
        published = cli.run(["publish", "seeds/"])
        assert published.returncode == 0, published.stderr
        assert "published 5 of 5" in published.stderr

        tail = ["tail", "articles", "--from-beginning", "--count", "5"]
        articles = [json.loads(line) for line in cli.run([*tail, "--json"]).stdout.splitlines()]
        seeds = {path.stem for path in (ROOT / "seeds").iterdir()}
        assert {article["source"] for article in articles} == seeds
        shown = cli.run(tail)
        assert all(source in shown.stdout for source in seeds)
        audited = cli.run(["audit"])
        assert audited.returncode == 0, audited.stdout

        for worker in workers:
            assert worker.process.poll() is None, worker.log.read_text()
            assert worker.is_healthy(), worker.log.read_text()
            worker.process.send_signal(signal.SIGTERM)
            grace = seconds(worker.service["stop_grace_period"])
            assert worker.process.wait(grace) == 0, worker.log.read_text()


def test_the_address_for_the_host_serves_what_the_containers_wrote(
    services: dict[str, Any], address: dict[str, str], tmp_path: Path
) -> None:
    from_host = Container(services["cli"], address, tmp_path / "host")
    from_host.environment["WIRECOPY_BOOTSTRAP_SERVERS"] = address["localhost:9092"]
    from_host.environment["WIRECOPY_TOPIC_PREFIX"] = "host"
    assert from_host.run(["topics", "create"]).returncode == 0
    assert from_host.run(["publish", "seeds/"]).returncode == 0
    inside = Container(services["cli"], address, tmp_path / "inside")
    inside.environment["WIRECOPY_TOPIC_PREFIX"] = "host"
    read = inside.run(["tail", "raw", "--from-beginning", "--count", "5", "--json"])
    assert len(read.stdout.splitlines()) == 5
