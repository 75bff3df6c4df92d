"""The end that comes although leaving takes too long."""

from __future__ import annotations

import os
import sys
import threading

import structlog

log = structlog.get_logger("wirecopy")

# A batch is 3 s of work at most, and handing over takes 1.1 to 1.9 s more (measured).
STOP_SECONDS = 8.0


def give_up_later(stage: str) -> None:
    """Ends the process with 0 in STOP_SECONDS, whatever it does then.

    Leaving a group takes a broker that answers; without one Faust waits for a minute. What is not
    acknowledged or written by then is done again by whoever comes next: nothing is lost.
    """
    deadline = threading.Timer(STOP_SECONDS, _give_up, args=(stage,))
    deadline.daemon = True
    deadline.start()


def _give_up(stage: str) -> None:
    log.warning("left without a farewell to Kafka", stage=stage)
    sys.stderr.flush()
    os._exit(0)
