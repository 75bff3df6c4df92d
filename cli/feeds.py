"""`wirecopy feeds`: which feeds are read, how they do, and what would happen with one."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from agents.settings import Settings, load_settings
from cli.errors import EXIT_NEGATIVE, CommandError, plain_errors
from cli.feed_tables import show_check, show_feeds
from cli.show import output_console
from pipeline.feeds.listing import ListingError, definition
from pipeline.feeds.memory import Change, FeedMemory, Gone
from schemas.feeds import FeedDefinition, key_of

app = typer.Typer(help="List the feeds to read, and see how they do.", no_args_is_help=True)

UrlArgument = Annotated[str, typer.Argument(help="the feed's address: http(s)://…")]
PrivateOption = Annotated[
    bool,
    typer.Option("--allow-private", help="it may lie on this machine or in a private network"),
]
PagesOption = Annotated[
    Literal["auto", "always", "never"],
    typer.Option(help="fetch the page behind an item: where the feed has only a summary (auto)"),
]


@app.command()
def add(
    url: UrlArgument,
    source: Annotated[
        str | None, typer.Option(help="source of its articles; default: the host's name")
    ] = None,
    name: Annotated[str | None, typer.Option(help="what to call it in tables")] = None,
    folder: Annotated[str | None, typer.Option(help="its folder in OPML")] = None,
    lane: Annotated[str | None, typer.Option(help="the lane of its articles")] = None,
    language: Annotated[str | None, typer.Option(help="where the feed does not say: en")] = None,
    interval: Annotated[
        str | None, typer.Option(help="fixed, 15m or 2h; default: by how often it changes")
    ] = None,
    pages: PagesOption = "auto",
    refuse: Annotated[
        list[str] | None,
        typer.Option(
            help="take no article that is robots-disallowed, noarchive, noindex, noai or "
            "tdm-reserved; repeatable"
        ),
    ] = None,
    allow_private: PrivateOption = False,
) -> None:
    """Add a feed, or change how one is read. A running feeds worker begins at once.

    What is wrong with an address shows in `wirecopy feeds list`; `feeds check` asks at once.
    """
    with plain_errors():
        settings = load_settings()
        wanted = _definition(
            url, source=source, name=name, folder=folder, lane=lane, language=language,
            interval=interval, pages=pages, refuse=tuple(refuse or ()),
            allow_private=allow_private,
        )  # fmt: skip
        if allow_private:
            _warn_private(wanted.url)
        asyncio.run(_write(settings, [wanted]))
        typer.echo(
            f"added {wanted.url} as {wanted.source}; `wirecopy up --feeds 1` and "
            "`wirecopy feeds run` read it",
            err=True,
        )


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a feed")] = False,
) -> None:
    """Show every feed: last success, new items a day, next poll, and why it is backed off.

    The exit code is 1 when a feed is failing.
    """
    with plain_errors():
        settings = load_settings()
        memory = _read(settings)
        failing = show_feeds(output_console(), memory, _now_ms(), as_json=as_json)
        if failing:
            raise typer.Exit(EXIT_NEGATIVE)


@app.command()
def check(
    url: UrlArgument,
    pages: PagesOption = "auto",
    allow_private: PrivateOption = False,
) -> None:
    """Ask for a feed once and explain what would happen. Publishes nothing and needs no Kafka.

    The exit code is 1 where it cannot be read.
    """
    from agents.feeds.check import check as ask
    from agents.feeds.doors import Fetchers
    from agents.feeds.worker import pace_of

    async def asked() -> bool:
        fetchers = Fetchers(settings)
        try:
            checked = await ask(fetchers, wanted, _now_ms())
        finally:
            await fetchers.close()
        return show_check(output_console(), wanted, checked, pace_of(settings), settings)

    with plain_errors():
        settings = load_settings()
        wanted = _definition(url, pages=pages, allow_private=allow_private)
        if allow_private or settings.feeds_allow_private:
            _warn_private(url)
        if not asyncio.run(asked()):
            raise typer.Exit(EXIT_NEGATIVE)


@app.command()
def remove(url: UrlArgument) -> None:
    """Remove a feed. Its articles stay where they are."""

    with plain_errors():
        settings = load_settings()
        known = _read(settings).definitions.get(url.strip())
        if known is None:
            raise CommandError(f"there is no feed {url}: see `wirecopy feeds list`")
        if known.parent is not None:
            raise CommandError(f"{url} is read on account of {known.parent}: remove that")
        if known.origin == "file":
            raise CommandError(f"{url} stands in the file of feeds: remove it there")
        asyncio.run(_write(settings, [Gone(key_of(known))]))
        typer.echo(f"removed {known.url}", err=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="an OPML file, as feed readers write it")],
    lane: Annotated[str | None, typer.Option(help="the lane of all their articles")] = None,
) -> None:
    """Add the feeds of an OPML file. Those that are read already stay as they are."""
    from pipeline.feeds.opml import read_opml

    with plain_errors():
        settings = load_settings()
        known = _read(settings).definitions
        wanted: list[FeedDefinition] = []
        refused = 0
        try:
            outlines = read_opml(file.read_bytes())
        except ListingError as error:
            raise CommandError(f"{file}: {error}") from None
        for outline in outlines:
            try:
                made = definition(outline.url, name=outline.name, folder=outline.folder, lane=lane)
            except ListingError as error:
                refused += 1
                typer.echo(f"refused: {error}", err=True)
                continue
            if made.url not in known:
                wanted.append(made)
        asyncio.run(_write(settings, wanted))
        typer.echo(f"added {len(wanted)} of {len(outlines)} feeds", err=True)
        if refused:
            raise typer.Exit(EXIT_NEGATIVE)


@app.command()
def export(
    output: Annotated[Path | None, typer.Option(help="a file; default: standard output")] = None,
) -> None:
    """Write all feeds as OPML, for other readers."""
    from pipeline.feeds.opml import write_opml

    with plain_errors():
        settings = load_settings()
        memory = _read(settings)
        written = write_opml(memory.definitions.values())
        if output is not None:
            output.write_bytes(written)
        else:
            sys.stdout.buffer.write(written)


@app.command()
def run() -> None:
    """Read the feeds in the foreground until Ctrl-C: `wirecopy worker feeds`."""
    from agents.feeds.worker import run_feeds_worker
    from agents.logs import configure_logging

    with plain_errors():
        settings = load_settings()
        configure_logging(settings)
        run_feeds_worker(settings)


def _definition(url: str, **fields: Any) -> FeedDefinition:
    try:
        return definition(url, **fields)
    except ListingError as error:
        raise CommandError(str(error)) from None


async def _write(settings: Settings, wanted: Sequence[Change]) -> None:
    from agents.feeds.listed import write
    from agents.topics import check_topics

    await check_topics(settings)
    await write(settings, wanted)


def _read(settings: Settings) -> FeedMemory:
    from agents.feeds.listed import everything

    return asyncio.run(everything(settings))


def _warn_private(url: str) -> None:
    typer.secho(
        f"warning: {url} and what it links to may be read from this machine and private networks",
        fg="yellow", err=True,
    )  # fmt: skip


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
