"""`wirecopy worker STAGE`: one agent process."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Annotated

import typer

from agents.flow import Stage
from agents.logs import configure_logging
from agents.settings import load_settings
from cli.errors import plain_errors

PARENT_CHECK_SECONDS = 1.0


def worker(
    stage: Annotated[Stage, typer.Argument(help="which stage to run")],
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
) -> None:
    """Run one agent process until it is told to stop.

    Start as many as you like, on any machine: Kafka shares the partitions out. A worker ends with
    75 when it should be started again, and with 78 when settings or topics have to be mended first.
    """
    from agents.worker import run_worker

    with plain_errors():
        settings = load_settings()
        configure_logging(settings)
        if with_parent:
            _stop_with_parent()
        run_worker(settings, stage)


def _stop_with_parent() -> None:
    """A supervisor that was killed cannot stop its workers; they notice that they were adopted."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="parent").start()
