"""Articles pushed over HTTP reach Kafka or are not said to be accepted."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agents.failstop import EXIT_RESTART, EXIT_STOP
from broker.kafka import KafkaBroker
from tests.broker.conftest import MakeSystem
from tests.support.articles import article, prose
from tests.support.system import ROOT, System, wait_until
from tests.support.topics import records

TOKEN = "a token of the tests"
START_SECONDS = 60.0
ANSWER_SECONDS = 60.0


@dataclass(slots=True)
class Door:
    """A `wirecopy receive` process."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self, pattern: str) -> str:
        """The first match of `pattern` in the log; waits for it."""

        def found() -> bool:
            assert self.process.poll() is None, self.log.read_text()
            return re.search(pattern, self.log.read_text()) is not None

        wait_until(found, START_SECONDS, pattern)
        match = re.search(pattern, self.log.read_text())
        assert match is not None
        return match[1]

    @property
    def url(self) -> str:
        return self.said(r'"url": "(http://[^"]+/articles)"')

    @property
    def health(self) -> str:
        return self.said(r'"health": "(http://[^"]+)"')

    def post(
        self, *articles: dict[str, object], token: str = TOKEN, packed: bool = False
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Status, answer and headers."""
        data = "\n".join(map(json.dumps, articles)).encode()
        headers = {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {token}"}
        if packed:
            data, headers["Content-Encoding"] = gzip.compress(data), "gzip"
        return ask(urllib.request.Request(self.url, data, headers))


def ask(request: urllib.request.Request | str) -> tuple[int, dict[str, Any], dict[str, str]]:
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
            return answer.status, json.load(answer), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error), dict(error.headers)


def start(system: System, **settings: str) -> Door:
    """A door of `system`; it has a token unless `settings` say otherwise."""
    log = system.folder / "receive.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "receive"],
            env={
                **os.environ,
                "WIRECOPY_BOOTSTRAP_SERVERS": system.bootstrap,
                "WIRECOPY_TOPIC_PREFIX": system.prefix,
                "WIRECOPY_DATA_DIR": str(system.folder),
                "WIRECOPY_RECEIVE_TOKEN": TOKEN,
                "WIRECOPY_LOG_FORMAT": "json",
                **settings,
            },
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True,
        )  # fmt: skip
    return Door(process, log)


@pytest.fixture
def system(make_system: MakeSystem, request: pytest.FixtureRequest) -> System:
    return make_system(re.sub(r"[^a-z]+", "-", request.node.name.lower())[-40:])


@pytest.fixture
def opened(system: System) -> Iterator[Door]:
    door = start(system)
    yield door
    door.process.kill()
    door.process.wait()


def bodies(system: System) -> list[str]:
    values = [json.loads(record.value or b"") for record in records(system.settings, "raw")]
    return sorted(value["body"] for value in values)


def test_what_is_accepted_is_on_the_raw_topic(system: System, opened: Door) -> None:
    good, other = article("gazette", prose("Turku")), article("courier", prose("Vaasa"))
    status, said, _ = opened.post(good, {"source": "gazette"}, other, packed=True)
    assert (status, said["accepted"], said["refused"]) == (207, 2, 1)
    assert bodies(system) == sorted([prose("Turku"), prose("Vaasa")])
    assert {record.key for record in records(system.settings, "raw")} == {b"gazette", b"courier"}
    assert opened.post(good, token="another token of tests")[0] == 401
    assert len(bodies(system)) == 2
    status, facts, _ = ask(opened.health + "/health/ready")
    assert (status, facts["stage"], facts["kafka_away"]) == (200, "receive", False)
    with urllib.request.urlopen(opened.health + "/metrics", timeout=ANSWER_SECONDS) as answer:
        metrics = answer.read().decode()
    counted = 'wirecopy_pushed_articles_total{outcome="accepted",stage="receive"} 2.0'
    assert counted in metrics


def test_requests_in_hand_are_answered_when_it_is_told_to_stop(
    system: System, opened: Door
) -> None:
    assert opened.post(article("gazette", prose("Pori")))[0] == 202
    batches = [
        [article("gazette", f"{prose('Kuopio')} {batch} {number}") for number in range(300)]
        for batch in range(6)
    ]
    with ThreadPoolExecutor(len(batches)) as pool:
        futures = [pool.submit(opened.post, *batch) for batch in batches]
        wait_until(lambda: len(bodies(system)) > 1, ANSWER_SECONDS, "some have arrived")
        opened.process.send_signal(signal.SIGTERM)
        accepted = 1
        for future in futures:
            try:
                status, said, _ = future.result()
            except OSError:
                continue  # it came when the door was closed
            assert status == 202
            accepted += said["accepted"]
    assert opened.process.wait(ANSWER_SECONDS) == 0
    assert len(bodies(system)) >= accepted > 1
    assert not list((system.folder / "workers").glob("receive-*"))


def test_without_kafka_it_says_so_stays_and_goes_on_when_kafka_is_back(tmp_path: Path) -> None:
    with KafkaBroker(tmp_path / "own") as broker:
        system = System(broker.bootstrap_servers, tmp_path, "away")
        system.create_topics()
        door = start(system)
        try:
            assert door.post(article("gazette", prose("Lieksa")))[0] == 202
            broker.kill()
            status, said, headers = door.post(article("gazette", prose("Nurmes")))
            assert (status, headers["Retry-After"]) == (503, "5")
            assert "send the same again" in said["error"]
            assert ask(door.health + "/health/ready")[0] == 503
            assert ask(door.health + "/health/live")[0] == 200
            assert door.post(article("gazette", prose("Nurmes")))[0] == 503
            broker.restart()
            wait_until(
                lambda: door.post(article("gazette", prose("Nurmes")))[0] == 202,
                START_SECONDS, "it is accepted",
            )  # fmt: skip
            assert set(bodies(system)) == {prose("Lieksa"), prose("Nurmes")}
            broker.kill()
            assert door.post(article("gazette", prose("Ilomantsi")))[0] == 503
            door.process.terminate()
            assert door.process.wait(ANSWER_SECONDS) == 0
            assert not re.search("Traceback|never retrieved|destroyed", door.log.read_text())
        finally:
            door.process.kill()
            door.process.wait()


@pytest.mark.parametrize(
    ("settings", "status", "said"),
    [
        ({"WIRECOPY_RECEIVE_TOKEN": "short"}, EXIT_STOP, "fewer than 16 characters"),
        ({"WIRECOPY_TOPIC_PREFIX": "none"}, EXIT_STOP, "topics missing"),
        ({"WIRECOPY_RECEIVE_HOST": "192.0.2.1"}, EXIT_STOP, "nothing can be received on 192.0.2.1"),
        ({"WIRECOPY_BOOTSTRAP_SERVERS": "127.0.0.1:9"}, EXIT_RESTART, "127.0.0.1:9"),
    ],
)
def test_a_door_that_cannot_open_says_why(
    system: System, settings: dict[str, str], status: int, said: str
) -> None:
    door = start(system, **settings)
    assert door.process.wait(START_SECONDS) == status
    assert said in door.log.read_text()
    assert "Traceback" not in door.log.read_text()
