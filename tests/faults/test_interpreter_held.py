"""Row 9: a call into C that holds the interpreter for longer than the session, in each stage.

Heartbeats, event loop, watchdog and health all stand still with it. Kafka gives the partitions to
another worker meanwhile, and what the sleeper writes when it wakes up must not count.
"""

from __future__ import annotations

import pytest

from agents.flow import STAGES
from tests.faults.injected import INJECTION
from tests.faults.injections.interpreter_held import TIMES, WOKE
from tests.faults.longform import LONG
from tests.faults.trial import INJECTED, MakeTrial
from tests.support.generator import generate
from tests.support.system import wait_until

RECORDS = 3000 if LONG else 200
SEEDS = (91, 92) if LONG else (9,)
COUNT = 2 if LONG else 1
STEP_SECONDS = 300.0


@pytest.mark.timeout(1800)
@pytest.mark.faults(row=9)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_held_interpreter_costs_time_only(seed: int, trial: MakeTrial) -> None:
    with trial(generate(seed, RECORDS), batch_articles="20") as t:
        t.system.program = INJECTED
        t.system.environment |= {INJECTION: "interpreter_held", TIMES: str(COUNT)}
        t.system.start_all()
        t.system.start_all()

        def held() -> bool:
            folder = t.system.folder
            return all(len([*folder.glob(f"{WOKE}-{stage}-*")]) >= COUNT for stage in STAGES)

        def keep_two() -> None:
            t.system.revive()
            for stage in STAGES:
                if len(t.system.of(stage)) < 2:
                    t.system.start(stage)

        wait_until(held, STEP_SECONDS, "every stage was held", keep_two)
        t.settle()
