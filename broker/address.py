"""The address file: how other commands find the broker that runs on a data folder.

``<data folder>/broker.json`` holds ``{"bootstrap_servers": "127.0.0.1:PORT", "pid": N}``, where N
is the process that runs the broker. A file whose process is gone reads as absent.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE_NAME = "broker.json"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running broker is reached, and the process that started it and will stop it."""

    bootstrap_servers: str
    pid: int


def write(data_dir: Path, bootstrap_servers: str) -> None:
    """Announce a broker that this process runs; readers see the old file or the whole new one."""
    target = data_dir / _FILE_NAME
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(json.dumps(asdict(Address(bootstrap_servers, os.getpid()))) + "\n", "utf-8")
    draft.replace(target)


def read(data_dir: Path) -> Address | None:
    """The broker that runs on ``data_dir``, or None where there is none or its process is gone."""
    try:
        stored = json.loads((data_dir / _FILE_NAME).read_text("utf-8"))
        address = Address(str(stored["bootstrap_servers"]), int(stored["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return address if _is_alive(address.pid) else None


def remove(data_dir: Path) -> None:
    """Withdraw this process's announcement; another process's is left alone."""
    address = read(data_dir)
    if address is not None and address.pid == os.getpid():
        (data_dir / _FILE_NAME).unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    if pid <= 0:
        return False  # a signal to these would go to process groups
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
