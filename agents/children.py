"""Worker processes: they leave signals to their parent, end with it, and at once when told."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait


def begin_as_child() -> None:
    """To be called once, at the start of a spawned process."""
    # A Ctrl-C in the terminal reaches the whole group: stopping is the parent's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A killed parent cannot tell its children; they would hold their memory for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)


def kill_children(executor: ProcessPoolExecutor) -> None:
    """Ends all processes of `executor` at once: whatever they were doing will be done again."""
    # Shut down first: an executor that loses a process while it is open breaks what waits on it.
    processes = list((executor._processes or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()  # no error where it has ended
