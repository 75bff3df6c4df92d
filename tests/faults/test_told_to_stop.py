"""Row 8: a worker that is told to stop finishes its batch, and nothing is done again.

The short form is in tests/broker/test_workers_in_mid_batch.py, where each stage is stopped exactly
between two batches' worth of its own records.
"""

from __future__ import annotations

import os

import pytest

from agents.flow import STAGES, Stage
from tests.faults.schedules import HAND_OVER_SECONDS, Schedule
from tests.faults.trial import MakeTrial
from tests.support.generator import generate
from tests.support.topics import records

RECORDS = 2000
STOPS = 6


@pytest.mark.faults(row=8)
@pytest.mark.timeout(1800)
@pytest.mark.skipif(
    os.environ.get("WIRECOPY_FAULTS") != "long", reason="a long form: WIRECOPY_FAULTS=long runs it"
)
@pytest.mark.parametrize("stage", STAGES)
def test_six_stops_under_load_leave_no_record_to_be_written_again(
    stage: Stage, trial: MakeTrial
) -> None:
    with trial(generate(81, RECORDS), batch_articles="20") as t:
        t.system.start_all()
        schedule = Schedule(t.system, t.broker, 81, step=RECORDS // 20, stages=(stage,))
        schedule.run("terminate", STOPS)
        t.settle()
        readable = len(t.truth.records) - t.truth.broken
        assert len(records(t.system.settings, "clean")) == readable
        assert len(records(t.system.settings, "extracted")) == readable
        assert len(records(t.system.settings, "dead-letters")) == t.truth.broken
        assert {status for _, status in t.system.exits} == {0}
    assert max(schedule.hand_overs) < HAND_OVER_SECONDS
