"""`wirecopy up`: a whole system in the foreground, supervised."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from agents.settings import Settings, load_settings
from cli.errors import plain_errors
from cli.signals import stop_event
from cli.supervise import POLL_SECONDS, Supervisor

if TYPE_CHECKING:
    from broker.kafka import KafkaBroker


def up(
    clean: Annotated[int, typer.Option(min=0, help="clean workers")] = 1,
    extract: Annotated[int, typer.Option(min=0, help="extract workers")] = 1,
    dedup: Annotated[int, typer.Option(min=0, help="dedup workers")] = 1,
) -> None:
    """Run broker, topics and all agents until Ctrl-C.

    Uses the embedded Kafka unless WIRECOPY_BOOTSTRAP_SERVERS names another. Data are kept in the
    data folder between runs. Then, in a second terminal: `wirecopy publish seeds/` and
    `wirecopy tail articles --from-beginning`.
    """
    from agents.topics import check_topics, create_topics

    with plain_errors(), ExitStack() as running:
        settings = load_settings()
        stop = stop_event()
        settings, broker = start_broker_if_needed(settings, running)
        for name in asyncio.run(create_topics(settings)):
            typer.echo(f"created {name}")
        asyncio.run(check_topics(settings))
        stages = ["dedup"] * dedup + ["extract"] * extract + ["clean"] * clean
        supervisor = running.enter_context(Supervisor(stages, worker_environment(settings)))
        typer.echo(f"wirecopy is up on {settings.bootstrap()} (Ctrl-C stops it)")
        while not stop.wait(POLL_SECONDS):
            if broker is not None and not broker.is_running:
                typer.echo("Kafka has ended; starting it again", err=True)
                broker.restart()
            supervisor.check()
        typer.echo("stopping")


def start_broker_if_needed(
    settings: Settings, running: ExitStack
) -> tuple[Settings, KafkaBroker | None]:
    """Settings with an address: that of the configured Kafka, or of an embedded one that is started
    here, returned beside them, and stopped with `running`."""
    if settings.bootstrap_servers:
        return settings, None
    from broker.kafka import KafkaBroker

    broker = running.enter_context(KafkaBroker(settings.data_dir))
    address = {"bootstrap_servers": broker.bootstrap_servers}
    return settings.model_copy(update=address), broker


def worker_environment(settings: Settings) -> dict[str, str]:
    """What the workers must be told beside this process's own environment."""
    return {
        "WIRECOPY_BOOTSTRAP_SERVERS": settings.bootstrap(),
        "WIRECOPY_DATA_DIR": str(settings.data_dir.absolute()),
    }
