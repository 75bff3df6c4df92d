"""The feeds worker: checks, start, watch, and an end with a status that says what to do next."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import NoReturn

import structlog

from agents.clock import SystemClock
from agents.context import StageContext, stage_context
from agents.failstop import fail_stop
from agents.feeds.doors import Fetchers
from agents.feeds.group import FeedsGroup
from agents.feeds.listed import sync_file
from agents.feeds.pages import PageFetcher
from agents.feeds.poller import Poller
from agents.feeds.reader import FeedReader
from agents.feeds.runner import Runner
from agents.health import HealthReport, HealthServer
from agents.metrics import FeedMetrics
from agents.settings import Settings
from agents.topics import check_topics
from agents.watchdog import NoProgressError, Watchdog
from pipeline.feeds.pace import SECOND_MS, Pace

log = structlog.get_logger("wirecopy")

STAGE = "feeds"
# Requests are broken off at once; a transaction takes a moment.
STOP_SECONDS = 8.0
PULSE_SECONDS = 5.0


def run_feeds_worker(settings: Settings) -> NoReturn:
    """Reads feeds until it is told to stop (status 0) or has to (75: restart me, 78: do not)."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    try:
        asyncio.run(_work(settings))
    except BaseException as error:
        fail_stop(error, STAGE)
    log.info("worker stopped", stage=STAGE, status=0)
    sys.stdout.flush()
    os._exit(0)


async def _work(settings: Settings) -> None:
    clock = SystemClock()
    context = stage_context(settings, STAGE, clock)
    metrics = FeedMetrics()
    fetchers = Fetchers(settings)
    if settings.feeds_allow_private:
        log.warning(
            "every feed may be read from this machine and private networks: "
            "WIRECOPY_FEEDS_ALLOW_PRIVATE is set"
        )
    reader = FeedReader()
    await check_topics(settings)
    await sync_file(settings)
    pace = pace_of(settings)
    poller = Poller(settings, fetchers, reader, clock, metrics, pace)
    pages = PageFetcher(fetchers, clock, metrics, pace, poller.record)
    runner = Runner(settings, clock, metrics, poller, pages)
    group = FeedsGroup(context, runner)
    health = _serve_health(context, runner)
    topic = settings.topic("feeds")
    Watchdog(settings, STAGE, topic, context.progress, clock, exempt=lambda: False).start()
    threading.Thread(target=_pulse, args=(context, runner), daemon=True, name="pulse").start()
    log.info("worker starts", stage=STAGE, pid=os.getpid(), health=health.url)
    stop = _stop_event()
    await reader.warm_up()
    work = [asyncio.create_task(runner.run()), asyncio.create_task(group.run())]
    await asyncio.wait(
        [*work, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED
    )
    for task in work:
        if task.done():
            await task  # it ends by its error alone
    _give_up_later()
    for task in work:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await runner.interrupt()
    await group.close()
    await fetchers.close()
    reader.close()
    health.stop()


def pace_of(settings: Settings) -> Pace:
    """The limits of intervals, as they are set."""
    return Pace(
        least_ms=round(settings.feeds_interval_min_seconds * SECOND_MS),
        most_ms=round(settings.feeds_interval_max_seconds * SECOND_MS),
    )


def _stop_event() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def _give_up_later() -> None:
    """Leaving a group takes a broker that answers. What is not written by now is asked for again by
    whoever comes next: nothing is lost."""
    deadline = threading.Timer(STOP_SECONDS, os._exit, args=(0,))
    deadline.daemon = True
    deadline.start()


def _pulse(context: StageContext, runner: Runner) -> None:
    """Ends the process when its loop hangs: no other part of it could notice."""
    limit = context.settings.stall_timeout_seconds
    while True:
        threading.Event().wait(PULSE_SECONDS)
        silent = context.clock.monotonic() - runner.ticked
        if silent > limit:
            fail_stop(NoProgressError(f"the scheduler stands still for {silent:.0f} s"), STAGE)


def _serve_health(context: StageContext, runner: Runner) -> HealthServer:
    progress = context.progress

    def report() -> HealthReport:
        silent = context.clock.monotonic() - runner.ticked
        stalled = max(progress.stalled_seconds, silent if silent > PULSE_SECONDS * 2 else 0.0)
        return HealthReport(
            stage=STAGE,
            partitions=progress.partitions,
            paused=False,
            idle_seconds=round(progress.idle_seconds(), 1),
            stalled_seconds=round(stalled, 1),
            healthy=stalled < context.settings.stall_timeout_seconds / 2,
        )

    server = HealthServer(context.settings, STAGE, report, lambda: False)
    server.start()
    return server
