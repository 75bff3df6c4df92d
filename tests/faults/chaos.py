"""`make chaos SEED=… MINUTES=…`: faults drawn at random from the seed, under load, then an audit.

Prints the faults as they come, so that a run that fails can be read and repeated. Not a test of its
own: it runs for as long as it is told to.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from broker.kafka import KafkaBroker
from tests.faults.schedules import MODES, Schedule
from tests.support.generator import Truth, generate
from tests.support.system import System
from tests.support.verifier import judge

PREFIX = "chaos"
# About what two cores work off between two faults.
RECORDS_A_MINUTE = 600
DRAIN_SECONDS = 900.0


def main() -> int:
    """Runs it; 0 when nothing was lost, twice or wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=30.0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    truth = generate(options.seed, max(200, int(options.minutes * RECORDS_A_MINUTE)))
    with tempfile.TemporaryDirectory(prefix="wirecopy-chaos-") as folder:
        return _run(rng, options.minutes * 60, truth, Path(folder), options.seed)


def _run(rng: random.Random, seconds: float, truth: Truth, folder: Path, seed: int) -> int:
    with KafkaBroker(folder / "broker") as broker:
        system = System(broker.bootstrap_servers, folder, prefix=PREFIX)
        system.create_topics()
        system.publish([(record.key, record.value) for record in truth.records])
        schedule = Schedule(system, broker, seed, step=RECORDS_A_MINUTE // 10)
        started = time.monotonic()
        try:
            system.start_all()
            while (passed := time.monotonic() - started) < seconds:
                mode = rng.choice(MODES)
                print(f"{passed:6.0f} s  {mode}", flush=True)
                schedule.run(mode, 1)
            system.drain(DRAIN_SECONDS)
            sums = system.audit()
            verdict = judge(broker.bootstrap_servers, PREFIX, 4, truth)
        except AssertionError:
            print(system.log_tail(), file=sys.stderr)
            raise
        finally:
            system.close()
    print(
        f"seed {seed}: {len(truth.records)} records, {verdict.articles} articles, "
        f"{verdict.duplicates} duplicates, {len(verdict.lost)} lost, {len(verdict.twice)} twice, "
        f"{len(verdict.wrong)} wrong; audit {'adds up' if sums.adds_up else 'does not add up'}"
    )
    return 0 if sums.adds_up and not (verdict.lost or verdict.twice or verdict.wrong) else 1


if __name__ == "__main__":
    sys.exit(main())
