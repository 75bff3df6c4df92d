"""`wirecopy tail [TOPIC]`: an output topic, for people or for programs."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from agents.settings import Settings, load_settings
from cli.errors import CommandError, plain_errors
from cli.show import output_console, show_record
from schemas.limits import LARGEST_VALUE

POLL_MS = 500


def tail(
    topic: Annotated[
        str, typer.Argument(help="articles, duplicates, dead-letters, or any other of the topics")
    ] = "articles",
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="start with the oldest record")
    ] = False,
    count: Annotated[int | None, typer.Option(min=1, help="stop after so many records")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="one value a line, as it stands on the topic")
    ] = False,
    follow: Annotated[
        bool, typer.Option("--follow/--no-follow", help="wait for more at the end")
    ] = True,
) -> None:
    """Show records as they arrive: committed ones only, as every consumer should read them."""
    with plain_errors():
        settings = load_settings()
        name = topic.removeprefix(f"{settings.topic_prefix}.")
        if name not in LARGEST_VALUE:
            raise CommandError(f"there is no topic {topic}: choose of {', '.join(LARGEST_VALUE)}")
        try:
            asyncio.run(_tail(settings, name, from_beginning, count, as_json, follow))
        except KeyboardInterrupt:
            raise typer.Exit(0) from None


async def _tail(
    settings: Settings, name: str, from_beginning: bool, count: int | None, as_json: bool,
    follow: bool,
) -> None:  # fmt: skip
    from agents.connection import reading_consumer
    from agents.read import partitions_of

    topic = settings.topic(name)
    async with reading_consumer(settings) as consumer:
        console = output_console()
        shown = 0
        partitions = await partitions_of(consumer, topic)
        if not partitions:
            raise CommandError(f"{topic} does not exist yet: `wirecopy topics create` makes it")
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        if from_beginning:
            await consumer.seek_to_beginning(*partitions)
        else:
            await consumer.seek_to_end(*partitions)
        while follow or any([await consumer.position(tp) < ends[tp] for tp in partitions]):
            for records in (await consumer.getmany(timeout_ms=POLL_MS)).values():
                for record in records:
                    _print(console, name, record, as_json)
                    shown += 1
                    if shown == count:
                        return


def _print(console: Console, name: str, record: Any, as_json: bool) -> None:
    if not as_json:
        show_record(console, name, record)
        return
    value = record.value if record.value is not None else b"null"
    try:
        line = orjson.dumps(orjson.loads(value))
    except orjson.JSONDecodeError:
        line = orjson.dumps({"undecodable": value.decode("utf-8", errors="replace")})
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
