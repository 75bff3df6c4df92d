"""clean's memory as records of `news.profiles`: written with each batch, folded at opening."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agents.decision_log import FencedLog
from agents.record import Outgoing
from agents.schema import reading_memory
from agents.settings import Settings
from pipeline.clean.memory import ProfileChange, ProfileEvicted, ProfileUpdated, SourceMemory, apply
from schemas.codec import decode, encode
from schemas.headers import VERSION, VersionHeader, event_headers
from schemas.profile import Profile, Through

# No source can be called this: names have no control characters.
THROUGH_KEY = b"\x00through"


def learned_records(
    settings: Settings, partition: int, changes: Sequence[ProfileChange], through: int
) -> list[Outgoing]:
    """The newest profile of each source that changed, tombstones of evicted ones, and the raw
    offset learned up to; all for partition `partition` of the profiles."""
    newest: dict[str, ProfileChange] = {change.source: change for change in changes}
    records = [
        _record(
            settings, partition, source.encode(),
            encode(change.profile) if isinstance(change, ProfileUpdated) else None,
        )
        for source, change in newest.items()
    ]  # fmt: skip
    records.append(_record(settings, partition, THROUGH_KEY, encode(Through(offset=through))))
    return records


def _record(settings: Settings, partition: int, key: bytes, value: bytes | None) -> Outgoing:
    about = VersionHeader(partition=partition)  # a profile is about no single version
    return Outgoing(
        topic=settings.topic("profiles"),
        key=key,
        value=value,
        headers=tuple(p for p in event_headers("profile", "clean", about) if p[0] != VERSION),
        partition=partition,
    )


async def rebuild(
    log: FencedLog, settings: Settings, progressed: Callable[[], None]
) -> SourceMemory:
    """The memory of the log's partition; calls `progressed` with each record.

    Raises StopForGoodError for a profile that this release cannot read.
    """
    memory = SourceMemory()
    async for record in log.read(settings.topic("profiles")):
        with reading_memory("clean's memory", record):
            if record.key == THROUGH_KEY:
                memory.through = decode(Through, record.value).offset
            elif record.value is None:
                apply(memory, ProfileEvicted((record.key or b"").decode()))
            else:
                profile = decode(Profile, record.value)
                apply(memory, ProfileUpdated(profile.source, profile))
        progressed()
    return memory
