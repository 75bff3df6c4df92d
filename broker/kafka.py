"""One Kafka node as a child process: started, stopped, killed, restarted."""

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from broker import address, jars, readiness, runtime
from broker.data import DataFolder, Ports, new_cluster_id
from broker.errors import BrokerError
from broker.failure import TAIL_LINES, TAKEN_PORT, failure
from broker.guardian import Guardian
from broker.ports import LOOPBACK
from broker.properties import render, server_properties

# Ready takes 2 to 3 s on an idle machine; a loaded one and a log to recover take longer.
_START_SECONDS = 90.0
_STOP_SECONDS = 30.0
_POLL_SECONDS = 0.05
# As long as the guardian of a dead owner may take to stop the broker it left.
_ORPHAN_SECONDS = 35.0
_START_TRIES = 3


class KafkaBroker:
    """Apache Kafka on the loopback address, a single node without security.

    ``data_dir`` is the product's data folder: the node keeps all its own under ``kafka`` there and
    announces itself in ``broker.json`` beside it (see ``broker.address``). ``port`` fixes the port
    for clients; otherwise a free one is chosen and kept over restarts of the same data while it is
    free. ``fresh`` forgets what an earlier node kept there. ``extra`` is laid over the settings.

    The node stops with this process, however that ends, and a Ctrl-C in the terminal does not
    reach it: whoever starts it decides when it stops. Not safe to share between threads.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int | None = None,
        heap_mb: int = 256,
        fresh: bool = False,
        extra: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._data_dir = data_dir.absolute()
        self._data = DataFolder(self._data_dir / "kafka")
        self._wanted_port = port
        self._heap_mb = heap_mb
        self._fresh = fresh
        self._extra = dict(extra)
        self._jars: list[Path] = []
        self._ports: Ports | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._guardian: Guardian | None = None
        self._log_start = 0

    @property
    def bootstrap_servers(self) -> str:
        """``host:port``, known from the first start on."""
        if self._ports is None:
            raise RuntimeError("the broker was never started")
        return f"{LOOPBACK}:{self._ports.client}"

    @property
    def pid(self) -> int | None:
        """The process number of the Java process, None when it does not run."""
        return self._process.pid if self._process is not None and self.is_running else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def log_path(self) -> Path:
        return self._data.log

    def log_tail(self, lines: int = TAIL_LINES) -> str:
        """The last lines that Kafka logged since the last start."""
        return "\n".join(self._said().splitlines()[-lines:])

    def start(self) -> None:
        """Run the node and return when it answers; does nothing when it runs.

        Fetches the jars and formats the data folder where that was not done before. Raises
        BrokerError.
        """
        if self.is_running:
            return
        # One that ended by itself: its guard must not outlive it, since its number may be reused.
        self._reap()
        # At every start: the cache may have been emptied since the last.
        self._jars = jars.ensure()
        self._wait_for_data()
        try:
            if self._fresh:
                self._data.clear()
                self._fresh = False
            self._data.prepare()
            self._log_start = self._data.log_size
            for attempt in range(1, _START_TRIES + 1):
                chosen = self._ports = self._data.choose_ports(self._wanted_port)
                self._configure(chosen)
                if not self._data.is_formatted:
                    self._data.refuse_to_forget()
                    self._format()
                self._data.refuse_strays()
                try:
                    self._run(chosen)
                    break
                except BrokerError as error:
                    # Another program may have taken the port after it was chosen.
                    taken = TAKEN_PORT in error.log
                    if self._wanted_port is not None or not taken or attempt == _START_TRIES:
                        raise
            self._data.refuse_strays()
            self._data.remember_ports(chosen)
            address.write(self._data_dir, self.bootstrap_servers)
        except OSError as error:
            self.kill()
            raise BrokerError(
                f"Kafka's data folder {self._data.root} cannot be used ({error}): "
                "correct it, or name another one in WIRECOPY_DATA_DIR."
            ) from error
        except BaseException:
            self.kill()
            raise

    def terminate(self) -> None:
        """Stop the node as an operator would (SIGTERM); one that does not stop is killed."""
        address.remove(self._data_dir)
        if self._process is not None and self.is_running:
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._reap()

    def kill(self) -> None:
        """End the node at once (SIGKILL), as a crash would."""
        address.remove(self._data_dir)
        if self._process is not None and self.is_running:
            self._process.kill()
        self._reap()

    def restart(self) -> None:
        """Start again on the same port and data; a node that still runs is terminated first."""
        self.terminate()
        if self._ports is not None:
            self._wanted_port = self._ports.client
        self.start()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.terminate()

    def _wait_for_data(self) -> None:
        """Refuse a folder that another broker uses; wait for one whose owner died to let go."""
        deadline = time.monotonic() + _ORPHAN_SECONDS
        while self._data.is_locked():
            owner = address.read(self._data_dir)
            if owner is not None and owner.pid != os.getpid():
                raise BrokerError(
                    f"A broker already runs on {self._data_dir} (process {owner.pid}, at "
                    f"{owner.bootstrap_servers}): use that one, stop it, or name another folder "
                    "in WIRECOPY_DATA_DIR."
                )
            if owner is not None or time.monotonic() > deadline:
                raise BrokerError(
                    f"Another Kafka uses {self._data.root}: stop it, or name another folder in "
                    "WIRECOPY_DATA_DIR."
                )
            time.sleep(_POLL_SECONDS)

    def _configure(self, chosen: Ports) -> None:
        settings = server_properties(
            port=chosen.client,
            controller_port=chosen.controller,
            log_dir=self._data.logs,
            extra=self._extra,
        )
        self._data.properties.write_text(render(settings), "ascii")

    def _format(self) -> None:
        # What a format that was cut short has left is no data yet.
        shutil.rmtree(self._data.logs, ignore_errors=True)
        with self._data.log.open("ab") as log:
            formatted = subprocess.run(
                self._command(
                    "kafka.tools.StorageTool",
                    "format",
                    "--cluster-id",
                    new_cluster_id(),
                    "--config",
                    str(self._data.properties),
                ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=runtime.environment(),
                cwd=self._data.root,
                start_new_session=True,
                check=False,
            )
        if formatted.returncode != 0:
            raise self._failure(f"Kafka could not set up {self._data.root}")

    def _run(self, chosen: Ports) -> None:
        self._guardian = Guardian()
        with self._data.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command("kafka.Kafka", str(self._data.properties)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=runtime.environment(),
                cwd=self._data.root,
                start_new_session=True,
            )
        self._guardian.guard(self._process.pid)
        deadline = time.monotonic() + _START_SECONDS
        while not readiness.answers(chosen.client):
            if not self.is_running:
                code = self._process.returncode
                self._reap()
                raise self._failure(f"Kafka stopped while it started (exit status {code})")
            if time.monotonic() > deadline:
                self.kill()
                raise self._failure(f"Kafka did not answer within {_START_SECONDS:.0f} s")
            time.sleep(_POLL_SECONDS)

    def _reap(self) -> None:
        if self._process is not None:
            self._process.wait()
            self._process = None
        if self._guardian is not None:
            self._guardian.release()
            self._guardian = None

    def _command(self, main: str, *arguments: str) -> list[str]:
        return runtime.command(
            main, arguments, jars=self._jars, heap_mb=self._heap_mb, tmp=self._data.tmp
        )

    def _failure(self, what: str) -> BrokerError:
        return failure(what, self._said(), self.log_path)

    def _said(self) -> str:
        try:
            with self._data.log.open("rb") as log:
                log.seek(self._log_start)
                return log.read().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""
