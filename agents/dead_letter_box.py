"""The dead letters as a person handles them: read, chosen, sent back to where they failed."""

from __future__ import annotations

from collections.abc import AsyncIterator

from agents.dead_letters import attempt_of
from agents.read import read_to_end
from agents.record import Outgoing, Record
from agents.settings import Settings
from schemas.headers import (
    ATTEMPT,
    ORIGINAL_SIZE,
    ORIGINAL_TOPIC,
    RETRY_OF,
    VERSION,
    header,
    version_of,
)

# The first header that a dead letter adds to the record's own.
_FIRST_ADDED = "ce_specversion"
# A record that failed so often will fail again: something else has to change first.
MAX_ATTEMPTS = 5


class RetryError(Exception):
    """This dead letter cannot be sent back; the text says why."""


async def read_dead_letters(settings: Settings) -> AsyncIterator[Record]:
    """All dead letters that Kafka keeps, by partition and offset."""
    async for record in read_to_end(settings, settings.topic("dead-letters")):
        yield record


def retry_of(record: Record) -> Outgoing:
    """The original record of a dead letter, to be sent to its topic again.

    It carries the version that it counts with (`x-retry-of`) and the number of its attempt. Raises
    RetryError after MAX_ATTEMPTS, for a record that is no dead letter of wirecopy, and for one that
    is not whole.
    """
    topic = header(record.headers, ORIGINAL_TOPIC)
    version = version_of(record.headers)
    if topic is None or version is None:
        raise RetryError("it is no dead letter of wirecopy: its headers are missing")
    if (size := header(record.headers, ORIGINAL_SIZE)) is not None:
        raise RetryError(f"only a part of its {size.decode()} bytes could be kept: publish it anew")
    attempt = attempt_of(record) + 1
    if attempt > MAX_ATTEMPTS:
        raise RetryError(f"it failed {MAX_ATTEMPTS} times; mend its cause and publish it anew")
    original = version_of(record.headers, RETRY_OF) or version
    return Outgoing(
        topic=topic.decode(),
        key=record.key,
        value=record.value,
        headers=(
            *_own_headers(record),
            (VERSION, version.encode()),
            (RETRY_OF, original.encode()),
            (ATTEMPT, str(attempt).encode()),
        ),
    )


def _own_headers(record: Record) -> tuple[tuple[str, bytes], ...]:
    names = [name for name, _ in record.headers]
    added = len(names) - 1 - names[::-1].index(_FIRST_ADDED)
    return record.headers[:added]
