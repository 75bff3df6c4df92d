"""`wirecopy topics`: explicit topic set-up."""

from __future__ import annotations

import asyncio

import typer
from rich.console import Console
from rich.table import Table

from agents.settings import load_settings
from agents.topics import check_topics, create_topics, topic_specs
from cli.errors import plain_errors
from schemas.limits import LARGEST_VALUE

app = typer.Typer(help="Create the topics, or show what they must be.", no_args_is_help=True)

_DAY_MS = 24 * 3600 * 1000


@app.command()
def create() -> None:
    """Create the topics that are missing, then check all of them. Never changes an existing one."""
    with plain_errors():
        settings = load_settings()
        created = asyncio.run(create_topics(settings))
        for name in created:
            typer.echo(f"created {name}")
        asyncio.run(check_topics(settings))
        typer.echo("all topics are as they must be")


@app.command()
def show() -> None:
    """Show what the topics must be under the present settings, and whether they are."""
    with plain_errors():
        settings = load_settings()
        table = Table("topic", "partitions", "cleanup", "kept", "largest value", box=None)
        for spec in topic_specs(settings):
            table.add_row(
                settings.topic(spec.name),
                str(spec.partitions),
                spec.cleanup,
                _days(spec.retention_ms),
                f"{LARGEST_VALUE[spec.name] / 1024 / 1024:g} MiB",
            )
        Console().print(table)
        asyncio.run(check_topics(settings))
        typer.echo("all topics are as they must be")


def _days(retention_ms: int | None) -> str:
    if retention_ms is None:
        return "compacted"
    return "for ever" if retention_ms < 0 else f"{retention_ms // _DAY_MS} days"
