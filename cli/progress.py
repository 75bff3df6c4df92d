"""Progress and remarks, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int], None]]:
    """A bar while the block runs, gone afterwards; nothing where standard error is no terminal.
    Yields the function to call with the number of articles done so far."""
    console = Console(file=sys.stderr)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done: progress.update(task, completed=done)


def say(remark: str) -> None:
    """One line beside the output."""
    typer.echo(remark, err=True)
