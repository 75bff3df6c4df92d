"""`wirecopy publish PATH…`: files, folders and standard input to `news.raw`."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

import typer

from agents.record import Outgoing
from agents.settings import Settings, load_settings
from cli.errors import EXIT_NEGATIVE, plain_errors
from cli.inputs import expand, read_inputs
from cli.progress import progress_bar
from pipeline.identity import identify
from schemas.codec import InvalidMessageError, UndecodableError, decode
from schemas.headers import VersionHeader, event_headers
from schemas.limits import TooLargeError, check_size
from schemas.raw import RawArticle

# Enough to fill a request, few enough that Ctrl-C and --rate are felt at once.
SEND_TOGETHER = 500


def publish(
    paths: Annotated[
        list[str],
        typer.Argument(help="files (.txt .html .jsonl, .gz of these), folders, or - for stdin"),
    ],
    source: Annotated[
        str | None, typer.Option(help="source of all articles; default: the file's name")
    ] = None,
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
        skipped: list[str] = []
        files = expand(paths, skipped.append)
        for name in skipped:
            typer.echo(f"skipped {name}", err=True)
        published, refused = asyncio.run(_publish(settings, files, source, rate))
        typer.echo(f"published {published} of {published + refused} articles", err=True)
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
            for item in read_inputs(files, source):
                try:
                    pending.append(raw_record(topic, item.value))
                except (UndecodableError, InvalidMessageError, TooLargeError) as error:
                    refused += 1
                    typer.echo(f"refused {item.origin}: {error}", err=True)
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


def raw_record(topic: str, value: bytes) -> Outgoing:
    """A raw article's value as a record: keyed by source, so that a source keeps its order.

    Raises UndecodableError, InvalidMessageError or TooLargeError for what no stage could handle.
    """
    check_size("raw", value)
    article = decode(RawArticle, value)
    version = VersionHeader.naming(identify(article))
    return Outgoing(
        topic=topic,
        key=article.source.encode(),
        value=value,
        headers=tuple(event_headers("raw", "publish", version)),
    )
