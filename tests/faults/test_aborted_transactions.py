"""Row 17: producers that write `news.raw` in transactions, and abort some of them.

The short forms are in tests/broker/test_transactions_on_raw.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from agents.flow import STAGES
from agents.record import Outgoing
from tests.faults.longform import long_form
from tests.faults.schedules import Schedule
from tests.faults.trial import MakeTrial, Trial
from tests.support.generator import generate
from tests.support.topics import write_mixed_transactions

RECORDS = 1500
RECORDS_A_TRANSACTION = 5
ABORTED = 3  # one of so many transactions


def transactions(t: Trial, seed: int) -> Iterator[tuple[Sequence[Outgoing], bool]]:
    """The truth's records, and between them articles that are taken back: as many a transaction,
    to the same partitions."""
    topic = t.system.settings.topic("raw")
    taken_back = iter(generate(seed + 1000, RECORDS).records)
    for start in range(0, len(t.truth.records), RECORDS_A_TRANSACTION):
        batch = t.truth.records[start : start + RECORDS_A_TRANSACTION]
        yield [Outgoing(topic, record.key, record.value) for record in batch], False
        if start // RECORDS_A_TRANSACTION % (ABORTED - 1) == 0:
            yield [Outgoing(topic, one.key, next(taken_back).value) for one in batch], True


@pytest.mark.faults(row=17)
@pytest.mark.timeout(1800)
@long_form
@pytest.mark.parametrize("seed", [171, 172])
def test_of_many_small_transactions_those_that_were_aborted_leave_no_trace(
    seed: int, trial: MakeTrial
) -> None:
    """Workers are killed meanwhile, so that offsets between markers are come back to."""
    with trial(generate(seed, RECORDS), publish=False) as t:
        t.system.start_all()
        write_mixed_transactions(t.system.settings, transactions(t, seed))
        Schedule(t.system, t.broker, seed, step=RECORDS // 10, stages=STAGES).run("kill", 3)
        t.settle()
