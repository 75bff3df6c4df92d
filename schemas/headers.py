"""Record headers: which version a record is about, CloudEvents, how a dead letter came to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import orjson

Headers: TypeAlias = Sequence[tuple[str, bytes]]

VERSION = "x-version"
RETRY_OF = "x-retry-of"
ATTEMPT = "x-attempt"
STAGE = "x-stage"
ERROR_CLASS = "x-error-class"
ORIGINAL_TOPIC = "x-original-topic"
FAILED_AT = "x-failed-at"
ORIGINAL_SIZE = "x-original-size"
APP_VERSION = "x-app-version"
ERROR_PREFIX = "__streams.errors."

ErrorClass = Literal["undecodable", "invalid", "rejected", "too-large", "bug"]

_CLOUD_EVENTS_VERSION = b"1.0"
# Raised when a reader of the old form would misread the new one; a new field alone does not.
SCHEMA_VERSION = 1


class NamedVersion(Protocol):
    """Anything that says which version of which article it is."""

    @property
    def lane(self) -> str:
        """The scope of comparison."""

    @property
    def article_id(self) -> str:
        """The article."""

    @property
    def content_hash(self) -> str:
        """The version."""


@dataclass(frozen=True, slots=True)
class VersionHeader:
    """What a record is about: a version of an article, or, where that cannot be known, the raw
    record at `partition` and `offset`."""

    lane: str = ""
    article_id: str = ""
    content_hash: str = ""
    partition: int = -1
    offset: int = -1

    @classmethod
    def naming(cls, version: NamedVersion) -> VersionHeader:
        """The header of an identity, or of a message that carries one."""
        return cls(version.lane, version.article_id, version.content_hash)

    def encode(self) -> bytes:
        """A JSON array: [lane, article id, content hash] or [raw partition, raw offset]."""
        if self.content_hash:
            return orjson.dumps([self.lane, self.article_id, self.content_hash])
        return orjson.dumps([self.partition, self.offset])

    @classmethod
    def decode(cls, value: bytes) -> VersionHeader:
        """The inverse of `encode`. Raises ValueError for anything else."""
        match orjson.loads(value):
            case [str(lane), str(article_id), str(content_hash)]:
                return cls(lane, article_id, content_hash)
            case [int(partition), int(offset)]:
                return cls(partition=partition, offset=offset)
        raise ValueError(f"not a version: {value!r}")


def header(headers: Headers | None, name: str) -> bytes | None:
    """The last value of `name`: what was added later counts."""
    for key, value in reversed(headers or ()):
        if key == name:
            return value
    return None


def header_text(headers: Headers | None, name: str) -> str:
    """`header` for people: empty where there is none."""
    return (header(headers, name) or b"").decode("utf-8", errors="replace")


def version_of(headers: Headers | None, name: str = VERSION) -> VersionHeader | None:
    """The version in header `name`, or None where it is absent or not one of ours."""
    value = header(headers, name)
    if value is None:
        return None
    try:
        return VersionHeader.decode(value)
    except ValueError:
        return None


def event_headers(kind: str, stage: str, version: VersionHeader) -> list[tuple[str, bytes]]:
    """CloudEvents 1.0 (binary mode) for a `kind` of message written by `stage`. The event's id is
    made of the version alone, so that a repeated record is recognisably the same event."""
    return [
        ("ce_specversion", _CLOUD_EVENTS_VERSION),
        ("ce_id", version.encode()),
        ("ce_source", f"/wirecopy/{stage}".encode()),
        ("ce_type", f"wirecopy.{kind}.v{SCHEMA_VERSION}".encode()),
        ("content-type", b"application/json"),
        (VERSION, version.encode()),
    ]


def schema_version(headers: Headers | None) -> int:
    """The version of the message schema that `ce_type` states; 0 where it states none of ours."""
    kind = header(headers, "ce_type") or b""
    number = kind.rpartition(b".v")[2]
    return int(number) if kind.startswith(b"wirecopy.") and number.isdigit() else 0


_OURS = frozenset(
    {
        VERSION, RETRY_OF, ATTEMPT, STAGE, ERROR_CLASS, ORIGINAL_TOPIC, FAILED_AT, ORIGINAL_SIZE,
        APP_VERSION,
    }
)  # fmt: skip


def foreign_headers(headers: Iterable[tuple[str, bytes]] | None) -> list[tuple[str, bytes]]:
    """The producer's own headers: those that dead letters and retries must carry on unchanged."""
    return [
        (name, value)
        for name, value in headers or ()
        if name not in _OURS and not name.startswith(ERROR_PREFIX)
    ]
