"""`wirecopy receive`: the HTTP door for pushed articles."""

from __future__ import annotations

from typing import Annotated

import typer

from agents.logs import configure_logging
from agents.settings import load_settings
from cli.errors import plain_errors


def receive(
    host: Annotated[
        str | None, typer.Option(help="instead of WIRECOPY_RECEIVE_HOST", show_default=False)
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="instead of WIRECOPY_RECEIVE_PORT", show_default=False),
    ] = None,
) -> None:
    """Take in articles that are pushed to POST /articles, until told to stop.

    The body is one raw article (application/json) or one a line (application/x-ndjson), and may be
    gzip. 202 is answered when Kafka has acknowledged all of them, 503 when it does not. Beyond this
    machine a token is needed: WIRECOPY_RECEIVE_TOKEN.
    """
    from agents.receive.serve import run_door

    given = {"receive_host": host, "receive_port": port}
    with plain_errors():
        settings = load_settings(**{name: v for name, v in given.items() if v is not None})
        configure_logging(settings)
        run_door(settings)
