"""`wirecopy demo`: the five seeds through a whole system, shown and accounted for."""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson
import typer
from rich.console import Console

from agents.flow import STAGES
from agents.raw import raw_record
from agents.record import Record
from agents.settings import Settings, load_settings
from cli.articles import Input
from cli.audit import print_sums
from cli.errors import EXIT_NEGATIVE, CommandError, plain_errors
from cli.inputs import read_inputs
from cli.paths import expand
from cli.progress import say
from cli.show import output_console, show_article
from cli.supervise import POLL_SECONDS, Supervisor
from cli.up import start_broker_if_needed, worker_environment

SEEDS = Path(__file__).parent.parent / "seeds"
# Starting takes about 15 s on two idle cores; a loaded machine may take several times that.
WAIT_SECONDS = 120.0


def demo() -> None:
    """Run the main job once, on a Kafka and a data folder of its own, and stop everything.

    Starts the embedded Kafka, creates the topics, starts the three agents, publishes the five
    sample articles, shows what came out and what was cut, and adds up.
    """
    console = output_console()
    started = time.monotonic()
    with plain_errors(), tempfile.TemporaryDirectory(prefix="wirecopy-demo-") as folder:
        settings = load_settings(data_dir=Path(folder), bootstrap_servers=None)
        with ExitStack() as running:
            sums = _demo(console, settings, running)
        console.print(f"[dim]everything is stopped; {time.monotonic() - started:.0f} s in all[/]")
        if not sums:
            raise typer.Exit(EXIT_NEGATIVE)


def _demo(console: Console, settings: Settings, running: ExitStack) -> bool:
    from agents.audit import audit
    from agents.produce import send_once
    from agents.topics import create_topics

    console.print("[dim]starting Kafka …[/]")
    settings, _ = start_broker_if_needed(settings, running)
    asyncio.run(create_topics(settings))
    log = running.enter_context((settings.data_dir / "workers.log").open("wb"))
    console.print("[dim]starting the agents: clean, extract, dedup …[/]")
    environment = worker_environment(settings)
    supervisor = running.enter_context(Supervisor(STAGES, environment, log))
    files = expand([str(SEEDS)], lambda _: None)
    seeds = [item.value for item in read_inputs(files, None, say) if isinstance(item, Input)]
    raw = [raw_record(settings.topic("raw"), seed, "publish")[0] for seed in seeds]
    asyncio.run(send_once(settings, raw))
    console.print(f"[dim]published {len(seeds)} raw articles to {settings.topic('raw')}[/]\n")
    for value in _outputs(settings, supervisor, len(seeds)):
        show_article(console, value)
    sums = asyncio.run(audit(settings, lambda topic: None))
    print_sums(console, sums)
    return sums.adds_up and sums.articles + sums.duplicates == len(seeds)


def _outputs(settings: Settings, supervisor: Supervisor, count: int) -> list[dict[str, Any]]:
    """Waits until `count` records are on the two output topics; returns them by source."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        supervisor.check()
        values = [orjson.loads(record.value or b"") for record in asyncio.run(_read(settings))]
        if len(values) >= count:
            return sorted(values, key=lambda value: str(value["source"]))
        if time.monotonic() > deadline:
            log = (settings.data_dir / "workers.log").read_text(errors="replace")
            raise CommandError(
                f"{len(values)} of {count} articles came out in {WAIT_SECONDS:.0f} s; the agents "
                f"said:\n{log}",
                EXIT_NEGATIVE,
            )
        time.sleep(POLL_SECONDS)


async def _read(settings: Settings) -> list[Record]:
    from agents.read import read_to_end

    return [
        record
        for topic in ("articles", "duplicates")
        async for record in read_to_end(settings, settings.topic(topic))
    ]
