"""`wirecopy dead list|show|retry`: what could not be handled."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console

from agents.dead_letter_box import Letter, RetryError, read_letters, retry_of
from agents.flow import Stage
from agents.settings import Settings, load_settings
from cli.errors import EXIT_NEGATIVE, CommandError, plain_errors
from cli.show import output_console, show_dead_letter
from schemas.headers import ERROR_CLASS, STAGE, ErrorClass, header_text

app = typer.Typer(help="List dead letters, look at one, or send them back.", no_args_is_help=True)

StageOption = Annotated[Stage | None, typer.Option(help="only those of this stage")]
ClassOption = Annotated[ErrorClass | None, typer.Option("--class", help="only those of this class")]
PlaceArgument = Annotated[str, typer.Argument(help="PARTITION/OFFSET, as `dead list` shows it")]


@app.command("list")
def list_(
    all_: Annotated[bool, typer.Option("--all", help="those that were handled since, too")] = False,
) -> None:
    """List the open dead letters that Kafka keeps, with place, stage, class and message.

    A dead letter is open as long as no article or duplicate of its version came out; of several
    about the same version, the newest is.
    """
    with plain_errors():
        letters = _read(load_settings())
        shown = [letter for letter in letters if all_ or letter.is_open]
        for letter in shown:
            note = "" if letter.is_open else "handled since: "
            show_dead_letter(output_console(), letter.record, note)
        open_ = sum(letter.is_open for letter in letters)
        typer.echo(f"{open_} open of {len(letters)} dead letters", err=True)


@app.command()
def show(place: PlaceArgument) -> None:
    """Show one dead letter: all headers, then the original value as it came."""
    with plain_errors():
        (letter,) = _at([place], _read(load_settings()))
        for name, value in letter.record.headers:
            typer.echo(f"{name}: {value.decode('utf-8', errors='replace')}", err=True)
        sys.stdout.buffer.write(letter.record.value or b"")
        sys.stdout.buffer.write(b"\n")


@app.command()
def retry(
    places: Annotated[
        list[str] | None, typer.Argument(help="PARTITION/OFFSET; default: all open ones that match")
    ] = None,
    stage: StageOption = None,
    error_class: ClassOption = None,
) -> None:
    """Send dead letters back to the topic where they failed.

    For use after their cause was mended: a new release, a raised limit. What failed five times is
    not sent again; the exit code is then 1.
    """
    with plain_errors():
        settings = load_settings()
        letters = _read(settings)
        chosen = [
            letter
            for letter in (_at(places, letters) if places else letters)
            if (places or letter.is_open)
            and stage in (None, header_text(letter.record.headers, STAGE))
            and error_class in (None, header_text(letter.record.headers, ERROR_CLASS))
        ]
        sent, kept = asyncio.run(_retry(settings, chosen))
        typer.echo(f"sent {sent} dead letters back", err=True)
        if kept:
            raise typer.Exit(EXIT_NEGATIVE)


def _read(settings: Settings) -> list[Letter]:
    with Console(stderr=True).status("reading") as status:
        return asyncio.run(read_letters(settings, lambda topic: status.update(f"reading {topic}")))


def _at(places: Sequence[str], letters: Sequence[Letter]) -> list[Letter]:
    """The letters at `places`. Raises CommandError where there is none."""
    found = {letter.place: letter for letter in letters}
    if missing := [place for place in places if place not in found]:
        raise CommandError(
            f"there is no dead letter {', '.join(missing)}: see `wirecopy dead list --all`"
        )
    return [found[place] for place in places]


async def _retry(settings: Settings, letters: Sequence[Letter]) -> tuple[int, int]:
    from agents.produce import send_once

    outgoing = []
    for letter in letters:
        try:
            outgoing.append(retry_of(letter))
        except RetryError as error:
            typer.echo(f"kept {letter.place}: {error}", err=True)
    await send_once(settings, outgoing)
    return len(outgoing), len(letters) - len(outgoing)
