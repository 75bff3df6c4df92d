"""Being told to stop: Ctrl-C, SIGTERM, or a closed terminal."""

from __future__ import annotations

import signal
from threading import Event


def stop_event() -> Event:
    """An event that the first stop signal sets; a second Ctrl-C interrupts whatever still runs."""
    event = Event()

    def stop(signum: int, frame: object) -> None:
        if event.is_set() and signum == signal.SIGINT:
            raise KeyboardInterrupt
        event.set()

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, stop)
    return event
