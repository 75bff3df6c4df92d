"""`make chaos SEED=… MINUTES=…`: faults drawn at random from the seed, under load, then an audit.

Records come in bursts for as long as the faults do, so that backlog, rest and publishing itself are
hurt too. Prints the faults as they come, so that a run that fails can be read and repeated. Not a
test of its own: it runs for as long as it is told to.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aiokafka.errors import KafkaError

from broker.kafka import KafkaBroker
from tests.faults.schedules import MODES, Schedule
from tests.support.generator import Generated, Truth, generate
from tests.support.system import System
from tests.support.verifier import judge

PREFIX = "chaos"
# A burst takes two idle cores some seconds, and loaded ones all the time until the next.
BURST_RECORDS = 400
BURST_SECONDS = 20.0
STEP = 60
DRAIN_SECONDS = 900.0


@dataclass(slots=True)
class Bursts:
    """Publishes the records in bursts, from a thread of its own."""

    system: System
    records: list[Generated]
    failed: list[str] = field(default_factory=list)

    def start(self) -> threading.Thread:
        """Begins; join the thread to wait for the last burst."""
        thread = threading.Thread(target=self._run, daemon=True, name="bursts")
        thread.start()
        return thread

    def _run(self) -> None:
        for burst in _in_bursts(self.records):
            due = time.monotonic() + BURST_SECONDS
            # What an unanswered try has written already comes as redeliveries.
            while not self._publish(burst):
                time.sleep(1.0)
            time.sleep(max(0.0, due - time.monotonic()))

    def _publish(self, burst: list[Generated]) -> bool:
        try:
            self.system.publish([(record.key, record.value) for record in burst])
        except (KafkaError, OSError) as error:
            self.failed.append(repr(error))
            return False
        return True


def _in_bursts(records: list[Generated]) -> Iterator[list[Generated]]:
    for start in range(0, len(records), BURST_RECORDS):
        yield records[start : start + BURST_RECORDS]


def main() -> int:
    """Runs it; 0 when nothing was lost, twice or wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    # What the publisher's client says of a broker that is gone is no news here.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=30.0)
    options = parser.parse_args()
    seconds = options.minutes * 60
    truth = generate(options.seed, max(1, int(seconds / BURST_SECONDS)) * BURST_RECORDS)
    with tempfile.TemporaryDirectory(prefix="wirecopy-chaos-") as folder:
        return _run(options.seed, seconds, truth, Path(folder))


def _run(seed: int, seconds: float, truth: Truth, folder: Path) -> int:
    rng = random.Random(seed)
    faults = 0
    with KafkaBroker(folder / "broker") as broker:
        system = System(broker.bootstrap_servers, folder, prefix=PREFIX)
        system.create_topics()
        schedule = Schedule(system, broker, seed, step=STEP)
        bursts = Bursts(system, truth.records)
        started = time.monotonic()
        try:
            system.start_all()
            publishing = bursts.start()
            while (passed := time.monotonic() - started) < seconds:
                mode = rng.choice(MODES)
                print(f"{passed:6.0f} s  {mode}", flush=True)
                schedule.run(mode, 1)
                faults += 1
            publishing.join(DRAIN_SECONDS)
            assert not publishing.is_alive(), "the last bursts could not be published"
            system.drain(DRAIN_SECONDS)
            sums = system.audit()
            verdict = judge(broker.bootstrap_servers, PREFIX, 4, truth)
        except AssertionError:
            print(system.log_tail(), file=sys.stderr)
            raise
        finally:
            system.close()
    print(
        f"seed {seed}: {faults} faults in {seconds / 60:g} minutes, {len(truth.records)} records, "
        f"{verdict.articles} articles, {verdict.duplicates} duplicates, {len(verdict.lost)} lost, "
        f"{len(verdict.twice)} twice, {len(verdict.wrong)} wrong, longest pause "
        f"{verdict.longest_pause:.0f} s, {len(bursts.failed)} bursts published again; "
        f"audit {'adds up' if sums.adds_up else 'does not add up'}, {sums.in_flight} in flight"
    )
    for fault in (*verdict.lost, *verdict.twice, *verdict.wrong):
        print(f"  {fault}")
    kept = sums.adds_up and not sums.in_flight
    return 0 if kept and not (verdict.lost or verdict.twice or verdict.wrong) else 1


if __name__ == "__main__":
    sys.exit(main())
