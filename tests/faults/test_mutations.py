"""The suite notices a broken guarantee: each guard is taken out, and a fitting fault shows it.

What is taken out is a patch of the worker (`injections/`); the same fault against the sound worker
shows nothing. Each worker is held at the one moment that matters, so no run depends on luck.
"""

from __future__ import annotations

import asyncio
import signal
import time

import pytest

from agents.clean_memory import THROUGH_KEY
from agents.connection import admin_client
from agents.failstop import EXIT_RESTART
from agents.flow import INPUT_OF, STAGES, Stage
from agents.read import committed_offsets
from agents.record import Outgoing
from pipeline.clean.memory import SourceMemory
from schemas.codec import decode
from schemas.profile import Through
from tests.faults.hold import Hold
from tests.faults.longform import long_form
from tests.faults.trial import DRAIN_SECONDS, MakeTrial, Trial
from tests.support.generator import generate
from tests.support.system import Worker, wait_until
from tests.support.topics import records, write_transactions

RECORDS = 200
STEP_SECONDS = 120.0
# More than could all come again by chance, as redeliveries.
SOME = 20
# What a sound worker gets to commit what it has not written: five times Faust's commit interval.
PATIENCE_SECONDS = 2.5

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]


def faults(t: Trial) -> list[str]:
    """What is off: none of it where the promise is kept."""
    verdict, sums = t.measure()
    found = {
        "lost": bool(verdict.lost),
        "twice": bool(verdict.twice),
        "wrong": bool(verdict.wrong),
        "audit": not sums.adds_up or sums.in_flight > 0,
    }
    print({name: len(getattr(verdict, name)) for name in ("lost", "twice", "wrong")}, sums)
    return [name for name, is_off in found.items() if is_off]


def start_others(t: Trial, stage: Stage) -> None:
    """The other stages; those before it work off everything first, so that its batches are full."""
    for other in STAGES:
        if other != stage:
            t.system.start(other)
    if before := STAGES[: STAGES.index(stage)]:
        wait_until(lambda: t.system.is_drained(*before), STEP_SECONDS, "the stages before it")


def held(t: Trial, stage: Stage, injection: str) -> Worker:
    """A worker that stays where its injection holds it."""
    place = Hold(t.system.folder)
    place.ask()
    worker = t.start_injected(stage, injection)
    place.wait()
    return worker


def acknowledged(t: Trial, stage: Stage) -> int:
    """How many records of its input the stage has acknowledged."""

    async def committed() -> int:
        settings = t.system.settings
        async with admin_client(settings) as admin:
            topic = settings.topic(INPUT_OF[stage])
            return sum((await committed_offsets(admin, settings.group(stage), topic)).values())

    return asyncio.run(committed())


def kill_before_the_write(t: Trial, stage: Stage, injection: str, *, commits: bool) -> None:
    """kill -9 of a worker that has not written; `commits`: that has acknowledged all the same."""
    start_others(t, stage)
    worker = held(t, stage, injection)
    if commits:
        wait_until(lambda: acknowledged(t, stage) >= SOME, STEP_SECONDS, "it acknowledges")
    else:
        time.sleep(PATIENCE_SECONDS)
        assert acknowledged(t, stage) == 0
    t.system.kill(worker)
    t.system.drain(DRAIN_SECONDS)


EARLY = [pytest.param(stage, marks=() if stage == "dedup" else long_form) for stage in STAGES]


@pytest.mark.parametrize("stage", EARLY)
def test_acknowledging_before_the_write_is_acknowledged_loses_articles(
    stage: Stage, trial: MakeTrial
) -> None:
    with trial(generate(71, RECORDS)) as t:
        kill_before_the_write(t, stage, "acknowledged_early", commits=True)
        assert "lost" in faults(t)


@long_form
@pytest.mark.parametrize("stage", STAGES)
def test_a_sound_worker_killed_before_the_write_loses_nothing(
    stage: Stage, trial: MakeTrial
) -> None:
    with trial(generate(71, RECORDS)) as t:
        kill_before_the_write(t, stage, "held_before_writing", commits=False)
        assert faults(t) == []


