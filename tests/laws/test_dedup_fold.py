"""dedup is a fold of its own log: whoever reads the log goes on as if nothing had happened."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.decision_log import FencedLog
from agents.dedup_memory import MemoryPositions, memory_batch, rebuild
from agents.record import Outgoing, Record
from agents.settings import Settings
from pipeline.dedup.decide import Decided, decide
from pipeline.dedup.state import COMPARISON_HORIZON_MS, IDENTITY_HORIZON_MS, DedupState
from schemas.codec import decode, encode
from schemas.decision import DecisionBatch
from schemas.extracted import ExtractedArticle
from tests.unit.pipeline.dedup.texts import FURNITURE, prose
from tests.unit.pipeline.dedup.versions import DAY, HOUR, START, version

SETTINGS = Settings(bootstrap_servers="unused:9092")
DECISIONS, SKETCHES = SETTINGS.topic("decisions"), SETTINGS.topic("sketches")

# Kafka keeps raw records for 30 days: no partition of them can lie further behind another.
LARGEST_LAG = 29 * DAY
JUMPS = (0, 1, 1000, HOUR, DAY, 3 * DAY, 7 * DAY - 1, 7 * DAY, 7 * DAY + 1, 20 * DAY, 36 * DAY)


@dataclass(frozen=True, slots=True)
class Step:
    """The next raw record. `old` chooses an earlier one (modulo their number), `kind` what is made
    of it; `jump` moves the append time on, `lag` puts this record behind it."""

    kind: str
    old: int
    lane: str
    source: str
    jump: int
    lag: int
    collected: int | None


steps = st.builds(
    Step,
    kind=st.sampled_from(
        ["fresh", "fresh", "same id, new text", "same id, edit", "same id, white space",
         "redelivery", "copy", "copy in typography", "edited copy", "fresh with old part"]
    ),
    old=st.integers(0, 30),
    lane=st.sampled_from(["default", "default", "default", "sports"]),
    source=st.sampled_from(["wire", "daily", "herald"]),
    jump=st.sampled_from(JUMPS) | st.integers(0, 2 * DAY),
    lag=st.sampled_from([0, 0, 0, 5, HOUR, DAY, LARGEST_LAG]),
    collected=st.none() | st.sampled_from([-40 * DAY, -8 * DAY, -HOUR, -1, 0, 1, 5 * DAY]),
)  # fmt: skip


def made(plan: Sequence[Step]) -> list[ExtractedArticle]:
    """The extracted articles that `plan` stands for."""
    articles: list[ExtractedArticle] = []
    now = START
    for number, step in enumerate(plan):
        now += step.jump
        appended = now - step.lag
        collected = None if step.collected is None else appended + step.collected
        fresh = prose(number, 40)
        old = articles[step.old % len(articles)] if articles else version(fresh, "a0")
        words = old.text.split(" ")
        text, same_id = {
            "fresh": (fresh, False),
            "same id, new text": (fresh, True),
            "same id, edit": (" ".join([*words[:-2], "corrected", f"no{number}"]), True),
            "same id, white space": (old.text.replace(" ", "  \n", 1) + " ", True),
            "redelivery": (old.text, True),
            "copy": (old.text, False),
            "copy in typography": (old.text.replace(" ", "\u00a0", 2), False),
            "edited copy": (" ".join([*words[:7], "changed", *words[8:]]), False),
            "fresh with old part": (" ".join([fresh, *words[5:30]]), False),
        }[step.kind]
        articles.append(
            version(
                text,
                old.article_id if same_id else f"a{number}",
                source=step.source,
                lane=old.lane if same_id else step.lane,
                appended=appended,
                collected=collected,
            )
        )
    return articles


@dataclass(slots=True)
class Log:
    """The two memory topics of one partition, as Kafka keeps them: every transaction ends with a
    marker, which takes an offset."""

    records: dict[str, list[Record]] = field(default_factory=lambda: {DECISIONS: [], SKETCHES: []})
    ends: dict[str, int] = field(default_factory=lambda: {DECISIONS: 0, SKETCHES: 0})

    def write(self, outgoing: Sequence[Outgoing]) -> list[int]:
        """One transaction; returns the offsets of its records."""
        offsets = []
        for record in outgoing:
            offset = self.ends[record.topic]
            offsets.append(offset)
            self.records[record.topic].append(
                Record(record.topic, 0, offset, 0, record.key, record.value, record.headers)
            )
            self.ends[record.topic] = offset + 1
        for topic in {record.topic for record in outgoing}:
            self.ends[topic] += 1
        return offsets

    async def read(self, topic: str, *, start: int = 0) -> AsyncIterator[Record]:
        """What a rebuild reads."""
        for record in self.records[topic]:
            if record.offset >= start:
                yield record

    def kept(self, horizons: dict[str, int] | None) -> Log:
        """A copy. With the lanes' identity `horizons` it begins as late as Kafka may let it: with
        the first decisions record that has a living version, and the first living sketches."""
        decisions = list(self.records[DECISIONS])
        sketches = list(self.records[SKETCHES])
        if horizons is not None and decisions:
            start = _batch(decisions[-1]).sketches_from
            sketches = [record for record in sketches if record.offset >= start]
            while len(decisions) > 1 and all(
                decision.appended_ms < horizons[decision.lane]
                for decision in _batch(decisions[0]).decisions()
            ):
                decisions.pop(0)
        return Log({DECISIONS: decisions, SKETCHES: sketches}, dict(self.ends))


def _batch(record: Record) -> DecisionBatch:
    return decode(DecisionBatch, record.value)


@dataclass(slots=True)
class Worker:
    """What `agents.dedup` does with a batch, without Kafka."""

    log: Log
    state: DedupState = field(default_factory=DedupState)
    positions: MemoryPositions = field(default_factory=MemoryPositions)

    def handle(self, batch: Sequence[ExtractedArticle]) -> list[bytes]:
        """Decides about a batch and writes its memory; returns all that was written, as bytes."""
        decided: list[Decided] = []
        for article in batch:
            if (made := decide(self.state, article)) is not None:
                self.state.apply(made.decision, made.entry)
                decided.append(made)
        if not decided:
            return []
        memory = memory_batch(SETTINGS, 0, decided, self.positions)
        offsets = self.log.write(memory.outgoing())
        places = offsets[len(offsets) - len(memory.sketches) :]
        for offset, entries in zip(places, memory.sketches, strict=True):
            self.positions.note(offset, entries)
        return [
            *(encode(made.output) for made in decided),
            *(repr(made.decision).encode() for made in decided),
            *(record.value or b"" for record in memory.sketch_records),
        ]

    def horizons(self) -> dict[str, int]:
        """Before which append time each lane has forgotten its versions."""
        return {
            name: lane.appended_ms - IDENTITY_HORIZON_MS for name, lane in self.state.lanes.items()
        }


def reborn(log: Log) -> Worker:
    """The worker that took over."""
    memory = asyncio.run(rebuild(cast(FencedLog, log), SETTINGS, lambda: None))
    return Worker(log, memory.state, memory.positions)


def batches(articles: Sequence[ExtractedArticle], size: int) -> list[Sequence[ExtractedArticle]]:
    """`articles` in batches of `size`."""
    return [articles[start : start + size] for start in range(0, len(articles), size)]


def assert_the_fold_goes_on(articles: Sequence[ExtractedArticle], size: int, cut: int) -> None:
    """After `cut` batches, workers that read the log write what the uninterrupted one writes."""
    worker = Worker(Log())
    parts = batches(articles, size)
    for part in parts[:cut]:
        worker.handle(part)
    others = [
        reborn(worker.log.kept(None)),
        reborn(worker.log.kept(worker.horizons())),
    ]
    for part in parts[cut:]:
        written = worker.handle(part)
        for other in others:
            assert other.handle(part) == written


@settings(max_examples=60, deadline=None)
@given(plan=st.lists(steps, min_size=2, max_size=26), size=st.integers(1, 5), data=st.data())
def test_a_worker_that_folds_the_log_decides_on_byte_for_byte(
    plan: list[Step], size: int, data: st.DataObject
) -> None:
    articles = made(plan)
    cut = data.draw(st.integers(0, len(batches(articles, size))), label="cut")
    assert_the_fold_goes_on(articles, size, cut)


@pytest.mark.parametrize("seed", range(2))
def test_the_fold_holds_over_a_long_run_with_common_words(seed: int) -> None:
    """200 articles over 12 days, so that fingerprints become too common and sketches expire."""
    rng = random.Random(seed)
    articles: list[ExtractedArticle] = []
    now = START
    for number in range(200):
        now += rng.randrange(3 * HOUR)
        kind = rng.random()
        old = rng.choice(articles[-60:]) if articles else None
        text = f"{prose(seed * 1000 + number, 30)} {FURNITURE}"
        article_id = f"a{number}"
        if old is not None and kind < 0.15:
            text = old.text
        elif old is not None and kind < 0.3:
            text = " ".join([*old.text.split(" ")[:28], "and", f"x{number}"])
        elif old is not None and kind < 0.45:
            text, article_id = f"{old.text} update {number}", old.article_id
        articles.append(
            version(
                text,
                article_id,
                source=f"s{rng.randrange(30)}",
                appended=now - rng.choice((0, 0, HOUR)),
                collected=now - rng.randrange(2 * DAY),
            )
        )
    assert now - START > COMPARISON_HORIZON_MS
    for cut in (5, 15):
        assert_the_fold_goes_on(articles, 10, cut)


def test_the_fold_goes_on_from_every_cut_point() -> None:
    """Copies, revisions and fresh articles over nine days, cut behind each of them."""
    kinds = ("fresh", "copy", "same id, edit", "edited copy", "fresh with old part")
    plan = [
        Step(kinds[number % 5], number // 2, "default", "wire", DAY // 2, 0, None)
        for number in range(18)
    ]
    articles = made(plan)
    assert articles[-1].appended_at - articles[0].appended_at > timedelta(days=8)
    for cut in range(len(articles) + 1):
        assert_the_fold_goes_on(articles, 1, cut)


@pytest.mark.parametrize("size", [1, 60, 500])
def test_a_burst_of_copies_gives_one_article_however_many_are_in_flight(size: int) -> None:
    """500 sources have the same report at once, each with its own white space and quotes."""
    words = f'{prose(1, 60)} "{prose(2, 20)}"'.split(" ")
    burst = []
    for number in range(500):
        text = (" ", "  ", "\n", "\u00a0")[number % 4].join(words)
        if number % 3 == 0:
            text = text.replace('"', "\u201c", 1).replace('"', "\u201d")
        burst.append(version(text, f"a{number}", source=f"s{number}"))
    worker = Worker(Log())
    for batch in batches(burst, size):
        worker.handle(batch)
    outcomes = [
        decision.outcome
        for record in worker.log.records[DECISIONS]
        for decision in _batch(record).decisions()
    ]
    assert outcomes == ["new"] + ["copy"] * 499


@settings(max_examples=30, deadline=None)
@given(plan=st.lists(steps, min_size=1, max_size=20))
def test_the_same_sequence_gives_the_same_bytes_however_it_is_batched(plan: list[Step]) -> None:
    articles = made(plan)
    alone, together = Worker(Log()), Worker(Log())
    one = [written for part in batches(articles, 1) for written in alone.handle(part)]
    other = [written for part in batches(articles, 7) for written in together.handle(part)]
    assert {*filter(_is_no_batch, one)} == {*filter(_is_no_batch, other)}


def _is_no_batch(value: bytes) -> bool:
    return b'"sketches"' not in value


@settings(max_examples=25, deadline=None)
@given(plan=st.lists(steps, min_size=2, max_size=16))
def test_deciding_changes_nothing(plan: list[Step]) -> None:
    """A worker that only looks at an article, in between and twice, is not moved by it."""
    articles = made(plan)
    plain, curious = Worker(Log()), Worker(Log())
    stranger = version(prose(999, 40), "stranger", lane="nobody reads", appended=START + 99 * DAY)
    for number, article in enumerate(articles):
        ahead = articles[(number + 1) % len(articles)]
        looked = [decide(curious.state, ahead) for _ in range(2)]
        assert _bytes(looked[0]) == _bytes(looked[1])
        decide(curious.state, stranger)
        assert curious.handle([article]) == plain.handle([article])
    assert "nobody reads" not in curious.state.lanes


def _bytes(decided: Decided | None) -> list[bytes] | None:
    return None if decided is None else [encode(decided.output), repr(decided.decision).encode()]


@settings(max_examples=30, deadline=None)
@given(plan=st.lists(steps, min_size=1, max_size=20))
def test_every_version_has_exactly_one_outcome_within_the_identity_horizon(
    plan: list[Step],
) -> None:
    """All come twice, the second time at once: nothing is decided again."""
    state = DedupState()
    within = [article for article in made(plan) if article.appended_at.timestamp() * 1000 >= START]
    for article in within:
        decided = decide(state, article)
        if decided is not None:
            state.apply(decided.decision, decided.entry)
            remembered = state.lanes[article.lane]
            newest = remembered.appended_ms
            if decided.decision.appended_ms >= newest - IDENTITY_HORIZON_MS:
                assert remembered.knows(article.article_id, article.content_hash)
        assert decided is None or decide(state, article) is None
