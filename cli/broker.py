"""`wirecopy broker`: the embedded Kafka alone."""

from __future__ import annotations

from typing import Annotated

import typer

from agents.settings import load_settings
from cli.errors import plain_errors
from cli.signals import stop_event


def broker(
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, help="port for clients; by default a free one, kept over restarts"
        ),
    ] = None,
) -> None:
    """Run the embedded Kafka in the foreground, without topics or agents.

    Its data stay in the data folder between runs. Other commands with the same data folder find it.
    """
    from broker.kafka import KafkaBroker

    with plain_errors():
        settings = load_settings()
        stop = stop_event()
        with KafkaBroker(settings.data_dir, port=port) as running:
            typer.echo(f"Kafka is ready at {running.bootstrap_servers} (Ctrl-C stops it)")
            stop.wait()
