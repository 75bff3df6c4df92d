"""`wirecopy worker STAGE`: one agent process."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Annotated, Literal

import typer

from agents.logs import configure_logging
from agents.settings import load_settings
from cli.errors import plain_errors

PARENT_CHECK_SECONDS = 1.0

WorkerName = Literal["clean", "extract", "dedup", "feeds"]


def worker(
    stage: Annotated[WorkerName, typer.Argument(help="a stage, or what reads the feeds")],
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
) -> None:
    """Run one agent process until it is told to stop.

    Start as many as you like, on any machine: Kafka shares the partitions out. A worker ends with
    75 when it should be started again, and with 78 when settings or topics have to be mended first.
    """
    with plain_errors():
        settings = load_settings()
        configure_logging(settings)
        if with_parent:
            _stop_with_parent()
        if stage == "feeds":
            from agents.feeds.worker import run_feeds_worker

            run_feeds_worker(settings)
        from agents.worker import run_worker

        run_worker(settings, stage)


def _stop_with_parent() -> None:
    """A supervisor that was killed cannot stop its workers; they notice that they were adopted."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="parent").start()
