"""`wirecopy audit`: does everything that came in stand somewhere, exactly once?"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

import orjson
import typer
from rich.console import Console

from agents.accounting import Sums
from agents.settings import load_settings
from cli.errors import EXIT_NEGATIVE, plain_errors
from cli.show import output_console, show_sums


def audit(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """Join all topics and add up: versions = articles + duplicates + open dead letters + in flight.

    Counts over the raw records that Kafka still keeps. The exit code is 1 when a version is lost or
    stands twice.
    """
    from agents.audit import audit as read_and_add_up

    with plain_errors():
        errors = Console(stderr=True)
        with errors.status("reading") as status:
            sums = asyncio.run(
                read_and_add_up(load_settings(), lambda topic: status.update(f"reading {topic}"))
            )
        if as_json:
            typer.echo(orjson.dumps(asdict(sums) | {"adds_up": sums.adds_up}).decode())
        else:
            print_sums(output_console(), sums)
        if not sums.adds_up:
            raise typer.Exit(EXIT_NEGATIVE)


def print_sums(console: Console, sums: Sums) -> None:
    """The sums with what they mean, and the verdict."""
    show_sums(
        console,
        [
            ("raw records", sums.raw_records),
            ("  redeliveries", sums.redeliveries),
            ("  distinct versions", sums.versions),
            ("    articles", sums.articles),
            ("    duplicates", sums.duplicates),
            ("    open dead letters", sums.open_dead_letters),
            ("    in flight", sums.in_flight),
            ("    lost", sums.lost),
            ("twice", sums.twice),
            ("of raw records no longer kept", sums.older),
        ],
    )
    verdict = "[green]it adds up[/]" if sums.adds_up else "[red]it does not add up[/]"
    console.print(
        f"{sums.versions} versions = {sums.articles} articles + {sums.duplicates} duplicates + "
        f"{sums.open_dead_letters} open dead letters + {sums.in_flight} in flight: {verdict}"
    )
