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
from agents.health import serve_health
from agents.metrics import FeedMetrics
from agents.settings import Settings
from agents.stopping import give_up_later
from agents.topics import check_topics
from agents.watchdog import NoProgressError, Watchdog
from pipeline.feeds.pace import SECOND_MS, Pace

log = structlog.get_logger("wirecopy")

STAGE = "feeds"
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
    health = serve_health(context, silent=lambda: _silent_seconds(context, runner))
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
    give_up_later(STAGE)
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


def _pulse(context: StageContext, runner: Runner) -> None:
    """Ends the process when its loop hangs: no other part of it could notice."""
    limit = context.settings.stall_timeout_seconds
    while True:
        threading.Event().wait(PULSE_SECONDS)
        silent = context.clock.monotonic() - runner.ticked
        if silent > limit:
            fail_stop(NoProgressError(f"the scheduler stands still for {silent:.0f} s"), STAGE)


def _silent_seconds(context: StageContext, runner: Runner) -> float:
    """Since when the scheduler has stood still; 0 while it looks at its agenda in time."""
    silent = context.clock.monotonic() - runner.ticked
    return silent if silent > PULSE_SECONDS * 2 else 0.0
