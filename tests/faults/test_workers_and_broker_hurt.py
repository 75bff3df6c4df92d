"""Nothing lost, nothing twice, no text out as two articles: whatever ends workers and broker.

Rows 1 to 5. A short form of each runs always; `make faults` runs the long ones.
"""

from __future__ import annotations

import pytest

from agents.flow import STAGES, Stage
from tests.faults.longform import LONG
from tests.faults.schedules import HAND_OVER_SECONDS, Mode, Schedule
from tests.faults.trial import MakeTrial
from tests.support.generator import generate

RECORDS = 4000 if LONG else 400

Case = tuple[int, Mode, tuple[Stage, ...], int, int]  # row, mode, stages hurt, seed, faults
_EACH: tuple[Stage, ...] = STAGES
SHORT: tuple[Case, ...] = (
    (1, "kill", _EACH, 1, 3),
    (2, "join-kill", _EACH, 2, 2),
    (4, "pause", _EACH, 3, 1),
    (5, "broker-kill", _EACH, 4, 1),
)
LONG_CASES: tuple[Case, ...] = (
    *((1, "kill", (stage,), seed, 10) for stage in _EACH for seed in (11, 12)),
    *((2, "join-kill", (stage,), 13, 6) for stage in _EACH),
    *((3, "join-terminate", (stage,), 14, 6) for stage in _EACH),
    *((4, "pause", (stage,), 15, 3) for stage in _EACH),
    *((5, "broker-kill", _EACH, seed, 5) for seed in (16, 17)),
    *((5, "broker-terminate", _EACH, seed, 5) for seed in (18, 19)),
)


def _case(case: Case) -> object:
    row, mode, stages, seed, _ = case
    which = stages[0] if len(stages) == 1 else "any"
    return pytest.param(*case[1:], id=f"{mode}-{which}-{seed}", marks=pytest.mark.faults(row=row))


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("mode", "stages", "seed", "faults"), [_case(case) for case in (LONG_CASES if LONG else SHORT)]
)
def test_nothing_is_lost_and_nothing_twice(
    mode: Mode, stages: tuple[Stage, ...], seed: int, faults: int, trial: MakeTrial
) -> None:
    with trial(generate(seed, RECORDS)) as t:
        t.system.start_all()
        schedule = Schedule(t.system, t.broker, seed, step=RECORDS // 20, stages=stages)
        schedule.run(mode, faults)
        t.settle()
    assert all(seconds < HAND_OVER_SECONDS for seconds in schedule.hand_overs)
