"""One agent process: checks, start, watch, and an end with a status that says what to do next."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any, NoReturn

import faust
import structlog

from agents.app import attach, faust_app
from agents.batches import StageAgent
from agents.clock import Clock, SystemClock
from agents.context import StageContext, stage_context
from agents.failstop import EXIT_RESTART, StopForGoodError, fail_stop
from agents.flow import STAGES, Stage
from agents.health import serve_health
from agents.settings import Settings
from agents.stopping import give_up_later
from agents.topics import check_topics
from agents.watchdog import Watchdog

log = structlog.get_logger("wirecopy")


class StageWorker(faust.Worker):
    """Faust's worker, which ends at once while the stage is paused and lets go of the agent."""

    def __init__(
        self, app: faust.App, agent: StageAgent, context: StageContext, **options: Any
    ) -> None:
        super().__init__(app, **options)
        self.spinner = None  # it would write escape sequences into logs
        self._agent = agent
        self._context = context

    def _setup_logging(self) -> None:
        """Logging is set up before the worker starts; Faust would replace it."""

    async def _stop_on_signal(self, sig: signal.Signals) -> None:
        if self._context.pause.paused:
            # The batch in hand waits for a person; nothing of it is written or acknowledged.
            log.info("worker stopped while paused", stage=self._context.stage)
            os._exit(0)
        give_up_later(self._context.stage)
        await super()._stop_on_signal(sig)

    async def stop(self) -> None:
        """Finishes the batch in hand, leaves the group, then closes what the agent holds."""
        await super().stop()
        await self._agent.close()


def run_worker(settings: Settings, stage: Stage) -> NoReturn:
    """Runs `stage` until it is told to stop (status 0) or has to (75: restart me, 78: do not)."""
    # Until Faust takes over there is nothing to finish; being told to stop is no failure.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    clock = SystemClock()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    context = stage_context(settings, stage, clock)
    try:
        loop.run_until_complete(check_topics(settings))
        agent = build_agent(context)
        loop.run_until_complete(agent.start())
        health = serve_health(context, resume=context.pause.resume)
        app = faust_app(settings, stage, agent.max_records)
    except (Exception, KeyboardInterrupt) as error:
        fail_stop(error, stage)
    attach(app, agent, context)
    _watch(context, agent, clock)
    worker = StageWorker(app, agent, context, loop=loop, quiet=True, redirect_stdouts=False)
    log.info("worker starts", stage=stage, pid=os.getpid(), health=health.url)
    status = EXIT_RESTART
    try:
        worker.execute_from_commandline()
    except SystemExit as end:
        # Faust ends with 0 when it was told to stop; its crashes come as other statuses.
        status = EXIT_RESTART if end.code else 0
    except BaseException as error:
        fail_stop(error, stage)
    finally:
        health.stop()
    log.info("worker stopped", stage=stage, status=status)
    sys.stdout.flush()
    os._exit(status)


def build_agent(context: StageContext) -> StageAgent:
    """The agent of the context's stage. Imported here, since extract loads spaCy."""
    match context.stage:
        case "clean":
            from agents.clean import CleanAgent

            return CleanAgent(context)
        case "extract":
            from agents.extract import ExtractAgent

            return ExtractAgent(context)
        case "dedup":
            from agents.dedup import DedupAgent

            return DedupAgent(context)
    raise StopForGoodError(f"there is no stage {context.stage!r}: use one of {', '.join(STAGES)}")


def _watch(context: StageContext, agent: StageAgent, clock: Clock) -> None:
    Watchdog(
        context.settings, context.stage, agent.input_topic, context.progress, clock,
        exempt=lambda: context.pause.paused,
    ).start()  # fmt: skip
