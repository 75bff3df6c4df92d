"""`wirecopy publish PATH…`: files, folders and standard input to `news.raw`."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

import typer

from agents.raw import raw_record
from agents.record import Outgoing
from agents.settings import Settings, load_settings
from cli.articles import Input, Unusable
from cli.errors import EXIT_NEGATIVE, plain_errors
from cli.inputs import SourceOption, read_inputs
from cli.paths import expand
from cli.progress import progress_bar, say
from schemas.codec import InvalidMessageError, UndecodableError
from schemas.limits import TooLargeError

# Enough to fill a request, few enough that Ctrl-C and --rate are felt at once.
SEND_TOGETHER = 500


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
    pending: list[Outgoing] = []
    started = time.monotonic()
    try:
        with progress_bar("publishing") as show:
            for item in read_inputs(files, source, say):
                record = _record(topic, item)
                if isinstance(record, Outgoing):
                    pending.append(record)
                else:
                    refused += 1
                    say(f"refused {item.origin}: {record}")
                if rate or len(pending) >= SEND_TOGETHER:
                    await send_all(producer, pending)
                    published += len(pending)
                    show(published)
                    pending.clear()
                    if rate:
                        await asyncio.sleep(started + published / rate - time.monotonic())
            await send_all(producer, pending)
            published += len(pending)
            show(published)
    finally:
        await producer.stop()
    return published, refused


def _record(topic: str, item: Input | Unusable) -> Outgoing | str:
    """The record of `item`, or why there is none."""
    if isinstance(item, Unusable):
        return item.reason
    try:
        return raw_record(topic, item.value, "publish")[0]
    except (UndecodableError, InvalidMessageError, TooLargeError) as error:
        return str(error)
