"""Row 12: whatever comes again, in whatever order and whenever, comes out once.

The short forms are in tests/broker/test_redelivery.py.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from agents.flow import INPUT_OF, STAGES, Stage
from tests.faults.injections.newer_release import ANALYSIS, RELEASE
from tests.faults.longform import long_form
from tests.faults.trial import DRAIN_SECONDS, MakeTrial, Trial
from tests.support.generator import generate
from tests.support.topics import move_group, values
from tests.support.variants import add_article, shuffled

RECORDS = 800

pytestmark = [
    pytest.mark.faults(row=12),
    pytest.mark.timeout(1800),
    long_form,
]


def publish_again(t: Trial, seed: int) -> int:
    """Every version once more, in another order; returns how many."""
    again = [r for r in t.truth.records if r.version is not None]
    random.Random(seed).shuffle(again)
    t.system.publish([(record.key, record.value) for record in again])
    return len(again)


def stop_all(t: Trial) -> None:
    for worker in list(t.system.workers):
        t.system.terminate(worker)


def kill_all(t: Trial) -> None:
    for worker in list(t.system.workers):
        t.system.kill(worker)


def read_again(t: Trial, stage: Stage) -> None:
    move_group(t.system.settings, stage, INPUT_OF[stage], to_end=False)


def work_off(t: Trial) -> None:
    t.system.start_all()
    t.system.drain(DRAIN_SECONDS)


def start_newer_release(t: Trial) -> None:
    for stage in STAGES:
        t.start_injected(stage, "newer_release")


def by_newer_release(t: Trial) -> None:
    """That it did work is seen in what it wrote."""
    extracted = values(t.system.settings, "extracted")
    assert any(value["analysis"] == ANALYSIS for value in extracted)
    assert any(value["lineage"]["clean"]["app_version"] == RELEASE for value in extracted)


def test_everything_read_and_published_again_by_a_newer_release(trial: MakeTrial) -> None:
    """All at once: first in another order than it was written, then again from the beginning of
    every topic and once more from its producers, with workers of a newer release."""
    with trial(shuffled(generate(121, RECORDS), 121)) as t:
        work_off(t)
        stop_all(t)
        for stage in STAGES:
            read_again(t, stage)
        again = publish_again(t, 122)
        start_newer_release(t)
        t.settle(redeliveries=t.truth.redeliveries + again)
        by_newer_release(t)


@pytest.mark.parametrize("seed", [123, 124])
def test_records_that_arrive_in_another_order(seed: int, trial: MakeTrial) -> None:
    with trial(shuffled(generate(seed, RECORDS), seed)) as t:
        t.system.start_all()
        again = publish_again(t, seed)
        t.settle(redeliveries=t.truth.redeliveries + again)


@pytest.mark.parametrize("end", [stop_all, kill_all])
def test_records_that_come_again_after_a_restart_of_all_workers(
    end: Callable[[Trial], None], trial: MakeTrial
) -> None:
    with trial(generate(125, RECORDS)) as t:
        work_off(t)
        end(t)
        t.system.start_all()
        again = publish_again(t, 125)
        t.settle(redeliveries=t.truth.redeliveries + again)


@pytest.mark.parametrize("stage", STAGES)
def test_an_offset_reset_to_the_beginning(stage: Stage, trial: MakeTrial) -> None:
    with trial(generate(126, RECORDS)) as t:
        work_off(t)
        for worker in t.system.of(stage):
            t.system.terminate(worker)
        read_again(t, stage)
        t.settle()


@pytest.mark.parametrize("restarted", [False, True], ids=["running", "restarted"])
def test_records_that_come_again_after_the_comparison_window(
    restarted: bool, trial: MakeTrial
) -> None:
    """The generator's articles are of 2025: one of today moves the window past all of them. That
    their versions are known for 35 days of the broker's clock cannot be waited for here; the unit
    tests of dedup's state move that clock."""
    truth = generate(127, RECORDS)
    with trial(truth) as t:
        work_off(t)
        recent = add_article(truth, "Ivalo", round(time.time() * 1000))
        t.system.publish([(recent.key, recent.value)])
        t.system.drain(DRAIN_SECONDS)
        if restarted:
            stop_all(t)
            t.system.start_all()
        again = publish_again(t, 127)
        t.settle(redeliveries=truth.redeliveries + again)
