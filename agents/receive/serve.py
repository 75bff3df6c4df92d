"""The process behind the door: checks, start, an end in order."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import signal
import sys
from dataclasses import dataclass
from typing import NoReturn

import structlog
from aiohttp import web

from agents.clock import SystemClock
from agents.failstop import fail_stop
from agents.health import HealthReport, HealthServer
from agents.metrics import DoorMetrics
from agents.produce import stage_producer
from agents.receive.delivery import Delivery
from agents.receive.door import PATH, Door
from agents.receive.judge import DOOR
from agents.settings import Settings, SettingsError
from agents.topics import check_topics

log = structlog.get_logger("wirecopy")

# Shorter ones can be guessed by trying; `openssl rand -hex 32` gives 64 characters.
SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class DoorReport(HealthReport):
    """`kafka_away`: articles are refused just now, since Kafka does not acknowledge them."""

    kafka_away: bool

    @property
    def ready(self) -> bool:
        """Live, and able to take articles in."""
        return self.healthy and not self.kafka_away


def check_door(settings: Settings) -> None:
    """Raises SettingsError for a door that strangers could use."""
    token = settings.receive_token
    if token is None:
        if not _is_loopback(settings.receive_host):
            raise SettingsError(
                f"whoever reaches {settings.receive_host} could publish: set "
                "WIRECOPY_RECEIVE_TOKEN (or _FILE), or let WIRECOPY_RECEIVE_HOST be 127.0.0.1"
            )
    elif len(token.get_secret_value()) < SHORTEST_TOKEN:
        raise SettingsError(
            f"WIRECOPY_RECEIVE_TOKEN has fewer than {SHORTEST_TOKEN} characters: make one with "
            "`openssl rand -hex 32`"
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def run_door(settings: Settings) -> NoReturn:
    """Receives until it is told to stop (status 0) or has to (75: restart me, 78: do not)."""
    # Until the door is open there is nothing to finish; being told to stop is no failure.
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: os._exit(0))
    try:
        check_door(settings)
        asyncio.run(_serve(settings))
    except Exception as error:
        fail_stop(error, DOOR)
    log.info("door closed", stage=DOOR, status=0)
    sys.stderr.flush()
    os._exit(0)


async def _serve(settings: Settings) -> None:
    """Runs the door until it is told to stop. Raises what time does not heal."""
    await check_topics(settings)
    producer = stage_producer(settings)
    await producer.start()
    stop = asyncio.Event()
    delivery = Delivery(producer, SystemClock(), on_failure=stop.set)
    runner = Door(settings, delivery, DoorMetrics()).runner()
    health = _health(settings, delivery)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.receive_host, settings.receive_port).start()
    except OSError as error:
        raise SettingsError(
            f"nothing can be received on {settings.receive_host}:{settings.receive_port} "
            f"({error.strerror}): correct WIRECOPY_RECEIVE_HOST and WIRECOPY_RECEIVE_PORT; port 0 "
            "picks a free one"
        ) from None
    health.start()
    log.info("receiving", stage=DOOR, url=_url(runner), pid=os.getpid(), health=health.url)
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    try:
        await stop.wait()
        log.info("closing the door", stage=DOOR)
        await runner.cleanup()
        await delivery.close()
    finally:
        health.stop()
    if delivery.failure is not None:
        raise delivery.failure


def _url(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{PATH}"


def _health(settings: Settings, delivery: Delivery) -> HealthServer:
    def report() -> DoorReport:
        return DoorReport(
            stage=DOOR,
            partitions=(),
            paused=False,
            idle_seconds=round(delivery.idle_seconds, 1),
            stalled_seconds=round(delivery.stalled_seconds, 1),
            healthy=delivery.failure is None,
            kafka_away=delivery.is_away,
        )

    return HealthServer(settings, DOOR, report, lambda: False)
