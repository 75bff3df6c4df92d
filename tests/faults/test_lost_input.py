"""Row 14: Kafka deleted input that a stage had not read: it says so and stops, and goes on where a
person tells it to. What was deleted is published again, and comes out.

The short form is in tests/broker/test_refusals.py.
"""

from __future__ import annotations

import signal
import time

import pytest

from agents.failstop import EXIT_STOP
from agents.flow import INPUT_OF, STAGES, Stage
from agents.record import Record
from tests.faults.longform import long_form
from tests.faults.schedules import PAUSE_SECONDS
from tests.faults.trial import DRAIN_SECONDS, MakeTrial, Trial
from tests.support.generator import Fate, Truth, generate
from tests.support.system import wait_until
from tests.support.topics import delete_before, records

RECORDS = 600
STEP_SECONDS = 120.0

pytestmark = [
    pytest.mark.faults(row=14),
    pytest.mark.timeout(1800),
    long_form,
]


def in_any_order(seed: int) -> Truth:
    """Records of which any may come first: the one that is left may be the later version of an
    article, so that what was deleted comes behind it and is rightly superseded. Broken records are
    left out too: one that is deleted unread leaves no trace to be judged by."""
    truth = generate(seed, RECORDS)
    follow_ups: tuple[Fate, ...] = ("revision", "unchanged", "superseded")
    truth.fate = {v: fate for v, fate in truth.fate.items() if fate not in follow_ups}
    truth.records = [record for record in truth.records if record.version in truth.fate]
    truth.broken = 0
    return truth


def publish(t: Trial, start: int, end: int) -> None:
    t.system.publish([(record.key, record.value) for record in t.truth.records[start:end]])


def delete_all_but_one(t: Trial, stage: Stage) -> None:
    """As retention does that has moved on: of each partition of the input the last record stays."""
    last: dict[int, Record] = {}
    for record in records(t.system.settings, INPUT_OF[stage]):
        last[record.partition] = record
    offsets = {partition: record.offset for partition, record in last.items()}
    delete_before(t.system.settings, INPUT_OF[stage], offsets)


def assert_it_refuses_until_told_to_go_on(t: Trial, stage: Stage) -> None:
    """78 with the sentence at every start; the remedy of the sentence, and all is well."""
    again = t.system.start(stage)
    assert t.system.exit_status(again, STEP_SECONDS) == EXIT_STOP
    assert "Kafka deleted records before this stage read them" in t.system.log_tail()
    publish(t, 0, RECORDS)
    skipped = t.system.command("resume", stage, "--skip-lost")
    assert skipped.returncode == 0, skipped.stderr
    t.system.start_all()
    kept = len(records(t.system.settings, "raw"))
    t.settle(redeliveries=kept - len(t.truth.fate))


@pytest.mark.parametrize("stage", STAGES)
def test_input_deleted_while_a_stage_was_away(stage: Stage, trial: MakeTrial) -> None:
    with trial(in_any_order(141), publish=False) as t:
        publish(t, 0, RECORDS // 2)
        t.system.start_all()
        t.system.drain(DRAIN_SECONDS)
        (worker,) = t.system.of(stage)
        t.system.terminate(worker)
        publish(t, RECORDS // 2, RECORDS)
        before = STAGES[: STAGES.index(stage)]
        wait_until(lambda: not before or t.system.is_drained(*before), STEP_SECONDS, "it is there")
        delete_all_but_one(t, stage)
        for other in list(t.system.workers):
            t.system.terminate(other)
        assert_it_refuses_until_told_to_go_on(t, stage)


@pytest.mark.parametrize("stage", STAGES)
def test_input_deleted_while_a_stage_slept(stage: Stage, trial: MakeTrial) -> None:
    """A worker stopped (SIGSTOP) past its session wakes up to a log that begins further on."""
    with trial(in_any_order(142), publish=False) as t:
        publish(t, 0, RECORDS // 2)
        t.system.start_all()
        t.system.drain(DRAIN_SECONDS)
        (sleeper,) = t.system.of(stage)
        sleeper.process.send_signal(signal.SIGSTOP)
        publish(t, RECORDS // 2, RECORDS)
        before = STAGES[: STAGES.index(stage)]
        wait_until(lambda: not before or t.system.is_drained(*before), STEP_SECONDS, "it is there")
        delete_all_but_one(t, stage)
        time.sleep(PAUSE_SECONDS)
        sleeper.process.send_signal(signal.SIGCONT)
        assert t.system.exit_status(sleeper, STEP_SECONDS) == EXIT_STOP
        for other in list(t.system.workers):
            t.system.terminate(other)
        assert_it_refuses_until_told_to_go_on(t, stage)
