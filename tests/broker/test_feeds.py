"""Feeds on a real Kafka: every item once, whatever happens to the workers."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import orjson
import pytest

from tests.broker.conftest import MakeSystem
from tests.support.news_site import NewsSite
from tests.support.system import ROOT, System, wait_until
from tests.support.topics import records, values

STORIES = 120
GROWS_SECONDS = 45.0
KILLS = 5
DONE_SECONDS = 240.0


def make(make_system: MakeSystem, prefix: str) -> System:
    """A system whose feeds are read every few seconds, from this machine."""
    return make_system(
        prefix,
        feeds_contact="tests@example.org",
        feeds_allow_private="true",
        feeds_interval_min_seconds="2",
        feeds_host_pause_seconds="0.02",
    )


def raw_urls(system: System) -> Counter[str]:
    return Counter(str(value["url"]) for value in values(system.settings, "raw"))


@pytest.mark.timeout(900)
def test_two_workers_under_kill_9_publish_every_item_and_no_item_twice(
    make_system: MakeSystem,
) -> None:
    system = make(make_system, "feeds-kill")
    rng = random.Random(7)
    system.start_all()
    with NewsSite(stories=STORIES, feeds=6, seconds=GROWS_SECONDS) as site:
        for url in site.feed_urls():
            added = system.command("feeds", "add", url, "--interval", "2s", "--source", url[7:])
            assert added.returncode == 0, added.stderr
        workers = [system.start("feeds"), system.start("feeds")]
        for _ in range(KILLS):
            time.sleep(rng.uniform(5.0, 11.0))
            victim = workers.pop(rng.randrange(2))
            system.kill(victim)
            workers.append(system.start("feeds"))

        def all_there() -> bool:
            assert all(worker.process.poll() is None for worker in workers), system.log_tail()
            return set(raw_urls(system)) == site.addresses()

        wait_until(all_there, DONE_SECONDS, "every item on raw", every=1.0)
        polls = len(site.server.asked)
        wait_until(
            lambda: len(site.server.asked) > polls + 12, DONE_SECONDS, "all feeds asked once more"
        )
    system.drain(DONE_SECONDS)
    assert set(raw_urls(system).values()) == {1}
    out = Counter(
        str(value["url"])
        for topic in ("articles", "duplicates")
        for value in values(system.settings, topic)
    )
    assert set(out) == site.addresses()
    assert set(out.values()) == {1}
    sums = system.audit()
    assert sums.adds_up
    assert sums.redeliveries == 0
    assert system.log_tail().count("status=78") == 0


def test_a_feed_added_by_command_is_read_at_once_and_ends_when_it_is_removed(
    make_system: MakeSystem,
) -> None:
    system = make(make_system, "feeds-add")
    worker = system.start("feeds")
    with NewsSite(stories=6, feeds=1, seconds=0.001) as site:
        (url,) = site.feed_urls()
        added = system.command("feeds", "add", url, "--source", "gazette", "--name", "The Gazette")
        assert added.returncode == 0, added.stderr
        wait_until(lambda: len(raw_urls(system)) == 6, 120, "its items are on raw")
        listed = system.command("feeds", "list", "--json")
        (row,) = map(orjson.loads, listed.stdout.splitlines())
        assert row["state"] == "good"
        assert row["source"] == "gazette"
        assert system.command("feeds", "export").stdout.count(url) == 1
        removed = system.command("feeds", "remove", url)
        assert removed.returncode == 0, removed.stderr

        def forgotten() -> bool:
            newest = {(r.partition, r.key): r.value for r in records(system.settings, "feeds")}
            return not any(
                value
                for (_, key), value in newest.items()
                if (key or b"").startswith((b"feed ", b"poll "))
            )

        wait_until(forgotten, 60, "nothing is left of it")
    assert {value["source"] for value in values(system.settings, "raw")} == {"gazette"}
    assert system.terminate(worker) < 10
    assert system.exits[-1] == ("feeds", 0)


def test_up_reads_a_file_of_feeds_and_what_is_added_to_articles_on_the_output(
    tmp_path: Path,
) -> None:
    """The documented minute: from `feeds add` to articles on the output topic."""
    with NewsSite(stories=4, feeds=2, seconds=0.001) as site:
        first, second = site.feed_urls()
        (tmp_path / "feeds.toml").write_text(
            f'[[feed]]\nurl = "{first}"\nallow_private = true\nsource = "listed"\n'
        )
        ours = {name: v for name, v in os.environ.items() if not name.startswith("WIRECOPY_")}
        environment = ours | {
            "WIRECOPY_DATA_DIR": str(tmp_path),
            "WIRECOPY_EXTRACT_PROCESSES": "1",
            "WIRECOPY_FEEDS_CONTACT": "tests@example.org",
            "WIRECOPY_FEEDS_FILE": str(tmp_path / "feeds.toml"),
            "PYTHONUNBUFFERED": "1",
        }
        command = [sys.executable, "-m", "cli.main"]
        log = tmp_path / "up.log"
        with log.open("wb") as out:
            up = subprocess.Popen(
                [*command, "up"], env=environment, cwd=ROOT, stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

        def tail(count: int) -> set[str]:
            shown = subprocess.run(
                [*command, "tail", "articles", "--from-beginning", "--json", "--count", str(count)],
                env=environment, cwd=ROOT, capture_output=True, text=True, timeout=DONE_SECONDS,
                check=True,
            )  # fmt: skip
            return {orjson.loads(line)["source"] for line in shown.stdout.splitlines()}

        try:
            wait_until(lambda: "is up on" in log.read_text(), DONE_SECONDS, "wirecopy is up")
            assert tail(2) == {"listed"}
            started = time.monotonic()
            added = subprocess.run(
                [*command, "feeds", "add", second, "--allow-private", "--source", "added"],
                env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
            )  # fmt: skip
            assert "private networks" in added.stderr
            assert tail(4) == {"listed", "added"}
            print(f"from feeds add to articles: {time.monotonic() - started:.1f} s")
            up.send_signal(signal.SIGINT)
            assert up.wait(60) == 0, log.read_text()
        finally:
            up.kill()
            up.wait()
