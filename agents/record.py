"""A Kafka record as the stages see it, coming in and going out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.stage import Position
from schemas.message import from_epoch_milliseconds


@dataclass(frozen=True, slots=True)
class Record:
    """A record that was read. `timestamp_ms` is the broker's append time."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    @classmethod
    def from_faust(cls, message: Any) -> Record:
        """Faust turns milliseconds into float seconds and headers into a dict or list."""
        headers = message.headers or ()
        pairs = headers.items() if isinstance(headers, dict) else headers
        return cls(
            topic=message.topic,
            partition=message.partition,
            offset=message.offset,
            timestamp_ms=round(message.timestamp * 1000),
            key=message.key,
            value=message.value,
            headers=_headers(pairs),
        )

    @classmethod
    def from_aiokafka(cls, record: Any) -> Record:
        """A record as aiokafka's own consumer hands it out."""
        return cls(
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            timestamp_ms=record.timestamp,
            key=record.key,
            value=record.value,
            headers=_headers(record.headers),
        )

    @property
    def appended_at(self) -> datetime:
        """The append time in UTC."""
        return from_epoch_milliseconds(self.timestamp_ms)

    @property
    def position(self) -> Position:
        """Where it stands, as a stage is told."""
        return Position(self.partition, self.offset, self.appended_at)


def _headers(pairs: Iterable[tuple[Any, bytes | None]]) -> tuple[tuple[str, bytes], ...]:
    """Kafka allows a header without a value; clients cannot write one, so it goes on as empty."""
    return tuple((str(name), value or b"") for name, value in pairs)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record to be written. `partition` is None where the key decides."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    partition: int | None = None
