"""`make soak`: a million small articles through one system, and what that did to memory and lag.

The articles are in a language without a model, so that the flow is what is tested, not spaCy. The
`collected_at` of a million spans ten comparison windows: most are evicted on the way. Not a test of
its own: it takes as long as the machine needs.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from agents.flow import STAGES
from agents.produce import send_all, stage_producer
from agents.record import Outgoing
from broker.kafka import KafkaBroker
from tests.faults.load import Counts, Load
from tests.faults.vitals import MIB, Sample, Vitals, slope
from tests.support.system import System
from tests.support.verifier import committed

PREFIX = "soak"
CHUNK = 500
# Enough to keep every stage busy, and no more than a few seconds of it to work off at the end.
IN_FLIGHT = 10_000
SAMPLE_SECONDS = 15.0
DRAIN_SECONDS = 900.0
# A million records take a loaded machine some minutes.
READ_SECONDS = 1800.0
# The first part fills caches, pools and the comparison window; slopes are taken over the rest.
WARM_UP = 0.25


def main() -> int:
    """Runs it; 0 when every article came out once and rightly, no worker ended, and sums add up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    load = Load(options.articles, options.seed)
    with tempfile.TemporaryDirectory(prefix="wirecopy-soak-") as folder:
        return _run(load, Path(folder))


def _run(load: Load, folder: Path) -> int:
    with KafkaBroker(folder / "broker", heap_mb=1024) as broker:
        system = System(broker.bootstrap_servers, folder, prefix=PREFIX)
        system.create_topics()
        try:
            system.start_all()
            vitals = Vitals(system)
            started = time.monotonic()
            samples = asyncio.run(_pour(system, load, vitals))
            system.drain(DRAIN_SECONDS)
            seconds = time.monotonic() - started
            sums = system.audit()
            lost, twice, wrong = _judge(system, load)
            ended = list(system.exits)
            if ended:
                print(system.log_tail(), file=sys.stderr)
        except AssertionError:
            print(system.log_tail(), file=sys.stderr)
            raise
        finally:
            system.close()
    _report(load, seconds, samples)
    print(
        f"{lost} lost, {twice} twice, {wrong} wrong, {sums.redeliveries} redeliveries of "
        f"{load.redeliveries}; workers that ended: {ended or 'none'}; "
        f"audit {'adds up' if sums.adds_up else 'does not add up'}"
    )
    kept = sums.adds_up and sums.redeliveries == load.redeliveries
    return 0 if kept and not (lost or twice or wrong or ended) else 1


async def _pour(system: System, load: Load, vitals: Vitals) -> list[Sample]:
    """Publishes the load, never more than IN_FLIGHT ahead of dedup, and samples the workers."""
    producer = stage_producer(system.settings)
    await producer.start()
    samples: list[Sample] = []
    due = time.monotonic()
    topic = system.settings.topic("raw")
    try:
        published = 0
        for chunk in load.chunks(CHUNK):
            await send_all(
                producer, [Outgoing(topic=topic, key=key, value=value) for key, value in chunk]
            )
            published += len(chunk)
            while published - await asyncio.to_thread(vitals.decided) > IN_FLIGHT:
                await asyncio.sleep(0.1)
            if time.monotonic() >= due:
                due = time.monotonic() + SAMPLE_SECONDS
                samples.append(await asyncio.to_thread(vitals.sample, published))
                print(samples[-1], file=sys.stderr, flush=True)
    finally:
        await producer.stop()
    return samples


def _judge(system: System, load: Load) -> tuple[int, int, int]:
    articles, duplicates = (
        _count(system, name, load.articles) for name in ("articles", "duplicates")
    )
    return load.judge(articles, duplicates)


def _count(system: System, name: str, articles: int) -> Counts:
    """How often each article's number stands in the committed records of topic `name`."""
    counts = np.zeros(articles, dtype=np.int16)
    settings = system.settings
    topic = settings.topic(name)
    for version, _ in committed(system.bootstrap, topic, settings.partitions, READ_SECONDS):
        counts[Load.number(version.article_id)] += 1
    return counts


def _report(load: Load, seconds: float, samples: list[Sample]) -> None:
    steady = samples[int(len(samples) * WARM_UP) :]
    print(f"{load.articles} records in {seconds:.0f} s: {load.articles / seconds:.0f} a second")
    if len(steady) < 3:
        return
    early, late = steady[: len(steady) // 2 + 1], steady[len(steady) // 2 :]
    print(f"records a second, first and second half: {_speed(early):.0f}, {_speed(late):.0f}")
    print("slopes are for 100,000 articles more, after the warm-up")
    print(
        "| worker | MiB after warm-up | at the end | MiB each 100,000 articles | waiting, slope |"
    )
    print("|---|---|---|---|---|")
    for stage in STAGES:
        memory = slope(steady, [sample.resident[stage] / MIB for sample in steady])
        waiting = slope(steady, [sample.waiting(stage) for sample in steady])
        first, last = (sample.resident[stage] // MIB for sample in (steady[0], steady[-1]))
        print(f"| {stage} | {first} | {last} | {memory:+.1f} | {waiting:+.0f} |")


def _speed(samples: list[Sample]) -> float:
    first, last = samples[0], samples[-1]
    return (last.decided - first.decided) / (last.seconds - first.seconds)


if __name__ == "__main__":
    sys.exit(main())
