"""`wirecopy publish PATH…`: files, folders and standard input to `news.raw`."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

import typer

from agents.raw import raw_record
from agents.record import Outgoing
from agents.settings import Settings, load_settings
from cli.ahead import read_ahead
from cli.articles import Input, Unusable
from cli.errors import EXIT_NEGATIVE, plain_errors
from cli.inputs import SourceOption, read_inputs
from cli.paths import expand
from cli.progress import progress_bar, say
from schemas.codec import InvalidMessageError, UndecodableError
from schemas.limits import TooLargeError

# Enough to fill a request, few enough that Ctrl-C and --rate are felt at once.
SEND_TOGETHER = 500
# Read and not sent yet, in bytes: several requests, and 16 of the largest articles.
LARGEST_AHEAD = 32 * 1024 * 1024


def publish(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="files (.txt .html .jsonl .warc, .gz of these), folders, or - for stdin"
        ),
    ],
    source: SourceOption = None,
    rate: Annotated[float | None, typer.Option(min=0.001, help="articles a second at most")] = None,
) -> None:
    """Publish raw articles and wait until Kafka has acknowledged every one.

    A `.jsonl` line is a raw article: {"source": …, "body": …} and, optionally, article_id, url,
    title, published_at, language, content_type, lane, collected_at. Publishing the same again does
    no harm: it is recognised as a redelivery. What cannot be a raw article is refused and listed,
    and the exit code is then 1.
    """
    with plain_errors():
        settings = load_settings()
        files = expand(paths, lambda name: say(f"skipped {name}"))
        published, refused = asyncio.run(_publish(settings, files, source, rate))
        say(f"published {published} of {published + refused} articles")
        if refused:
            raise typer.Exit(EXIT_NEGATIVE)


async def _publish(
    settings: Settings, files: list[str], source: str | None, rate: float | None
) -> tuple[int, int]:
    from agents.produce import send_all, stage_producer
    from agents.topics import check_topics

    await check_topics(settings)
    producer = stage_producer(settings)
    await producer.start()
    published = refused = 0
    topic = settings.topic("raw")
    started = time.monotonic()
    together = 1 if rate else SEND_TOGETHER
    try:
        with progress_bar("publishing") as show:
            async for items in read_ahead(read_inputs(files, source, say), _weight, LARGEST_AHEAD):
                for start in range(0, len(items), together):
                    some = items[start : start + together]
                    pending = [record for item in some if (record := _record(topic, item))]
                    await send_all(producer, pending)
                    published += len(pending)
                    refused += len(some) - len(pending)
                    show(published)
                    if rate:
                        await asyncio.sleep(started + published / rate - time.monotonic())
    finally:
        await producer.stop()
    return published, refused


def _record(topic: str, item: Input | Unusable) -> Outgoing | None:
    """The record of `item`; None, and a line that says why, where there can be none."""
    reason: object
    if isinstance(item, Unusable):
        reason = item.reason
    else:
        try:
            return raw_record(topic, item.value, "publish")[0]
        except (UndecodableError, InvalidMessageError, TooLargeError) as error:
            reason = error
    say(f"refused {item.origin}: {reason}")
    return None


def _weight(item: Input | Unusable) -> int:
    """Bytes of memory, about: an object has some hundreds of its own."""
    return 500 + (len(item.value) if isinstance(item, Input) else 0)
