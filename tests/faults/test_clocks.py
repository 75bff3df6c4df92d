"""Row 18: clocks that are wrong: of those who collect, of producers, of the workers' machines.

The broker's clock cannot be moved here: it runs on the machine's own, and to move that takes rights
that a test must not have. Append times are therefore right in these runs; that state follows from
the times that records carry, and from no clock, is a law over dedup's state (tests/laws).
"""

from __future__ import annotations

import time

import pytest
from confluent_kafka import Producer

from agents.flow import STAGES
from tests.faults.longform import LONG
from tests.faults.trial import DRAIN_SECONDS, MakeTrial, Trial
from tests.support.generator import generate
from tests.support.topics import values
from tests.support.variants import add_article, wild_times

RECORDS = 1500 if LONG else 250
# What producers may call the time of a record, in milliseconds since 1970: 1970, now, 2099.
RECORD_TIMES = (1, 0, 4_070_908_800_000)
SEND_SECONDS = 60.0


def send_with_any_time(t: Trial, start: int) -> None:
    """The records from number `start` on, each with another idea of what time it is."""
    producer = Producer(
        {"bootstrap.servers": t.system.bootstrap, "partitioner": "murmur2_random", "acks": "all"}
    )
    failed: list[object] = []
    for number, record in enumerate(t.truth.records[start:]):
        producer.produce(
            t.system.settings.topic("raw"), record.value, record.key,
            timestamp=RECORD_TIMES[number % len(RECORD_TIMES)],
            on_delivery=lambda error, _: failed.append(error) if error else None,
        )  # fmt: skip
    assert producer.flush(SEND_SECONDS) == 0
    assert failed == []


@pytest.mark.faults(row=18)
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", [181, 182] if LONG else [181])
def test_times_in_1970_and_2099_and_clocks_that_jump_lose_and_hide_nothing(
    seed: int, trial: MakeTrial
) -> None:
    """A tenth of the versions say that they were collected in 1970, a tenth in 2099. What comes of
    them follows from the design: an article's newest version is the one that was collected last by
    its own account; and window time, never ahead of the append time and never going back, is moved
    by none of them, so that every copy still meets what it is a copy of."""
    now_ms = round(time.time() * 1000)
    truth = wild_times(generate(seed, RECORDS), seed, now_ms)
    with trial(truth, publish=False) as t:
        for stage in STAGES:
            t.start_injected(stage, "jumping_clock")
        # The first version of a lane sets its window time, to 1970 if it says so.
        first = add_article(truth, "Ivalo", now_ms)
        t.system.publish([(first.key, first.value)])
        t.system.drain(DRAIN_SECONDS)
        truth.records.insert(0, truth.records.pop())
        send_with_any_time(t, start=1)
        t.settle()
        assert t.system.exits == []
        years = {str(value["collected_at"])[:4] for value in values(t.system.settings, "articles")}
        assert {"1970", "2099"} < years
