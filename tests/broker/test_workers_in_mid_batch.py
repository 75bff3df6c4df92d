"""Whatever ends a worker in the middle of a batch: every version comes out once, clean learns
once, and a worker that was told to stop leaves nothing to be done again."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from agents.connection import admin_client
from agents.flow import INPUT_OF
from agents.read import committed_offsets
from pipeline.clean.memory import MAX_ARTICLES, MAX_RECENT
from schemas.codec import decode
from schemas.profile import Profile
from tests.broker.conftest import MakeSystem
from tests.faults.longform import LONG
from tests.faults.table import COUNTS, PAUSE
from tests.support.articles import article, pairs
from tests.support.generator import Truth, generate
from tests.support.system import System, Worker, wait_until
from tests.support.topics import Watch, move_group, records, values
from tests.support.verifier import judge

RECORDS = 200
STEP_SECONDS = 240.0
# A worker told to terminate hands its partitions over within this (the design's limit).
HAND_OVER_SECONDS = 5.0
# What each stage writes as it goes, and at which shares of its work it is ended. After kill -9 a
# successor waits for the session of the dead to end, so once has to do.
OUTPUT = {"clean": "clean", "extract": "extracted", "dedup": "decisions"}
Shares = dict[str, tuple[float, ...]]
KILLED_AT: Shares = {"clean": (0.3,), "extract": (0.3,), "dedup": (0.3,)}
STOPPED_AT: Shares = {"clean": (0.1, 0.5), "extract": (0.3,), "dedup": (0.1, 0.5)}
OFTEN: Shares = dict.fromkeys(OUTPUT, (0.05, 0.15, 0.25, 0.35, 0.45, 0.55))
# Small batches, so that there is a middle.
BATCH = 10
SETTINGS = {"batch_articles": str(BATCH)}

End = Callable[[System, Worker], object]


def work_off(system: System, truth: Truth, ended_at: Shares, end: End) -> None:
    """Stage after stage, each with the whole backlog before it and its worker ended in between."""
    system.publish([(record.key, record.value) for record in truth.records])
    for stage, shares in ended_at.items():
        batches = len(truth.records) // BATCH if stage == "dedup" else len(truth.records)
        end_in_between(system, stage, [share * batches for share in shares], end)
        system.start(stage)
        wait_until(partial(system.is_drained, stage), STEP_SECONDS, f"{stage} is through")


def end_in_between(system: System, stage: str, moments: list[float], end: End) -> None:
    """Starts a worker and ends it, once for each of `moments`: so many records are then written.

    The worker is frozen first, so that it ends exactly where it was seen to be in its work.
    """
    watch = Watch(system.settings, OUTPUT[stage], partitions=4 if stage == "clean" else 1)
    try:
        for moment in moments:
            worker = system.start(stage)
            system.url(worker)
            system.freeze(worker, partial(watch.has_written, moment), STEP_SECONDS)
            assert not system.is_drained(stage)
            end(system, worker)
    finally:
        watch.close()


def folded(system: System) -> dict[tuple[int, bytes | None], bytes | None]:
    """What clean has learned: the newest record of each key."""
    newest = {(r.partition, r.key): r.value for r in records(system.settings, "profiles")}
    return {key: value for key, value in newest.items() if value is not None}


def assert_all_written_is_acknowledged(system: System, stage: str) -> None:
    """What the stage wrote came of records below its committed offsets, of each record once."""
    topics = ("articles", "duplicates") if stage == "dedup" else (OUTPUT[stage],)
    steps = [
        v["lineage"][INPUT_OF[stage]] for name in topics for v in values(system.settings, name)
    ]
    read = Counter((step["partition"], step["offset"]) for step in steps)
    offsets = committed(system, stage)
    assert read
    assert max(read.values()) == 1
    assert [place for place in read if place[1] >= offsets.get(place[0], 0)] == []


def committed(system: System, stage: str) -> dict[int, int]:
    async def ask() -> dict[int, int]:
        settings = system.settings
        async with admin_client(settings) as admin:
            topic = settings.topic(INPUT_OF[stage])
            return await committed_offsets(admin, settings.group(stage), topic)

    return asyncio.run(ask())


def assert_promise_kept(
    system: System, truth: Truth, record: Callable[[str, object], None] = lambda name, value: None
) -> None:
    verdict = judge(system.bootstrap, system.prefix, 4, truth)
    for name in COUNTS:
        record(name, len(getattr(verdict, name)))
    record(PAUSE, verdict.longest_pause)
    assert (verdict.lost, verdict.twice, verdict.wrong) == ([], [], [])
    sums = system.audit()
    assert sums.adds_up
    assert sums.in_flight == 0
    assert sums.redeliveries == truth.redeliveries


def test_kill_9_in_mid_batch_loses_nothing_doubles_nothing_and_teaches_once(
    make_system: MakeSystem,
) -> None:
    truth = generate(31, RECORDS)
    undisturbed = make_system("undisturbed", **SETTINGS)
    undisturbed.publish([(record.key, record.value) for record in truth.records])
    undisturbed.start("clean")
    system = make_system("killed", **SETTINGS)
    work_off(system, truth, KILLED_AT, System.kill)
    assert Counter(system.exits) == {
        (stage, -signal.SIGKILL): len(shares) for stage, shares in KILLED_AT.items()
    }
    assert_promise_kept(system, truth)
    wait_until(lambda: undisturbed.is_drained("clean"), STEP_SECONDS, "the other is through")
    learned = folded(undisturbed)
    assert len(learned) > 10
    assert folded(system) == learned


@pytest.mark.faults(row=8)
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("seed", "count", "ended_at"),
    [(32, RECORDS, STOPPED_AT), *([(33, 1000, OFTEN), (34, 1000, OFTEN)] if LONG else [])],
)
def test_a_worker_told_to_stop_finishes_its_batch_and_leaves_nothing_to_be_done_again(
    seed: int,
    count: int,
    ended_at: Shares,
    make_system: MakeSystem,
    record_property: Callable[[str, object], None],
) -> None:
    truth = generate(seed, count)
    system = make_system(f"terminated-{seed}", **SETTINGS)
    hand_overs = []

    def stop(system: System, worker: Worker) -> None:
        hand_overs.append(system.terminate(worker))
        assert_all_written_is_acknowledged(system, worker.stage)

    work_off(system, truth, ended_at, stop)
    print("handed over after", ", ".join(f"{seconds:.1f}" for seconds in hand_overs), "s")
    assert Counter(system.exits) == {(stage, 0): len(shares) for stage, shares in ended_at.items()}
    assert max(hand_overs) < HAND_OVER_SECONDS
    readable = len(truth.records) - truth.broken
    assert len(records(system.settings, "clean")) == readable
    assert len(records(system.settings, "extracted")) == readable
    assert len(records(system.settings, "dead-letters")) == truth.broken
    assert_promise_kept(system, truth, record_property)


@pytest.mark.faults(row=12)
def test_an_offset_reset_to_the_beginning_teaches_clean_nothing_twice(
    make_system: MakeSystem,
) -> None:
    """More short-lined articles than a profile remembers: only the offset learned up to knows."""

    def report(number: int) -> dict[str, object]:
        return article("gazette", f"Result {number} is in.\nTeam {number}x won.\nNo {number}y yet.")

    count = MAX_ARTICLES + MAX_RECENT
    system = make_system("reset")
    system.publish(pairs(*map(report, range(count))))
    worker = system.start("clean")
    wait_until(partial(system.is_drained, "clean"), STEP_SECONDS, "clean is through")
    system.terminate(worker)
    move_group(system.settings, "clean", "raw", to_end=False)
    system.publish(pairs(report(count)))
    system.start("clean")
    wait_until(partial(system.is_drained, "clean"), STEP_SECONDS, "clean is through again")
    assert len(records(system.settings, "clean")) == 2 * count + 1
    (learned,) = (value for (_, key), value in folded(system).items() if key == b"gazette")
    assert decode(Profile, learned).documents == count + 1
