"""A disk that a test can fill and free, for whatever runs on it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DISK_MB = 512
_BLOCK = b"\0" * (1024 * 1024)


class SmallDisk:
    """A file system of its own in memory, mounted at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Not a byte more fits."""
        with self._ballast.open("ab", buffering=0) as file:
            for block in (_BLOCK, b"\0"):
                try:
                    while file.write(block) == len(block):
                        pass
                except OSError:  # no space left on device, as wanted
                    continue

    def free(self) -> None:
        """Gives the space back."""
        self._ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mounts a disk at `folder`; skips the test where this user may not."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)]
    try:
        said = subprocess.run(mount, capture_output=True, text=True, check=False).stderr
    except OSError as error:
        said = str(error)
    if not os.path.ismount(folder):
        pytest.skip(f"no disk of its own can be mounted here: {said.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def limit_files(pid: int, size: int) -> None:
    """Lets no file of process `pid` grow beyond `size` bytes; skips where that cannot be had."""
    if sys.platform != "linux":
        pytest.skip("the size of another process's files can be limited on Linux only")
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
