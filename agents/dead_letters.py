"""What cannot be handled: the original record and why, where, and by which release."""

from __future__ import annotations

import traceback
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
    ORIGINAL_TOPIC,
    RETRY_OF,
    STAGE,
    VersionHeader,
    event_headers,
    foreign_headers,
    header,
    version_of,
)
from schemas.message import format_timestamp

# Headers travel with the record and count against its size: 256 KiB are allowed for all.
MAX_MESSAGE_CHARACTERS = 2_000
MAX_STACKTRACE_CHARACTERS = 8_000


def attempt_of(record: Record) -> int:
    """1 for a record that comes the first time, one more after each `wirecopy dead retry`."""
    value = header(record.headers, ATTEMPT)
    return int(value) if value is not None and value.isdigit() else 1


def dead_letter(
    settings: Settings, record: Record, error: Exception, *, stage: str,
    version: VersionHeader | None, now: datetime,
) -> Outgoing:  # fmt: skip
    """`record` as a dead letter of `stage`.

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
    headers = [
        *foreign_headers(record.headers),
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
    return Outgoing(
        topic=settings.topic("dead-letters"),
        key=record.key,
        value=record.value,
        headers=tuple(headers),
    )


def _printable(text: str) -> str:
    """A lone surrogate in a message must not stop the dead letter from being written."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
