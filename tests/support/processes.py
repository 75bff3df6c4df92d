"""Which processes run below another, as the operating system knows them."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from pathlib import Path


def _table() -> dict[int, tuple[int, str]]:
    """Parent and command line by process; zombies are left out: they have ended."""
    if Path("/proc/self/stat").exists():
        return dict(filter(None, map(_from_proc, Path("/proc").glob("[0-9]*"))))
    listed = subprocess.run(
        ["ps", "-ax", "-o", "pid=,ppid=,stat=,command="], capture_output=True, text=True, check=True
    )
    rows = (line.split(None, 3) for line in listed.stdout.splitlines())
    return {int(r[0]): (int(r[1]), r[3]) for r in rows if len(r) == 4 and not r[2].startswith("Z")}


def _from_proc(folder: Path) -> tuple[int, tuple[int, str]] | None:
    try:
        # The name, in parentheses, may hold anything; state and parent follow it.
        state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return None
    return None if state == "Z" else (int(folder.name), (int(parent), command))


def descendants(pid: int) -> dict[int, str]:
    """The command line of every process below `pid`."""
    table = _table()
    children: dict[int, list[int]] = defaultdict(list)
    for child, (parent, _) in table.items():
        children[parent].append(child)
    found: dict[int, str] = {}
    waiting = [pid]
    while waiting:
        for child in children[waiting.pop()]:
            found[child] = table[child][1]
            waiting.append(child)
    return found


def still_running(commands: dict[int, str]) -> dict[int, str]:
    """Those of `commands` that have not ended; a number that another program got is not one."""
    table = _table()
    return {pid: said for pid, said in commands.items() if table.get(pid, (0, ""))[1] == said}
