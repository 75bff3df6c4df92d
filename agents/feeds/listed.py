"""Which feeds are wanted: written by commands and by the file of feeds, read from the topic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import structlog

from agents.feeds.records import change_record, changes, host_of_change
from agents.produce import send_once
from agents.read import read_to_end
from agents.settings import Settings, SettingsError
from pipeline.feeds.listing import ListingError, definitions_in
from pipeline.feeds.memory import Change, FeedMemory, Gone
from pipeline.feeds.place import partition_of
from schemas.feeds import FeedDefinition, key_of

log = structlog.get_logger("wirecopy")

# Who writes definitions is no owner, so that every owner takes note of them.
LIST = "list"


async def everything(settings: Settings) -> FeedMemory:
    """All that is known of all feeds and hosts."""
    memory = FeedMemory()
    async for _, change in changes(read_to_end(settings, settings.topic("feeds"))):
        memory.apply(change)
    return memory


async def write(settings: Settings, wanted: Iterable[Change]) -> None:
    """Writes definitions or their tombstones, acknowledged; their owners act on them."""
    outgoing = [
        change_record(
            settings, change, LIST, partition_of(host_of_change(change), settings.partitions)
        )
        for change in wanted
    ]
    if outgoing:
        await send_once(settings, outgoing)


async def sync_file(settings: Settings) -> None:
    """Makes the feeds that come from the file those that stand in it now. Feeds managed by command
    stay as they are. Raises SettingsError for a file that cannot be used."""
    if settings.feeds_file is None:
        return
    try:
        wanted = definitions_in(settings.feeds_file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ListingError) as error:
        raise SettingsError(f"WIRECOPY_FEEDS_FILE {settings.feeds_file}: {error}") from None
    known = (await everything(settings)).definitions
    steps = file_changes(wanted, known)
    await write(settings, steps)
    if steps:
        log.info("feeds taken from the file", file=str(settings.feeds_file), changes=len(steps))


def file_changes(
    wanted: Sequence[FeedDefinition], known: dict[str, FeedDefinition]
) -> list[Change]:
    """What has to be written so that `known` says what the file `wanted`."""
    urls = {definition.url for definition in wanted}
    steps: list[Change] = [d for d in wanted if known.get(d.url) != d]
    steps += [Gone(key_of(d)) for d in known.values() if d.origin == "file" and d.url not in urls]
    return steps
