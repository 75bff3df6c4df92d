"""Row 6: what a producer sends and what breaks at an article is set aside, and a burst of it waits
for a person. Here it comes in a stream whose truth is known.

The short forms are in tests/broker/test_dead_letters.py and test_pause.py: what each kind leaves.
"""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from itertools import count, cycle

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from agents.flow import STAGES, Stage
from schemas.headers import ERROR_CLASS, STAGE, header_text
from schemas.limits import LARGEST_VALUE, MIB
from tests.faults.injections.handler_fault import WORD
from tests.faults.longform import long_form
from tests.faults.trial import DRAIN_SECONDS, MakeTrial, Trial
from tests.support.articles import article, prose, text_of_size
from tests.support.generator import Generated, Truth, generate
from tests.support.topics import records
from tests.support.variants import add_article

RECORDS = 900
# Both limits lie well below what the bursts have, and above what the stream has.
RUN = 60
SETTINGS = {"batch_articles": "10", "dead_letter_run": str(RUN), "dead_letter_share": "0.5"}
BURST = RUN + 20
# The end of the stream, in which two of three are poison; the limit looks at 200 records.
LAST = 120
CLASSES = {"undecodable", "invalid", "too-large", "bug"}

Pair = tuple[bytes | None, bytes | None]

BROKEN: Sequence[bytes | None] = (
    b"\xff\xfe not json", b"", None, b"[" * 100_000, b'{"source": "gazette"}',
    b'{"source": "gazette", "body": 7}', b'{"source": "gazette", "body": " \\n "}',
)  # fmt: skip


def poison_for(stage: Stage, truth: Truth) -> Iterator[bytes | None]:
    """Values that become dead letters of `stage`, counted as such in `truth`. For clean they are
    broken in every way, for the others they are articles at which the stage has a bug."""
    broken = cycle(BROKEN)
    for number in count():
        truth.broken += 1
        if stage == "clean" and number % 2:
            yield next(broken)
        else:
            text = f"{prose(f'{stage.title()}{number}')} {WORD[stage]}"
            yield orjson.dumps(article("poison", text, article_id=f"{stage}-{number}"))


def mixed(
    records: Sequence[Generated], poison: Iterator[bytes | None], *, good: int, bad: int
) -> Iterator[Pair]:
    """After each `good` of `records`, `bad` poisonous ones with the key of their neighbour, so in
    its partition."""
    for number, record in enumerate(records, start=1):
        yield record.key, record.value
        if number % good == 0:
            yield from ((record.key, next(poison)) for _ in range(bad))


def send_too_large(t: Trial) -> None:
    """Kafka limits what was sent, and another producer may have compressed it."""
    value = orjson.dumps(article("large", "a" * (3 * MIB), article_id="too-large"))

    async def produce() -> None:
        async with AIOKafkaProducer(
            bootstrap_servers=t.system.bootstrap,
            compression_type="gzip",
            max_request_size=8 * MIB,
        ) as producer:
            await producer.send_and_wait(t.system.settings.topic("raw"), value, key=b"large")

    asyncio.run(produce())
    t.truth.broken += 1


def send_nearly_too_large(t: Trial) -> None:
    """The largest that `news.raw` takes is an article like any other."""
    around = len(add_article(Truth(), "Nearly", 0, body=".").value) - 1
    body = text_of_size(LARGEST_VALUE["raw"] - around)
    largest = add_article(t.truth, "Nearly", 0, body=body)
    assert len(largest.value) == LARGEST_VALUE["raw"]
    t.system.publish([(largest.key, largest.value)])


def is_paused(t: Trial, stage: Stage) -> bool:
    (worker,) = t.system.of(stage)
    try:
        with urllib.request.urlopen(t.system.url(worker) + "/health", timeout=10) as answer:
            return bool(json.load(answer)["paused"])
    except urllib.error.HTTPError as error:
        with error:
            return bool(json.load(error)["paused"])


def drain_with_a_person(t: Trial, stage: Stage) -> int:
    """Works everything off; whenever `stage` pauses, somebody resumes it. Returns how often."""
    resumed = 0
    deadline = time.monotonic() + DRAIN_SECONDS
    while not t.system.is_drained():
        assert time.monotonic() < deadline
        if is_paused(t, stage):
            answer = t.system.command("resume", stage)
            assert answer.returncode == 0, answer.stderr
            resumed += 1
    return resumed


@pytest.mark.faults(row=6)
@pytest.mark.timeout(1800)
@long_form
@pytest.mark.parametrize("stage", STAGES)
def test_poison_is_set_aside_and_a_burst_of_it_waits_for_a_person(
    stage: Stage, trial: MakeTrial
) -> None:
    truth = generate(61, RECORDS)
    stream, last = truth.records[:-LAST], truth.records[-LAST:]
    poison = {each: poison_for(each, truth) for each in STAGES}
    with trial(truth, publish=False, **SETTINGS) as t:
        t.system.publish(list(mixed(stream, map(next, cycle(poison.values())), good=7, bad=1)))
        send_too_large(t)
        send_nearly_too_large(t)
        for each in STAGES:
            t.start_injected(each, "handler_fault")
        assert drain_with_a_person(t, stage) == 0
        t.system.publish([(b"burst", next(poison[stage])) for _ in range(BURST)])
        assert drain_with_a_person(t, stage) > 0, "dead letters in a row"
        t.system.publish(list(mixed(last, poison[stage], good=1, bad=2)))
        assert drain_with_a_person(t, stage) > 0, "too large a share of dead letters"
        t.settle()
        letters = records(t.system.settings, "dead-letters")
        assert {header_text(r.headers, STAGE) for r in letters} == set(STAGES)
        assert {header_text(r.headers, ERROR_CLASS) for r in letters} == CLASSES
        assert t.system.exits == []
