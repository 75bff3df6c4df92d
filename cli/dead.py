"""`wirecopy dead list|show|retry`: what could not be handled."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from agents.dead_letter_box import RetryError, read_dead_letters, retry_of
from agents.record import Record
from agents.settings import Settings, load_settings
from cli.errors import EXIT_NEGATIVE, CommandError, plain_errors
from cli.show import show_dead_letter
from schemas.headers import ERROR_CLASS, STAGE, header

app = typer.Typer(help="List dead letters, look at one, or send them back.", no_args_is_help=True)

StageOption = Annotated[str | None, typer.Option(help="only those of this stage")]
ClassOption = Annotated[
    str | None,
    typer.Option("--class", help="only undecodable, invalid, rejected, too-large or bug"),
]
PlaceArgument = Annotated[str, typer.Argument(help="PARTITION/OFFSET, as `dead list` shows it")]


@app.command("list")
def list_() -> None:
    """List all dead letters that Kafka keeps, with place, stage, class and message."""
    with plain_errors():
        letters = asyncio.run(_read(load_settings(), lambda record: True))
        for record in letters:
            show_dead_letter(Console(), record)
        typer.echo(f"{len(letters)} dead letters", err=True)


@app.command()
def show(place: PlaceArgument) -> None:
    """Show one dead letter: all headers, then the original value as it came."""
    with plain_errors():
        record = _one(load_settings(), place)
        for name, value in record.headers:
            typer.echo(f"{name}: {value.decode('utf-8', errors='replace')}", err=True)
        sys.stdout.buffer.write(record.value or b"")
        sys.stdout.buffer.write(b"\n")


@app.command()
def retry(
    places: Annotated[
        list[str] | None, typer.Argument(help="PARTITION/OFFSET; default: all that match")
    ] = None,
    stage: StageOption = None,
    error_class: ClassOption = None,
) -> None:
    """Send dead letters back to the topic where they failed.

    For use after their cause was mended: a new release, a raised limit. A dead letter that was
    handled since is sent again without harm: it is recognised as a redelivery. One that failed
    five times is not sent again; the exit code is then 1.
    """
    with plain_errors():
        settings = load_settings()

        def wanted(record: Record) -> bool:
            return (
                (not places or _place(record) in places)
                and stage in (None, _said(record, STAGE))
                and error_class in (None, _said(record, ERROR_CLASS))
            )

        letters = asyncio.run(_read(settings, wanted))
        missing = set(places or ()) - {_place(record) for record in letters}
        if missing:
            raise CommandError(f"there is no dead letter {', '.join(sorted(missing))}")
        sent, kept = asyncio.run(_retry(settings, letters))
        typer.echo(f"sent {sent} dead letters back", err=True)
        if kept:
            raise typer.Exit(EXIT_NEGATIVE)


async def _read(settings: Settings, wanted: Callable[[Record], bool]) -> list[Record]:
    return [record async for record in read_dead_letters(settings) if wanted(record)]


def _one(settings: Settings, place: str) -> Record:
    letters = asyncio.run(_read(settings, lambda record: _place(record) == place))
    if not letters:
        raise CommandError(f"there is no dead letter {place}: see `wirecopy dead list`")
    return letters[0]


async def _retry(settings: Settings, letters: list[Record]) -> tuple[int, int]:
    from agents.produce import send_all, stage_producer

    outgoing = []
    for record in letters:
        try:
            outgoing.append(retry_of(record))
        except RetryError as error:
            typer.echo(f"kept {_place(record)}: {error}", err=True)
    producer = stage_producer(settings)
    await producer.start()
    try:
        await send_all(producer, outgoing)
    finally:
        await producer.stop()
    return len(outgoing), len(letters) - len(outgoing)


def _place(record: Record) -> str:
    return f"{record.partition}/{record.offset}"


def _said(record: Record, name: str) -> str:
    return (header(record.headers, name) or b"").decode("utf-8", errors="replace")
