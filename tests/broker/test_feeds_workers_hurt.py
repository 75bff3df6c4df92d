"""A feeds worker that sleeps past its session, and one whose broker goes: every item once."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.failstop import EXIT_RESTART
from broker.kafka import KafkaBroker
from tests.support.news_site import NewsSite
from tests.support.system import System, Worker, wait_until
from tests.support.topics import values

STORIES = 60
GROWS_SECONDS = 30.0
DONE_SECONDS = 240.0
# Twice the session of the workers.
SLEEP_SECONDS = 12.0

Hurt = Callable[[System, KafkaBroker], None]


def sleep_past_the_session(system: System, _: KafkaBroker) -> None:
    sleeper: Worker = system.of("feeds")[0]
    sleeper.process.send_signal(signal.SIGSTOP)
    time.sleep(SLEEP_SECONDS)
    sleeper.process.send_signal(signal.SIGCONT)


def kill_the_broker(_: System, broker: KafkaBroker) -> None:
    broker.kill()
    broker.restart()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("hurt", [sleep_past_the_session, kill_the_broker])
def test_every_item_is_on_raw_once_though_its_worker_was_hurt(hurt: Hurt, tmp_path: Path) -> None:
    with KafkaBroker(tmp_path / "broker") as broker:
        environment = {
            "WIRECOPY_FEEDS_CONTACT": "tests@example.org",
            "WIRECOPY_FEEDS_ALLOW_PRIVATE": "true",
            "WIRECOPY_FEEDS_INTERVAL_MIN_SECONDS": "2",
            "WIRECOPY_FEEDS_HOST_PAUSE_SECONDS": "0.02",
        }
        system = System(broker.bootstrap_servers, tmp_path, "hurt", environment)
        system.create_topics()
        try:
            _hurt_and_judge(system, broker, hurt)
        finally:
            system.close()


def _hurt_and_judge(system: System, broker: KafkaBroker, hurt: Hurt) -> None:
    def on_raw() -> Counter[str]:
        return Counter(str(value["url"]) for value in values(system.settings, "raw"))

    def two_are_at_work() -> None:
        for worker in system.of("feeds"):
            status = worker.process.poll()
            assert status in (None, EXIT_RESTART), system.log_tail()
            if status is not None:
                system.exit_status(worker, 0)
        while len(system.of("feeds")) < 2:
            system.start("feeds")

    with NewsSite(stories=STORIES, feeds=4, seconds=GROWS_SECONDS) as site:
        for url in site.feed_urls():
            added = system.command("feeds", "add", url, "--interval", "2s", "--source", url[7:])
            assert added.returncode == 0, added.stderr
        two_are_at_work()
        wait_until(lambda: len(on_raw()) > STORIES // 10, DONE_SECONDS, "feeds are read")
        hurt(system, broker)

        def all_there() -> bool:
            two_are_at_work()
            return set(on_raw()) == site.addresses()

        wait_until(all_there, DONE_SECONDS, "every item on raw", every=1.0)
        polls = len(site.server.asked)
        wait_until(
            lambda: len(site.server.asked) > polls + 8, DONE_SECONDS, "all feeds asked once more"
        )
        if hurt is kill_the_broker:  # who sleeps cannot know that another asks its hosts by now
            assert site.overlaps == 0
    assert set(on_raw().values()) == {1}
