"""Nothing lost, nothing twice, no text out as two articles: whatever happens to workers and broker.

A few short schedules run always; `make faults` (WIRECOPY_FAULTS=long) runs twenty long ones.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from broker.kafka import KafkaBroker
from tests.faults.schedules import HAND_OVER_SECONDS, MODES, Mode, Schedule
from tests.support.generator import generate
from tests.support.system import System
from tests.support.verifier import judge

LONG = os.environ.get("WIRECOPY_FAULTS") == "long"
FAULTS: dict[Mode, int] = (
    {"kill": 8, "join-kill": 6, "join-terminate": 6, "pause": 3, "broker": 4}
    if LONG
    else {"kill": 3, "join-kill": 2, "join-terminate": 2, "pause": 1, "broker": 1}
)
SHORT_CASES: tuple[tuple[Mode, int], ...] = (
    ("kill", 1), ("join-kill", 2), ("pause", 3), ("broker", 4),
)  # fmt: skip
LONG_CASES = tuple((mode, seed) for seed in (11, 12, 13, 14) for mode in MODES)


@pytest.mark.faults
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("mode", "seed"), LONG_CASES if LONG else SHORT_CASES)
def test_nothing_is_lost_and_nothing_twice(mode: Mode, seed: int, tmp_path: Path) -> None:
    articles = 6000 if LONG else 600
    truth = generate(seed, articles)
    started = time.monotonic()
    with KafkaBroker(tmp_path / "broker") as broker:
        system = System(broker.bootstrap_servers, tmp_path, prefix="faults")
        system.create_topics()
        system.publish([(record.key, record.value) for record in truth.records])
        try:
            system.start_all()
            schedule = Schedule(system, broker, seed, step=articles // 20)
            schedule.run(mode, FAULTS[mode])
            system.drain(seconds=600)
            verdict = judge(broker.bootstrap_servers, "faults", 4, truth)
            sums = system.audit()
        except AssertionError as error:
            raise AssertionError(f"{error}\n{system.log_tail()}") from None
        finally:
            system.close()
    print(
        f"\n{mode} seed {seed}: {len(truth.records)} records, {verdict.articles} articles, "
        f"{verdict.duplicates} duplicates, {len(verdict.lost)} lost, {len(verdict.twice)} twice, "
        f"{len(verdict.wrong)} wrong, exits {system.exits}, {time.monotonic() - started:.0f} s"
    )
    assert verdict.lost == []
    assert verdict.twice == []
    assert verdict.wrong == []
    assert sums.adds_up, sums
    assert sums.in_flight == 0
    assert sums.redeliveries == truth.redeliveries
    assert all(seconds < HAND_OVER_SECONDS for seconds in schedule.hand_overs)
