"""`wirecopy config show`: the settings in force."""

from __future__ import annotations

import typer
from pydantic_core import to_jsonable_python
from rich.console import Console
from rich.table import Table

from agents.settings import ENVIRONMENT_PREFIX, Settings, load_settings
from cli.errors import plain_errors

app = typer.Typer(help="Show the effective settings.", no_args_is_help=True)


@app.callback()
def _config() -> None:
    """Settings come from the environment; see `show`."""


@app.command()
def show(
    as_json: bool = typer.Option(False, "--json", help="one JSON object instead of a table"),
) -> None:
    """Show every setting: its variable, its value, whether it is the default, and what it does."""
    with plain_errors():
        settings = load_settings()
        console = Console()
        if as_json:
            console.print_json(data=to_jsonable_python(settings.model_dump()))
            return
        table = Table(box=None)
        for heading in ("variable", "value", "", "meaning"):
            table.add_column(heading, overflow="fold")
        for name, field in Settings.model_fields.items():
            value = getattr(settings, name)
            table.add_row(
                ENVIRONMENT_PREFIX + name.upper(),
                "" if value is None else str(value),
                "set" if name in settings.model_fields_set else "",
                field.description or "",
            )
        console.print(table)
