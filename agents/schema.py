"""The refusal to read what only a newer release can read rightly."""

from __future__ import annotations

from agents.failstop import StopForGoodError
from agents.record import Record
from schemas.headers import SCHEMA_VERSION, schema_version


def refuse_newer(record: Record) -> None:
    """Raises StopForGoodError for a record of our own whose message schema is newer than this
    release: it may say things that we would drop or misread, even where our model accepts it."""
    version = schema_version(record.headers)
    if version > SCHEMA_VERSION:
        raise StopForGoodError(
            f"{record.topic}[{record.partition}] offset {record.offset} is of message schema "
            f"{version}, and this release reads up to {SCHEMA_VERSION}: upgrade this worker"
        )
