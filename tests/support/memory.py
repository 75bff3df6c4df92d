"""How much memory a process takes, and the means to leave it too little."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest


def resident(pid: int) -> int:
    """Bytes of a process and its descendants that lie in memory."""
    table = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True
    ).stdout
    rows = [tuple(map(int, line.split())) for line in table.splitlines()]
    family = {pid}
    # Parents may stand behind their children in the table.
    while more := {child for child, parent, _ in rows if parent in family} - family:
        family |= more
    return sum(kibibytes for process, _, kibibytes in rows if process in family) * 1024


def starve(pid: int) -> None:
    """Process `pid` gets no more memory from the system. Skips where that cannot be had."""
    if sys.platform != "linux":
        pytest.skip("the memory of another process can be limited on Linux only")
    _, hard = resource.prlimit(pid, resource.RLIMIT_AS)
    resource.prlimit(pid, resource.RLIMIT_AS, (resource.getpagesize(), hard))
