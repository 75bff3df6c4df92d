"""A worker that must not run says in one sentence why and what to do, and ends with 78."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agents.failstop import EXIT_STOP
from agents.settings import Settings
from broker.kafka import KafkaBroker
from tests.broker.conftest import MakeSystem
from tests.support.articles import article, pairs, prose
from tests.support.system import System, wait_until
from tests.support.topics import add_partitions, alter, delete_before, records

START_SECONDS = 60.0


SPOILT: dict[str, tuple[Callable[[Settings], None], str]] = {
    "partitions": (
        lambda settings: add_partitions(settings, "raw", 6),
        "partitions.raw has 6 partitions, not 4: set WIRECOPY_PARTITIONS",
    ),
    "policy": (
        lambda settings: alter(
            settings,
            "articles",
            {"cleanup.policy": "compact", "message.timestamp.type": "LogAppendTime"},
        ),
        "policy.articles has cleanup.policy=compact, not delete",
    ),
    "retention": (
        lambda settings: alter(
            settings,
            "decisions",
            {"retention.ms": "3600000", "message.timestamp.type": "LogAppendTime"},
        ),
        "retention.decisions has retention.ms=3600000: raise it to at least",
    ),
}


@pytest.mark.faults(row=15)
@pytest.mark.parametrize("prefix", SPOILT)
def test_a_worker_refuses_topics_that_are_not_as_they_must_be(
    make_system: MakeSystem, prefix: str
) -> None:
    spoil, sentence = SPOILT[prefix]
    system = make_system(prefix)
    spoil(system.settings)
    worker = system.start("clean")
    assert system.exit_status(worker, START_SECONDS) == EXIT_STOP
    assert sentence in system.log_tail()
    assert "Traceback" not in system.log_tail()


@pytest.mark.faults(row=15)
def test_worker_and_publish_refuse_to_run_without_topics(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    system = System(kafka.bootstrap_servers, tmp_path, "nothing")
    published = system.command("publish", "seeds/")
    assert published.returncode == EXIT_STOP
    assert "create them with `wirecopy topics create`" in published.stderr
    worker = system.start("dedup")
    assert system.exit_status(worker, START_SECONDS) == EXIT_STOP
    assert "topics missing: nothing.raw" in system.log_tail()
    created = system.command("topics", "create")
    assert created.returncode == 0
    assert system.command("publish", "seeds/").returncode == 0


@pytest.mark.faults(row=14)
def test_a_worker_whose_input_was_deleted_unread_stops_instead_of_skipping_it(
    make_system: MakeSystem,
) -> None:
    system = make_system("deleted")
    worker = system.start("clean")
    system.publish(pairs(article("gazette", prose("Falun"))))
    wait_until(lambda: len(records(system.settings, "clean")) == 1, START_SECONDS, "it is cleaned")
    assert system.terminate(worker) < START_SECONDS
    system.publish(pairs(*(article("gazette", prose(name)) for name in ("Gavle", "Hamar"))))
    last = max(records(system.settings, "raw"), key=lambda record: record.offset)
    delete_before(system.settings, "raw", {last.partition: last.offset})
    worker = system.start("clean")
    assert system.exit_status(worker, START_SECONDS) == EXIT_STOP
    assert "Kafka deleted records before this stage read them" in system.log_tail()
    assert len(records(system.settings, "clean")) == 1
    skipped = system.command("resume", "clean", "--skip-lost")
    assert skipped.returncode == 0, skipped.stderr
    assert skipped.stdout.endswith(f"to {last.offset}\n")
    system.start("clean")
    wait_until(lambda: len(records(system.settings, "clean")) == 2, START_SECONDS, "it goes on")
    nothing_more = system.command("resume", "extract", "--skip-lost")
    assert nothing_more.returncode == 1
    assert "no input of extract was deleted before it was read" in nothing_more.stderr
