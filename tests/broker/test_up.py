"""`wirecopy up`: one command, a whole system; and nothing left of it afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition

from agents.failstop import EXIT_RESTART, EXIT_STOP
from tests.support.articles import article, pairs, prose
from tests.support.processes import descendants, still_running
from tests.support.system import ROOT, System, wait_until

UP_SECONDS = 120.0
# The broker takes 2 s to close its logs, a batch at most 3 s; a loaded machine several times that.
GONE_SECONDS = 45.0
# Half a second to a second on a quiet machine (measured); a loaded one gets more.
FIRST_ARTICLE_SECONDS = 5.0


def environment(folder: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("WIRECOPY_")}
    return {**ours, "WIRECOPY_DATA_DIR": str(folder), "WIRECOPY_EXTRACT_PROCESSES": "1"}


def wirecopy(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        env=environment(folder), cwd=ROOT, capture_output=True, text=True, timeout=UP_SECONDS,
        check=False,
    )  # fmt: skip


@contextmanager
def up(folder: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """`wirecopy up` that has said that it is up."""
    log = folder / "up.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "up", *options],
            env={**environment(folder), "PYTHONUNBUFFERED": "1"}, cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip

    def is_up() -> bool:
        assert process.poll() is None, log.read_text()
        return "wirecopy is up on" in log.read_text()

    try:
        wait_until(is_up, UP_SECONDS, "wirecopy is up")
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def test_the_first_article_is_out_within_seconds_of_its_publication(running: System) -> None:
    consumer = Consumer(
        {
            "bootstrap.servers": running.bootstrap,
            "group.id": "first-article",
            "isolation.level": "read_committed",
        }
    )
    topic = running.settings.topic("articles")
    running.publish(pairs(article("gazette", prose("Pori"), lane="warm")))
    wait_until(running.is_drained, UP_SECONDS, "it runs")
    ends = [
        TopicPartition(
            topic, number, consumer.get_watermark_offsets(TopicPartition(topic, number))[1]
        )
        for number in range(4)
    ]
    consumer.assign(ends)
    measured = []
    try:
        for name in ("Rauma", "Salo", "Turku"):
            started = time.monotonic()
            running.publish(pairs(article("gazette", prose(name), lane="first")))
            message = consumer.poll(FIRST_ARTICLE_SECONDS)
            measured.append(time.monotonic() - started)
            assert message is not None, f"no article in {FIRST_ARTICLE_SECONDS:g} s"
            assert name in json.loads(message.value() or b"")["text"]
    finally:
        consumer.close()
    print("first article after", ", ".join(f"{seconds:.2f}" for seconds in measured), "s")


def test_up_serves_the_other_commands_and_ctrl_c_ends_all_of_it(tmp_path: Path) -> None:
    with up(tmp_path) as process:
        published = wirecopy(tmp_path, "publish", "seeds/")
        assert published.returncode == 0, published.stderr
        tailed = wirecopy(
            tmp_path, "tail", "articles", "--from-beginning", "--json", "--count", "5"
        )
        assert len({json.loads(line)["article_id"] for line in tailed.stdout.splitlines()}) == 5
        below = descendants(process.pid)
        assert any("kafka.Kafka" in command for command in below.values())
        for stage in ("clean", "extract", "dedup"):
            assert any(f"worker {stage}" in command for command in below.values())
        second = wirecopy(tmp_path, "up")
        assert second.returncode == EXIT_STOP
        assert "already runs" in second.stderr
        process.send_signal(signal.SIGINT)
        assert process.wait(GONE_SECONDS) == 0
        assert still_running(below) == {}
    assert (tmp_path / "up.log").read_text().count("stopping") >= 1
    gone = wirecopy(tmp_path, "audit")
    assert gone.returncode == EXIT_RESTART  # the folder has had a broker: it may come back
    assert "start `wirecopy up`" in gone.stderr


def test_kill_9_of_up_leaves_neither_broker_nor_workers(tmp_path: Path) -> None:
    with up(tmp_path, "--extract", "0") as process:

        def starts() -> bool:
            return len([c for c in descendants(process.pid).values() if "worker" in c]) >= 2

        wait_until(starts, UP_SECONDS, "its workers run")
        below = descendants(process.pid)
        assert any("kafka.Kafka" in command for command in below.values())
        process.kill()
        process.wait()
        wait_until(lambda: not still_running(below), GONE_SECONDS, "nothing is left of it")