def wake_up_after_another_took_over(t: Trial, stage: Stage, injection: str) -> Worker:
    """A worker sleeps (SIGSTOP) before its write, another works everything off, and it wakes up."""
    start_others(t, stage)
    sleeper = held(t, stage, injection)
    sleeper.process.send_signal(signal.SIGSTOP)
    t.start_injected(stage, injection)
    t.system.drain(DRAIN_SECONDS)
    assert faults(t) == []
    Hold(t.system.folder).release()
    sleeper.process.send_signal(signal.SIGCONT)
    return sleeper


@long_form
def test_without_its_fence_a_dedup_that_wakes_up_publishes_twice(trial: MakeTrial) -> None:
    with trial(generate(72, RECORDS)) as t:
        wake_up_after_another_took_over(t, "dedup", "unfenced")
        wait_until(lambda: "twice" in faults(t), STEP_SECONDS, "it writes once more", every=1.0)


@long_form
def test_without_its_fence_a_clean_that_wakes_up_unlearns_what_another_learned(
    trial: MakeTrial,
) -> None:
    """dedup hides it from the outputs; the memory has it."""
    with trial(generate(72, RECORDS)) as t:
        wake_up_after_another_took_over(t, "clean", "unfenced")
        wait_until(lambda: unlearned(t), STEP_SECONDS, "it writes once more", every=1.0)


@long_form
@pytest.mark.parametrize("stage", ["clean", "dedup"])
def test_a_fenced_worker_that_wakes_up_writes_nothing_and_ends(
    stage: Stage, trial: MakeTrial
) -> None:
    with trial(generate(72, RECORDS)) as t:
        sleeper = wake_up_after_another_took_over(t, stage, "held_before_writing")
        assert t.system.exit_status(sleeper, STEP_SECONDS) == EXIT_RESTART
        assert faults(t) == []
        assert not unlearned(t)


def unlearned(t: Trial) -> bool:
    """Whether clean's memory of some partition goes back to an earlier raw offset."""
    newest: dict[int, int] = {}
    for record in records(t.system.settings, "profiles"):
        if record.key == THROUGH_KEY:
            through = decode(Through, record.value).offset
            if through < newest.get(record.partition, SourceMemory().through):
                return True
            newest[record.partition] = through
    return False


def kill_in_the_write(t: Trial, injection: str, then: str | None) -> None:
    """kill -9 of a dedup with part of its batch written; `then` is built into its successor."""
    start_others(t, "dedup")
    t.system.kill(held(t, "dedup", injection))
    if then is not None:
        t.start_injected("dedup", then)
    t.system.drain(DRAIN_SECONDS)


@long_form
def test_decisions_outside_the_transaction_lose_articles(trial: MakeTrial) -> None:
    with trial(generate(73, RECORDS)) as t:
        kill_in_the_write(t, "decisions_apart", then=None)
        assert "lost" in faults(t)


@long_form
def test_a_memory_read_uncommitted_loses_articles(trial: MakeTrial) -> None:
    with trial(generate(73, RECORDS)) as t:
        kill_in_the_write(t, "held_in_transaction", then="uncommitted_memory")
        assert "lost" in faults(t)


@long_form
def test_a_sound_dedup_killed_in_its_transaction_loses_nothing(trial: MakeTrial) -> None:
    with trial(generate(73, RECORDS)) as t:
        kill_in_the_write(t, "held_in_transaction", then=None)
        assert faults(t) == []


def abort_articles(t: Trial) -> None:
    """Articles that their producer takes back stand between those of the truth."""
    topic = t.system.settings.topic("raw")
    taken_back = [Outgoing(topic, r.key, r.value) for r in generate(1074, RECORDS // 4).records]
    write_transactions(t.system.settings, [taken_back], abort=True)
    t.publish()


@long_form
@pytest.mark.parametrize("sound", [False, True])
def test_articles_that_were_aborted_come_out_where_clean_reads_uncommitted(
    sound: bool, trial: MakeTrial
) -> None:
    with trial(generate(74, RECORDS), publish=False) as t:
        abort_articles(t)
        start_others(t, "clean")
        if sound:
            t.system.start("clean")
        else:
            t.start_injected("clean", "uncommitted_input")
        t.system.drain(DRAIN_SECONDS)
        assert ("wrong" in faults(t)) is not sound
