"""What one broker keeps on disk, and whether another broker is using it."""

import base64
import fcntl
import json
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from broker import ports
from broker.errors import BrokerError

_LARGE_LOG_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ports:
    """Where clients reach the broker, and where it reaches its own controller."""

    client: int
    controller: int


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The files of one broker, all under ``root``, the folder ``kafka`` of a data folder."""

    root: Path

    @property
    def logs(self) -> Path:
        """Kafka's ``log.dirs``: the records."""
        return self.root / "records"

    @property
    def properties(self) -> Path:
        return self.root / "server.properties"

    @property
    def log(self) -> Path:
        """What Kafka says."""
        return self.root / "kafka.log"

    @property
    def log_size(self) -> int:
        """In bytes; 0 where there is none."""
        return self.log.stat().st_size if self.log.exists() else 0

    @property
    def tmp(self) -> Path:
        """Java's temporary files."""
        return self.root / "tmp"

    @property
    def is_formatted(self) -> bool:
        return (self.logs / "meta.properties").is_file()

    def is_locked(self) -> bool:
        """Whether a running broker has the records open.

        Kafka holds a POSIX lock on a file there. The kernel drops it when the process ends, however
        it ends, so a lock is never stale.
        """
        try:
            with (self.logs / ".lock").open("r+b") as lock:
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def prepare(self) -> None:
        """Make the folders, empty the temporary one, and set a log aside that has grown large."""
        self.root.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.tmp, ignore_errors=True)
        self.tmp.mkdir()
        if self.log_size > _LARGE_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))

    def clear(self) -> None:
        """Forget every record. Not to be called on a folder that is locked."""
        if self.root.exists():
            shutil.rmtree(self.root)

    def refuse_to_forget(self) -> None:
        """Raises BrokerError for a folder that is not formatted and has served: formatting it would
        lose its records without a word."""
        if self._ports_file.exists():
            raise BrokerError(
                f"Kafka has run on {self.root}, but {self.logs}/meta.properties is gone: restore "
                f"the folder, or remove {self.root} to begin without records."
            )

    def refuse_strays(self) -> None:
        """Raises BrokerError where there are records whose topic the node does not know: Kafka cuts
        its list of topics off where it cannot read on, sets their records aside, and runs on as if
        they had never been."""
        if any(self.logs.glob("*-stray")):
            raise BrokerError(
                f"Kafka's list of topics in {self.root} is damaged, and their records are set "
                "aside: restore the folder, or remove it to begin without records."
            )

    def choose_ports(self, wanted: int | None) -> Ports:
        """The ports of the start before where they are free, so that clients find it again.

        Raises BrokerError when the ``wanted`` port for clients is taken.
        """
        before = self._ports_before()
        client = wanted
        if client is not None and not ports.is_free(client):
            raise BrokerError(
                f"Kafka's port {client} is taken: stop the program that listens on it, or choose "
                "another port."
            )
        if client is None:
            client = before.client if before and ports.is_free(before.client) else ports.choose()
        controller = before.controller if before else None
        if controller is None or controller == client or not ports.is_free(controller):
            controller = ports.choose(but=client)
        return Ports(client, controller)

    def remember_ports(self, chosen: Ports) -> None:
        self._ports_file.write_text(json.dumps([chosen.client, chosen.controller]) + "\n")

    def _ports_before(self) -> Ports | None:
        try:
            client, controller = json.loads(self._ports_file.read_text())
            return Ports(int(client), int(controller))
        except (OSError, ValueError, TypeError):
            return None

    @property
    def _ports_file(self) -> Path:
        return self.root / "ports.json"


def new_cluster_id() -> str:
    """A random id as Kafka writes them: 16 bytes in URL-safe base64 without padding."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode("ascii")
        if not text.startswith("-"):  # the format command would take it for an option
            return text
