"""The agents' own way with one record, without Kafka: decode, stage, encode, or dead letter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry

from agents import extractor_process
from agents.clean import CleanAgent
from agents.clock import SystemClock
from agents.context import StageContext
from agents.dedup import DedupAgent
from agents.extract import ExtractAgent
from agents.metrics import StageMetrics
from agents.pause import DeadLetterPause
from agents.progress import Progress
from agents.record import Outgoing, Record
from agents.settings import Settings
from pipeline.clean.memory import SourceMemory
from pipeline.dedup.state import DedupState
from pipeline.extract.stage import Extractor
from schemas.headers import ERROR_CLASS, ERROR_PREFIX, header

SETTINGS = Settings()
# The time of day at which every fuzzed record is appended.
APPENDED_MS = 1_767_323_045_000


@dataclass(slots=True)
class Tally:
    """What came of the inputs of one stage."""

    outcomes: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        counts = ", ".join(f"{number} {name}" for name, number in self.outcomes.most_common())
        return f"{self.outcomes.total()} inputs: {counts}"


def context(stage: str) -> StageContext:
    """As the agents have it, with counters of its own; it never pauses."""
    clock = SystemClock()
    metrics = StageMetrics(stage, CollectorRegistry())
    pause = DeadLetterPause(share=1.0, run=10**9)
    return StageContext(stage, SETTINGS, clock, metrics, Progress(clock), pause)


class Stage:
    """One stage that takes a record's value and gives what the agent would send."""

    name: str

    def __init__(self) -> None:
        self.offset = -1
        self.tally = Tally()

    def record(self, value: bytes | None) -> Record:
        self.offset += 1
        return Record("topic", 0, self.offset, APPENDED_MS, b"key", value, (("mine", b"x"),))

    def outcome(self, value: bytes | None, sent: Outgoing | None) -> str:
        """`sent` by its topic's name, a dead letter by its class. Nothing else may come of an
        input, and a dead letter keeps the input and has a reason."""
        if sent is None:
            kind = "redelivery"
        else:
            kind = sent.topic.removeprefix(f"{SETTINGS.topic_prefix}.")
            if kind == "dead-letters":
                kind = (header(sent.headers, ERROR_CLASS) or b"").decode()
                assert header(sent.headers, f"{ERROR_PREFIX}message"), "a dead letter has a reason"
                assert sent.value == value, "and keeps what it is about"
                trace = (header(sent.headers, f"{ERROR_PREFIX}stacktrace") or b"").decode()
                assert kind != "bug", trace
        self.tally.outcomes[kind] += 1
        return kind


class Clean(Stage):
    def __init__(self) -> None:
        super().__init__()
        self.agent = CleanAgent(context("clean"))
        self.memory = SourceMemory()

    def handle(self, value: bytes | None) -> tuple[str, Outgoing]:
        sent = self.agent._clean(self.record(value), self.memory, [])
        self.memory.through = self.offset
        return self.outcome(value, sent), sent


class Extract(Stage):
    """With the worker processes' function called in this one."""

    def __init__(self) -> None:
        super().__init__()
        self.agent = ExtractAgent(context("extract"))
        extractor_process._extractor = Extractor(limits=SETTINGS.limits())

    def handle(self, value: bytes | None) -> tuple[str, Outgoing]:
        record = self.record(value)
        (result,) = extractor_process.extract([(record.value, record.position)])
        sent = self.agent._outgoing(record, result)
        return self.outcome(value, sent), sent


class Dedup(Stage):
    def __init__(self) -> None:
        super().__init__()
        self.agent = DedupAgent(context("dedup"))
        self.state = DedupState()

    def handle(self, value: bytes | None) -> tuple[str, Outgoing | None]:
        made: Any = self.agent._decide(self.state, self.record(value))
        sent = made[0] if isinstance(made, tuple) else made
        return self.outcome(value, sent), sent
