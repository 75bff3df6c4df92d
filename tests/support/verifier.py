"""Reads the topics with another client than the product's, and judges them by the truth."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import orjson
from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from schemas.headers import VERSION, VersionHeader
from tests.support.generator import Fate, Truth

READ_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Output:
    """A committed record: what it is about, its decoded value ({} for what is not judged by it),
    and when the broker took it, in milliseconds since 1970."""

    version: VersionHeader
    value: dict[str, object]
    appended_ms: int


@dataclass(slots=True)
class Verdict:
    """`lost`, `twice`, `wrong` name what is; all empty is the promise kept. `longest_pause` is the
    longest time, in seconds of the broker's clock, in which nothing came out between the first
    article or duplicate and the last."""

    articles: int = 0
    duplicates: int = 0
    dead_letters: int = 0
    longest_pause: float = 0.0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def committed(
    bootstrap: str, topic: str, partitions: int, seconds: float = READ_SECONDS
) -> Iterator[tuple[VersionHeader, Message]]:
    """All committed records of `topic`, each with the version that it is about. Fails when they
    are not read in so many seconds."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": f"verifier-{time.time()}",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
    )
    try:
        consumer.assign([TopicPartition(topic, p, 0) for p in range(partitions)])
        reading = set(range(partitions))
        deadline = time.monotonic() + seconds
        while reading:
            assert time.monotonic() < deadline, (
                f"{topic}{sorted(reading)} cannot be read to its end"
            )
            for message in consumer.consume(500, timeout=0.2):
                error = message.error()
                if error is not None:
                    assert error.code() == KafkaError._PARTITION_EOF, error
                    reading.discard(message.partition())
                    continue
                version = dict(message.headers() or ())[VERSION]
                assert isinstance(version, bytes)
                yield VersionHeader.decode(version), message
    finally:
        consumer.close()


def read_all(bootstrap: str, topic: str, partitions: int) -> list[Output]:
    """All committed records of `topic`, as they are judged."""
    records: list[Output] = []
    for version, message in committed(bootstrap, topic, partitions):
        value = message.value() or b""
        decoded = orjson.loads(value) if topic.endswith(("articles", "duplicates")) else {}
        _, appended_ms = message.timestamp()
        records.append(Output(version, decoded, appended_ms))
    return records


def judge(bootstrap: str, prefix: str, partitions: int, truth: Truth) -> Verdict:
    """What the output topics hold against what they must hold."""
    articles = read_all(bootstrap, f"{prefix}.articles", partitions)
    duplicates = read_all(bootstrap, f"{prefix}.duplicates", partitions)
    dead = {out.version for out in read_all(bootstrap, f"{prefix}.dead-letters", partitions)}
    verdict = Verdict(len(articles), len(duplicates), len(dead))
    verdict.longest_pause = _longest_pause(articles + duplicates)
    outputs = Counter(out.version for out in articles + duplicates)
    verdict.twice = [str(version) for version, count in outputs.items() if count > 1]
    verdict.lost = [str(version) for version in truth.fate if version not in outputs]
    verdict.wrong = [str(version) for version in outputs if version not in truth.fate]
    if len(dead) != truth.broken:
        verdict.wrong.append(f"{len(dead)} dead letters, not {truth.broken}")
    _judge_decisions(
        verdict,
        truth,
        {out.version: out.value for out in articles},
        {out.version: out.value for out in duplicates},
    )
    return verdict


def _longest_pause(outputs: list[Output]) -> float:
    moments = sorted(out.appended_ms for out in outputs)
    return max((b - a for a, b in pairwise(moments)), default=0) / 1000


def _judge_decisions(
    verdict: Verdict,
    truth: Truth,
    articles: dict[VersionHeader, dict[str, object]],
    duplicates: dict[VersionHeader, dict[str, object]],
) -> None:
    published_in_group = Counter(truth.group[v] for v in articles if v in truth.group)
    verdict.wrong += [
        f"the text of story {group} is out as {published_in_group[group]} articles"
        for group in set(truth.group.values())
        if published_in_group[group] != 1
    ]
    for version, value in (articles | duplicates).items():
        fate = truth.fate.get(version)
        if fate is not None and not _fits(fate, version in articles, value):
            verdict.wrong.append(f"{version}: {fate}, but {value.get('relation', 'published')}")


def _fits(fate: Fate, published: bool, value: dict[str, object]) -> bool:
    match fate:
        case "article":
            return published and value["revision"] == 1
        case "revision":
            return published and value["revision"] == 2
        case "unchanged" | "superseded":
            return not published and value["relation"] == fate
        case "one-of-copies":
            return published or value["relation"] in ("same-text", "edited")
        case "dead-letter":
            return False
