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
    feeds: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="workers that read feeds; default: 1 where WIRECOPY_FEEDS_FILE and "
            "WIRECOPY_FEEDS_CONTACT are set, else none",
        ),
    ] = None,
) -> None:
    """Run broker, topics and all agents until Ctrl-C.

    Uses the embedded Kafka unless WIRECOPY_BOOTSTRAP_SERVERS names another. Data are kept in the
    data folder between runs. Then, in a second terminal: `wirecopy publish seeds/` and
    `wirecopy tail articles --from-beginning`.
    """
    from agents.topics import check_topics, create_topics

    with plain_errors(), ExitStack() as running:
        settings = load_settings()
        readers = feed_readers(settings, feeds)
        stop = stop_event()
        settings, broker = start_broker_if_needed(settings, running)
        for name in asyncio.run(create_topics(settings)):
            typer.echo(f"created {name}")
        asyncio.run(check_topics(settings))
        stages = ["dedup"] * dedup + ["extract"] * extract + ["clean"] * clean
        stages += ["feeds"] * readers
        supervisor = running.enter_context(Supervisor(stages, worker_environment(settings)))
        typer.echo(f"wirecopy is up on {settings.bootstrap()} (Ctrl-C stops it)")
        while not stop.wait(POLL_SECONDS):
            if broker is not None and not broker.is_running:
                typer.echo("Kafka has ended; starting it again", err=True)
                broker.restart()
            supervisor.check()
        typer.echo("stopping")


def feed_readers(settings: Settings, wanted: int | None) -> int:
    """How many feeds workers to run: as many as `wanted`, else one where there is a file of feeds
    and somebody to name. Raises SettingsError where they are wanted and nobody can be named."""
    if wanted is None:
        return int(bool(settings.feeds_file and settings.feeds_contact))
    if wanted:
        from agents.feeds.doors import agent_name

        agent_name(settings)
    return wanted


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
