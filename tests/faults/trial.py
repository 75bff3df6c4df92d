"""A trial: a system of its own on a broker of its own, hurt by a test, judged by its truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from agents.accounting import Sums
from broker.kafka import KafkaBroker
from tests.faults.injected import INJECTION
from tests.faults.table import PAUSE
from tests.support.generator import Truth
from tests.support.system import System, Worker
from tests.support.verifier import Verdict, judge

PREFIX = "faults"
DRAIN_SECONDS = 900.0
INJECTED = "tests.faults.injected"

RecordProperty = Callable[[str, object], None]
MakeTrial = Callable[..., AbstractContextManager["Trial"]]


@dataclass(slots=True)
class Trial:
    """A broker, a system on it whose `news.raw` holds the truth's records, and the truth."""

    broker: KafkaBroker
    system: System
    truth: Truth
    record: RecordProperty

    def publish(self) -> None:
        """Puts all records of the truth on `news.raw`."""
        self.system.publish([(record.key, record.value) for record in self.truth.records])

    def start_injected(self, stage: str, injection: str) -> Worker:
        """Starts one worker of `stage` with a fault built in; those started later have none."""
        system = self.system
        program, environment = system.program, system.environment
        system.program, system.environment = INJECTED, {**environment, INJECTION: injection}
        try:
            return system.start(stage)
        finally:
            system.program, system.environment = program, environment

    def measure(self) -> tuple[Verdict, Sums]:
        """What the topics hold now, judged and counted; asserts nothing."""
        partitions = self.system.settings.partitions
        verdict = judge(self.system.bootstrap, PREFIX, partitions, self.truth)
        return verdict, self.system.audit()

    def settle(self, seconds: float = DRAIN_SECONDS, *, redeliveries: int | None = None) -> Verdict:
        """Lets the system work off what is left, judges it, and asserts the promise.

        `redeliveries` is what the audit must count, where a test published again. Fails when a
        version is lost, out twice or decided wrongly, or when `wirecopy audit` does not add up.
        """
        self.system.drain(seconds)
        verdict, sums = self.measure()
        for name, count in (
            ("lost", len(verdict.lost)),
            ("twice", len(verdict.twice)),
            ("wrong", len(verdict.wrong)),
            (PAUSE, verdict.longest_pause),
        ):
            self.record(name, count)
        print(
            f"{len(self.truth.records)} records, {verdict.articles} articles, "
            f"{verdict.duplicates} duplicates, {len(verdict.lost)} lost, {len(verdict.twice)} "
            f"twice, {len(verdict.wrong)} wrong, longest pause {verdict.longest_pause:.1f} s, "
            f"exits {self.system.exits}"
        )
        assert verdict.lost == []
        assert verdict.twice == []
        assert verdict.wrong == []
        assert sums.adds_up, sums
        assert sums.in_flight == 0
        assert sums.redeliveries == (
            self.truth.redeliveries if redeliveries is None else redeliveries
        )
        return verdict


@contextmanager
def open_trial(
    folder: Path,
    record: RecordProperty,
    truth: Truth,
    *,
    publish: bool = True,
    broker: Mapping[str, str] = MappingProxyType({}),
    **settings: str,
) -> Iterator[Trial]:
    """A trial whose topics exist and, with `publish`, hold the records; no worker runs yet.

    `broker` is laid over the broker's properties; `settings` are WIRECOPY_ settings of all
    processes. A failed assertion inside comes with the ends of the workers' logs.
    """
    with KafkaBroker(folder / "broker", extra=broker) as kafka:
        environment = {f"WIRECOPY_{name.upper()}": value for name, value in settings.items()}
        system = System(kafka.bootstrap_servers, folder, PREFIX, environment)
        system.create_topics()
        trial = Trial(kafka, system, truth, record)
        if publish:
            trial.publish()
        try:
            yield trial
        except AssertionError as error:
            raise AssertionError(f"{error}\n{system.log_tail()}") from None
        finally:
            system.close()
