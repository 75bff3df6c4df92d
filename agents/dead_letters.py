"""What cannot be handled: the original record and why, where, and by which release."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from datetime import datetime

from agents.record import Outgoing, Record
from agents.settings import Settings
from pipeline.refusal import error_class
from pipeline.version import APP_VERSION
from schemas.headers import (
    APP_VERSION as APP_VERSION_HEADER,
)
from schemas.headers import (
    ATTEMPT,
    ERROR_CLASS,
    ERROR_PREFIX,
    FAILED_AT,
    ORIGINAL_SIZE,
    ORIGINAL_TOPIC,
    RETRY_OF,
    STAGE,
    VersionHeader,
    event_headers,
    foreign_headers,
    header,
    version_of,
)
from schemas.limits import LARGEST_VALUE
from schemas.message import format_timestamp

MAX_MESSAGE_CHARACTERS = 2_000
MAX_STACKTRACE_CHARACTERS = 8_000
# Headers travel with the record and count against its size. Ours take 60 KiB at worst: message and
# stack trace at four bytes a character, and the version twice.
OWN_HEADERS_BYTES = 96 * 1024
MAX_ORIGINAL_BYTES = LARGEST_VALUE["dead-letters"] - OWN_HEADERS_BYTES
# Of a record that does not fit, key and headers up to this size are kept.
MAX_NAMED_BYTES = 64 * 1024
# A number of attempts; anyone can write this header.
MAX_ATTEMPT_DIGITS = 6


def attempt_of(record: Record) -> int:
    """1 for a record that comes the first time, one more after each `wirecopy dead retry`."""
    value = header(record.headers, ATTEMPT)
    is_number = value is not None and value.isdigit() and len(value) <= MAX_ATTEMPT_DIGITS
    return int(value) if value is not None and is_number else 1


def dead_letter(
    settings: Settings, record: Record, error: Exception, *, stage: str,
    version: VersionHeader | None, now: datetime,
) -> Outgoing:  # fmt: skip
    """`record` as a dead letter of `stage`: whole, but for what no topic of ours could carry (Kafka
    limits what is sent compressed, and a megabyte can hold a gigabyte). Then the header
    `x-original-size` says so.

    `version` is what the record is about, where the stage could tell; else the version that it
    was retried for, or came with; else its own position (only raw records are without).
    """
    retry_of = version_of(record.headers, RETRY_OF)
    about = (
        version
        or retry_of
        or version_of(record.headers)
        or VersionHeader(partition=record.partition, offset=record.offset)
    )
    kind = error_class(error)
    trace = "".join(traceback.format_exception(error)) if kind == "bug" else ""
    original = _original(record)
    headers = [
        *original.headers,
        *event_headers("dead-letter", stage, about),
        (STAGE, stage.encode()),
        (ERROR_CLASS, kind.encode()),
        (ORIGINAL_TOPIC, record.topic.encode()),
        (ATTEMPT, str(attempt_of(record)).encode()),
        (FAILED_AT, format_timestamp(now).encode()),
        (APP_VERSION_HEADER, APP_VERSION.encode()),
        (ERROR_PREFIX + "exception", type(error).__qualname__.encode()),
        (ERROR_PREFIX + "message", _printable(str(error))[:MAX_MESSAGE_CHARACTERS].encode()),
        (ERROR_PREFIX + "stacktrace", _printable(trace)[-MAX_STACKTRACE_CHARACTERS:].encode()),
        (ERROR_PREFIX + "topic", record.topic.encode()),
        (ERROR_PREFIX + "partition", str(record.partition).encode()),
        (ERROR_PREFIX + "offset", str(record.offset).encode()),
    ]
    if retry_of is not None:
        headers.append((RETRY_OF, retry_of.encode()))
    if original.cut:
        headers.append((ORIGINAL_SIZE, str(len(record.value or b"")).encode()))
    return Outgoing(
        topic=settings.topic("dead-letters"),
        key=original.key,
        value=original.value,
        headers=tuple(headers),
    )


@dataclass(frozen=True, slots=True)
class _Original:
    """What a dead letter carries of its record; `cut` where that is not all."""

    key: bytes | None
    headers: list[tuple[str, bytes]]
    value: bytes | None
    cut: bool


def _original(record: Record) -> _Original:
    """`record` whole where it fits; else the first part of its value, with its key and headers
    where these are of a common size."""
    key, headers, value = record.key, foreign_headers(record.headers), record.value
    named = len(key or b"") + sum(len(name.encode()) + len(said or b"") for name, said in headers)
    if named + len(value or b"") <= MAX_ORIGINAL_BYTES:
        return _Original(key, headers, value, cut=False)
    if named > MAX_NAMED_BYTES:
        key, headers = None, []
    kept = None if value is None else value[: MAX_ORIGINAL_BYTES - min(named, MAX_NAMED_BYTES)]
    return _Original(key, headers, kept, cut=True)


def _printable(text: str) -> str:
    """A lone surrogate in a message must not stop the dead letter from being written."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
