"""`wirecopy resume STAGE`: ends the pause of a stage whose input turned into dead letters."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Annotated, Literal

import typer

from agents.health import workers_dir
from agents.settings import Settings, load_settings
from cli.errors import EXIT_NEGATIVE, CommandError, plain_errors

ANSWER_SECONDS = 5.0


def resume(
    stage: Annotated[
        Literal["clean", "extract", "dedup"], typer.Argument(help="which stage to resume")
    ],
) -> None:
    """End a pause: every worker of the stage on this machine goes on.

    A stage pauses in place when too many records in a row, or too large a share of the recent ones,
    became dead letters. Look at `wirecopy dead list` first. With workers on other machines or in
    other containers, run the command there.
    """
    with plain_errors():
        resumed = sum(_resume(url) for url in _worker_urls(load_settings(), stage))
        if not resumed:
            raise CommandError(
                f"no worker of {stage} runs with this data folder: run this where it runs",
                EXIT_NEGATIVE,
            )
        typer.echo(f"resumed {resumed} worker{'s' if resumed > 1 else ''} of {stage}")


def _worker_urls(settings: Settings, stage: str) -> list[str]:
    files = sorted(workers_dir(settings).glob(f"{stage}-*.json"))
    return [str(json.loads(file.read_text())["url"]) for file in files]


def _resume(url: str) -> bool:
    """False for an address that a killed worker left behind."""
    request = urllib.request.Request(f"{url}/resume", method="POST")
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS):
            return True
    except urllib.error.URLError:
        return False
