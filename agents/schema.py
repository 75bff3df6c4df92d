"""The refusal to read what only another release can read rightly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from agents.failstop import StopForGoodError
from agents.record import Record
from schemas.codec import InvalidMessageError, UndecodableError
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


@contextmanager
def reading_memory(whose: str, record: Record) -> Iterator[None]:
    """Around the decoding of a record of `whose` own memory, as in "dedup's memory".

    Raises StopForGoodError for a record that this release cannot read: guessing would decide
    otherwise than was decided.
    """
    refuse_newer(record)
    try:
        yield
    except (UndecodableError, InvalidMessageError, UnicodeDecodeError) as error:
        raise StopForGoodError(
            f"{whose} cannot be read at {record.topic}[{record.partition}] offset "
            f"{record.offset} ({error}): run the release that wrote it, or a newer one"
        ) from None
