"""Health and metrics over HTTP, served by a thread so that a busy event loop cannot silence them.

`/health/live` answers 200 while the process should live on; `/health/ready` 200 while it works or
could work; both with the facts as JSON. `/metrics` is for Prometheus. `POST /resume` ends a pause.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from agents.context import StageContext
from agents.settings import Settings, SettingsError

WORKERS = "workers"


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What the worker knows of itself. `idle_seconds` is the time since it last worked off a batch,
    `stalled_seconds` since when there has been work without progress (0: there is none)."""

    stage: str
    partitions: tuple[int, ...]
    paused: bool
    idle_seconds: float
    stalled_seconds: float
    healthy: bool

    @property
    def ready(self) -> bool:
        """Live, and not waiting for a person."""
        return self.healthy and not self.paused


class HealthServer:
    """Serves `report` on the configured address, and writes that address under the data folder."""

    def __init__(
        self, settings: Settings, stage: str, report: Callable[[], HealthReport],
        resume: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._report = report
        self._resume = resume
        where = settings.http_host, settings.http_port
        try:
            self._server = ThreadingHTTPServer(where, self._handler())
        except OSError as error:
            raise SettingsError(
                f"health cannot be served on {where[0]}:{where[1]} ({error}): correct "
                "WIRECOPY_HTTP_HOST and WIRECOPY_HTTP_PORT; port 0 picks a free one"
            ) from None
        self._server.daemon_threads = True
        self._address_file = settings.folder(WORKERS) / f"{stage}-{os.getpid()}.json"

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def start(self) -> None:
        """Begins to serve. The address file is how `wirecopy resume` finds this worker; those of
        workers that were killed go."""
        for file in self._address_file.parent.glob("*-*.json"):
            number = file.stem.rpartition("-")[2]
            # What is not named so is not ours.
            if number.isdecimal() and not _runs(int(number)):
                file.unlink(missing_ok=True)
        self._address_file.write_text(json.dumps({"url": self.url, "pid": os.getpid()}))
        Thread(target=self._server.serve_forever, daemon=True, name="health").start()

    def stop(self) -> None:
        """Ends it and removes the address file."""
        with suppress(OSError):  # the folder may have gone, or become something else
            self._address_file.unlink(missing_ok=True)
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        report, resume = self._report, self._resume

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                match self.path:
                    case "/metrics":
                        self._answer(200, CONTENT_TYPE_LATEST, generate_latest())
                    case "/health/live" | "/health/ready" | "/health":
                        facts = report()
                        good = facts.ready if self.path.endswith("ready") else facts.healthy
                        body = json.dumps(asdict(facts)).encode()
                        self._answer(200 if good else 503, "application/json", body)
                    case _:
                        self._answer(404, "text/plain", b"see /health/live /health/ready /metrics")

            def do_POST(self) -> None:
                if self.path == "/resume":
                    body = json.dumps({"was_paused": resume()}).encode()
                    self._answer(200, "application/json", body)
                else:
                    self._answer(404, "text/plain", b"only /resume takes a POST")

            def _answer(self, status: int, content_type: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """A probe every few seconds is no news."""

        return Handler


def serve_health(
    context: StageContext, *, resume: Callable[[], bool] = lambda: False,
    silent: Callable[[], float] = lambda: 0.0,
) -> HealthServer:  # fmt: skip
    """Serves the health of the context's stage. `resume` ends its pause, where it can have one;
    `silent` gives the seconds for which a part that the watchdog cannot see has stood still."""
    progress, settings = context.progress, context.settings

    def report() -> HealthReport:
        stalled = max(progress.stalled_seconds, silent())
        return HealthReport(
            stage=context.stage,
            partitions=progress.partitions,
            paused=context.pause.paused,
            idle_seconds=round(progress.idle_seconds(), 1),
            stalled_seconds=round(stalled, 1),
            # Half of what ends the process: who watches from outside hears it first.
            healthy=stalled < settings.stall_timeout_seconds / 2,
        )

    server = HealthServer(settings, context.stage, report, resume)
    server.start()
    return server


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def workers_dir(settings: Settings) -> Path:
    """Where running workers leave their addresses."""
    return settings.data_dir / WORKERS
