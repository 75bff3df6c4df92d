"""What is known of feeds as records of `news.feeds`, and back."""

from __future__ import annotations

from collections.abc import AsyncIterator

from agents.record import Outgoing, Record
from agents.schema import reading_memory
from agents.settings import Settings
from pipeline.feeds.memory import Change, Gone
from pipeline.feeds.place import host_of
from schemas.codec import decode, encode
from schemas.feeds import (
    KINDS,
    FeedDefinition,
    FeedState,
    HostState,
    PendingPage,
    RobotsCopy,
    key_of,
)
from schemas.headers import VERSION, VersionHeader, event_headers, header_text
from schemas.limits import check_size

_WRITER = "ce_source"


def host_of_change(change: Change) -> str:
    """The host that `change` is about: where it stands follows from it. A page's tombstone does not
    say; its host is that of the page."""
    match change:
        case FeedDefinition() | FeedState() | PendingPage():
            return host_of(change.url) or ""
        case HostState() | RobotsCopy():
            return change.host
        case Gone():
            kind, _, name = change.key.partition(" ")
            return name if kind == "host" else host_of(name) or ""


def change_record(settings: Settings, change: Change, writer: str, partition: int) -> Outgoing:
    """`change` as a record of `partition`. `writer` is who writes it: an owner recognises its own
    records by it. Raises TooLargeError."""
    if isinstance(change, Gone):
        key, value = change.key, None
    else:
        key, value = key_of(change), encode(change)
        check_size("feeds", value)
    about = VersionHeader(partition=partition)  # about no version of an article
    headers = event_headers("feed", f"feeds/{writer}", about)
    return Outgoing(
        topic=settings.topic("feeds"),
        key=key.encode(),
        value=value,
        headers=tuple(pair for pair in headers if pair[0] != VERSION),
        partition=partition,
    )


def written_by(record: Record, writer: str) -> bool:
    """Whether `writer` wrote the record."""
    return header_text(record.headers, _WRITER).endswith(f"/{writer}")


def change_of(record: Record) -> Change | None:
    """The inverse of `change_record`; None for a kind that this release does not know.

    Raises StopForGoodError for a record that it cannot read: guessing would publish items again.
    """
    with reading_memory("the state of feeds", record):
        key = (record.key or b"").decode("utf-8", "replace")
        model = KINDS.get(key.partition(" ")[0])
        if model is None:
            return None
        return decode(model, record.value) if record.value is not None else Gone(key)


async def changes(records: AsyncIterator[Record]) -> AsyncIterator[tuple[Record, Change]]:
    """The changes that `records` stand for, each with its record."""
    async for record in records:
        change = change_of(record)
        if change is not None:
            yield record, change
