"""The main job through the commands that a user has: publish, tail, audit."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from agents.record import Outgoing, Record
from tests.broker.conftest import MakeSystem
from tests.support.system import System, wait_until
from tests.support.topics import delete_before, records, write

DRAIN_SECONDS = 90.0


@pytest.fixture(scope="module")
def seeds(make_system: MakeSystem) -> System:
    """A system through which the five seeds have gone twice."""
    system = make_system("seeds")
    system.start_all()
    for _ in range(2):
        published = system.command("publish", "seeds/")
        assert published.returncode == 0, published.stderr
        assert "published 5 of 5" in published.stderr
    wait_until(system.is_drained, DRAIN_SECONDS, "the seeds are through")
    return system


def audited(system: System) -> tuple[int, dict[str, int]]:
    result = system.command("audit", "--json")
    return result.returncode, json.loads(result.stdout)


@pytest.fixture
def restored(seeds: System) -> Iterator[System]:
    """The system of the seeds; what a test does to its articles is put right afterwards."""
    before = records(seeds.settings, "articles")
    yield seeds
    ends = {record.partition: -1 for record in records(seeds.settings, "articles") + before}
    delete_before(seeds.settings, "articles", ends)
    write(seeds.settings, [again(record) for record in before])
    assert audited(seeds)[0] == 0


def again(record: Record, *, headers: bool = True) -> Outgoing:
    kept = record.headers if headers else ()
    return Outgoing(record.topic, record.key, record.value, kept, record.partition)


def test_five_seeds_published_twice_come_out_as_five_articles(seeds: System) -> None:
    tailed = seeds.command("tail", "articles", "--from-beginning", "--json", "--count", "5")
    assert tailed.returncode == 0, tailed.stderr
    articles = [json.loads(line) for line in tailed.stdout.splitlines()]
    assert len({article["article_id"] for article in articles}) == 5
    assert sorted(article["source"][:3] for article in articles) == [
        "000", "001", "002", "003", "004",
    ]  # fmt: skip
    assert all(article["revision"] == 1 and article["text"] for article in articles)
    assert len(records(seeds.settings, "articles")) == 5


def test_the_audit_counts_the_second_publication_as_five_redeliveries(seeds: System) -> None:
    status, sums = audited(seeds)
    assert status == 0
    assert (sums["raw_records"], sums["versions"], sums["redeliveries"]) == (10, 5, 5)
    assert sums["articles"] + sums["duplicates"] == 5
    assert sums["open_dead_letters"] == sums["in_flight"] == sums["lost"] == sums["twice"] == 0


def test_the_audit_says_no_when_an_article_is_removed(restored: System) -> None:
    first = records(restored.settings, "articles")[0]
    delete_before(restored.settings, "articles", {first.partition: first.offset + 1})
    status, sums = audited(restored)
    assert status == 1
    assert sums["lost"] == 1


@pytest.mark.parametrize("headers", [True, False], ids=["with-headers", "without-headers"])
def test_the_audit_says_no_when_an_article_is_doubled(restored: System, headers: bool) -> None:
    first = records(restored.settings, "articles")[0]
    write(restored.settings, [again(first, headers=headers)])
    status, sums = audited(restored)
    assert status == 1
    assert sums["twice"] == 1


def test_every_record_written_carries_its_version_and_a_cloud_event(seeds: System) -> None:
    for name in ("raw", "clean", "extracted", "articles"):
        for record in records(seeds.settings, name):
            headers = dict(record.headers)
            assert headers["ce_specversion"] == b"1.0"
            assert headers["ce_id"] == headers["x-version"]
            assert headers["ce_type"].startswith(b"wirecopy.")
            assert {"ce_source", "content-type"} <= headers.keys()
