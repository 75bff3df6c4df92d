"""`wirecopy resume STAGE`: ends the pause of a stage whose input turned into dead letters."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated

import typer

from agents.flow import Stage
from agents.health import workers_dir
from agents.settings import Settings, load_settings
from cli.errors import EXIT_NEGATIVE, CommandError, plain_errors

ANSWER_SECONDS = 5.0


def resume(
    stage: Annotated[Stage, typer.Argument(help="which stage to resume")],
    skip_lost: Annotated[
        bool,
        typer.Option(
            "--skip-lost", help="go on behind input that Kafka deleted before it was read"
        ),
    ] = False,
) -> None:
    """End a pause: every worker of the stage on this machine goes on.

    A stage pauses in place when too many records in a row, or too large a share of the recent ones,
    became dead letters. Look at `wirecopy dead list` first. With workers on other machines or in
    other containers, run the command there.

    With --skip-lost: for a stage whose workers end with 78 because Kafka deleted input that they
    had not read. Publish again what was deleted, stop the workers of the stage, then use this once.
    """
    with plain_errors():
        if skip_lost:
            _skip_lost(load_settings(), stage)
            return
        answers = [_resume(url) for url in _worker_urls(load_settings(), stage)]
        if all(answer is None for answer in answers):
            raise CommandError(
                f"no worker of {stage} runs with this data folder: run this where it runs",
                EXIT_NEGATIVE,
            )
        resumed = sum(answer is True for answer in answers)
        if not resumed:
            raise CommandError(f"no worker of {stage} was paused", EXIT_NEGATIVE)
        typer.echo(f"resumed {resumed} worker{'s' if resumed > 1 else ''} of {stage}")


def _skip_lost(settings: Settings, stage: str) -> None:
    from agents.skip import StillRunningError, skip_lost

    def waiting() -> None:
        typer.echo("waiting until Kafka has forgotten the workers that ended", err=True)

    try:
        skipped = asyncio.run(skip_lost(settings, stage, waiting))
    except StillRunningError as error:
        raise CommandError(str(error), EXIT_NEGATIVE) from None
    for partition, (committed, start) in skipped.items():
        typer.echo(f"partition {partition}: from offset {committed} to {start}")
    if not skipped:
        raise CommandError(f"no input of {stage} was deleted before it was read", EXIT_NEGATIVE)


def _worker_urls(settings: Settings, stage: str) -> list[str]:
    return [
        url
        for file in sorted(workers_dir(settings).glob(f"{stage}-*.json"))
        if (url := _url(file)) is not None
    ]


def _url(file: Path) -> str | None:
    """The address in the file; None for one that is damaged, or went meanwhile."""
    try:
        return str(json.loads(file.read_text())["url"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _resume(url: str) -> bool | None:
    """Whether the worker at `url` had paused; None for an address that a killed one left behind."""
    try:
        request = urllib.request.Request(f"{url}/resume", method="POST")
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
            return bool(json.load(answer)["was_paused"])
    except (urllib.error.URLError, ValueError):
        return None
