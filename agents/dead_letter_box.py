"""The dead letters as a person handles them: read, chosen, sent back to where they failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agents.accounting import version_digest
from agents.audit import collect
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
    VersionHeader,
    header,
    version_of,
)

# The first header that a dead letter adds to the record's own.
_FIRST_ADDED = "ce_specversion"
# A record that failed so often will fail again: something else has to change first.
MAX_ATTEMPTS = 5


class RetryError(Exception):
    """This dead letter cannot be sent back; the text says why."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter. `attempt` counts the failures of what it is about, this one's and earlier and
    later ones' alike; `is_open`: it is the newest of these, and nothing came out since."""

    record: Record
    attempt: int
    is_open: bool

    @property
    def place(self) -> str:
        """PARTITION/OFFSET on the dead-letters topic."""
        return f"{self.record.partition}/{self.record.offset}"


async def read_letters(settings: Settings, progress: Callable[[str], None]) -> list[Letter]:
    """All dead letters that Kafka keeps, by partition and offset."""
    records = [record async for record in read_to_end(settings, settings.topic("dead-letters"))]
    records.sort(key=lambda record: (record.partition, record.offset))
    newest: dict[VersionHeader | None, Record] = {}
    for record in sorted(records, key=lambda record: (attempt_of(record), record.timestamp_ms)):
        newest[_about(record)] = record
    accounts = await collect(settings, progress)
    return [
        Letter(
            record,
            attempt=attempt_of(newest[about]),
            is_open=newest[about] is record
            and about is not None
            and accounts.is_open(version_digest(about.encode())),
        )
        for record in records
        for about in [_about(record)]
    ]


def _about(record: Record) -> VersionHeader | None:
    """The version that the letter counts with."""
    return version_of(record.headers, RETRY_OF) or version_of(record.headers)


def retry_of(letter: Letter) -> Outgoing:
    """The original record of a dead letter, to be sent to its topic again.

    It carries the version that it counts with (`x-retry-of`) and the number of its attempt. Raises
    RetryError after MAX_ATTEMPTS, for a record that is no dead letter of wirecopy, and for one that
    is not whole.
    """
    record = letter.record
    topic = header(record.headers, ORIGINAL_TOPIC)
    version = version_of(record.headers)
    if topic is None or version is None:
        raise RetryError("it is no dead letter of wirecopy: its headers are missing")
    if (size := header(record.headers, ORIGINAL_SIZE)) is not None:
        raise RetryError(f"only a part of its {size.decode()} bytes could be kept: publish it anew")
    if letter.attempt >= MAX_ATTEMPTS:
        raise RetryError(f"it failed {MAX_ATTEMPTS} times; mend its cause and publish it anew")
    return Outgoing(
        topic=topic.decode(),
        key=record.key,
        value=record.value,
        headers=(
            *_own_headers(record),
            (VERSION, version.encode()),
            (RETRY_OF, (_about(record) or version).encode()),
            (ATTEMPT, str(letter.attempt + 1).encode()),
        ),
    )


def _own_headers(record: Record) -> tuple[tuple[str, bytes], ...]:
    names = [name for name, _ in record.headers]
    added = len(names) - 1 - names[::-1].index(_FIRST_ADDED)
    return record.headers[:added]
