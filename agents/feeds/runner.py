"""The scheduler: which host is asked next, by whom, and what is written on account of it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

import structlog

from agents.clock import Clock
from agents.failstop import fail_stop
from agents.feeds.outcome import Outcome
from agents.feeds.pages import PageFetcher
from agents.feeds.poller import Poller
from agents.feeds.records import host_of_change
from agents.feeds.shard import Shard
from agents.metrics import FeedMetrics
from agents.settings import Settings
from pipeline.feeds.agenda import Agenda, Task
from pipeline.feeds.derived import ended_with
from pipeline.feeds.memory import Change, FeedMemory, Gone
from pipeline.feeds.place import host_of, origin_of, partition_of
from pipeline.feeds.plan import plan, plan_all, target_of
from pipeline.feeds.robots import delay_ms
from schemas.feeds import FeedState
from schemas.message import epoch_milliseconds

log = structlog.get_logger("wirecopy")

# Looks at its agenda at least this often: how quickly a hang is noticed.
TICK_SECONDS = 5.0


class Runner:
    """Works off the agenda of all shards of a worker. Time is the clock's and the event loop's: a
    test makes both virtual."""

    def __init__(
        self, settings: Settings, clock: Clock, metrics: FeedMetrics, poller: Poller,
        pages: PageFetcher,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._clock = clock
        self._metrics = metrics
        self._poller = poller
        self._pages = pages
        self._agenda = Agenda()
        self._shards: dict[int, Shard] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._commits: set[asyncio.Task[list[Change]]] = set()
        self._woken = asyncio.Event()
        self._paused = False
        self.ticked = clock.monotonic()
        metrics.waiting.set_function(lambda: float(self._agenda.waiting(self._now())))
        metrics.feeds.set_function(lambda: float(sum(len(m.definitions) for m in self._memories())))
        metrics.failing.set_function(
            lambda: float(sum(s.problem is not None for m in self._memories() for s in _states(m)))
        )
        metrics.pages_waiting.set_function(
            lambda: float(sum(len(m.pages) for m in self._memories()))
        )

    async def adopt(self, shard: Shard) -> None:
        """Works for one more partition. What its feeds and hosts wait for is known from memory;
        their hosts were asked by somebody until now, so that each gets its pause first."""
        self._shards[shard.partition] = shard
        now, memory = self._now(), shard.memory
        for origin, robots in memory.robots.items():
            self._agenda.hold(robots.host, now + self._pause(memory, origin))
        plan_all(self._agenda, shard.memory)
        await self._tidy(shard, memory.orphans())
        if stale := memory.stale(now):
            await self._write(shard, Outcome("stale", stale))
        self._woken.set()

    def leave(self, partition: int) -> None:
        """Works no longer for a partition, whose requests must have been interrupted."""
        shard = self._shards.pop(partition)
        for host in _hosts(shard.memory):
            self._agenda.forget(host)

    async def interrupt(self) -> None:
        """Breaks off all requests, waits for the transactions that are under way, and begins
        nothing more until `resume`. What was broken off is done again, by whoever owns it then."""
        self._paused = True
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for host in list(self._running):  # cancelled before its first step: nothing of it ran
            del self._running[host]
            self._agenda.done(host, self._now())
        await asyncio.gather(*self._commits, return_exceptions=True)
        for shard in self._shards.values():
            plan_all(self._agenda, shard.memory)

    def resume(self) -> None:
        """Goes on after `interrupt`."""
        self._paused = False
        self._woken.set()

    async def noticed(self, partition: int, change: Change) -> None:
        """Somebody else wrote `change` to a partition of ours; it is in its memory already."""
        shard = self._shards[partition]
        if isinstance(change, Gone) and change.key.startswith("feed "):
            await self._tidy(shard, [change.key.partition(" ")[2]])
        plan(self._agenda, shard.memory, [change])
        self._woken.set()

    async def run(self) -> None:
        """Works until it is cancelled."""
        while True:
            self.ticked = self._clock.monotonic()
            self._woken.clear()
            while self._has_room() and (taken := self._agenda.take(self._now())) is not None:
                self._start(*taken)
            await self._sleep()

    def _has_room(self) -> bool:
        return not self._paused and len(self._running) < self._settings.feeds_fetches_at_once

    async def _sleep(self) -> None:
        """Until something is due, something ends, or somebody wrote."""
        seconds = TICK_SECONDS
        due = self._agenda.next_ms()
        if due is not None and self._has_room():
            seconds = min(seconds, max(0.0, (due - self._now()) / 1000))
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return

    def _start(self, host: str, task: Task) -> None:
        work = asyncio.create_task(self._guarded(host, task))
        self._running[host] = work

    async def _guarded(self, host: str, task: Task) -> None:
        shard = self._shards[partition_of(host, self._settings.partitions)]
        target = target_of(shard.memory, task)
        try:
            if target is not None:  # else removed since it was put on the agenda
                await self._work(shard, task, *target)
        except Exception as error:  # cancelled is what `interrupt` plans anew
            fail_stop(error, "feeds")
        finally:
            del self._running[host]
            pause = self._pause(shard.memory, origin_of(target[0])) if target is not None else 0
            free = max(self._now() + pause, shard.memory.host(host).not_before_ms)
            self._agenda.done(host, free)
            self._woken.set()

    async def _work(self, shard: Shard, task: Task, url: str, allow_private: bool) -> None:
        """One request at most, and its transaction."""
        memory = shard.memory
        robots = memory.robots.get(origin_of(url))
        if robots is None or robots.expires_ms <= self._now():
            outcome = await self._timed(
                self._pages.robots(memory, url, allow_private=allow_private)
            )
            await self._write(shard, outcome)
            self._agenda.put(host_of(url) or "", task)
            return
        if robots.answer == "nothing":
            later = Task(robots.expires_ms, task.kind, task.name)
            self._agenda.put(robots.host, later)
            return
        if task.kind == "feed":
            work = self._poller.poll(memory, memory.definitions[task.name])
        else:
            page = memory.pages[task.name]
            known = self._pages.without_asking(memory, page)
            if known is not None:
                await self._write(shard, known)
                return
            work = self._pages.page(memory, page)
        outcome = await self._timed(work)
        if target_of(memory, task) is not None:  # removed while it was asked for: nobody wants it
            await self._write(shard, outcome)

    async def _timed(self, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        with self._metrics.fetch_seconds.time():
            outcome = await work
        self._metrics.request(outcome.said)
        return outcome

    async def _write(self, shard: Shard, outcome: Outcome) -> None:
        # A transaction is finished even if the request's task is interrupted meanwhile.
        commit = asyncio.create_task(shard.commit(outcome.changes, outcome.articles))
        self._commits.add(commit)
        commit.add_done_callback(self._commits.discard)
        own = await asyncio.shield(commit)
        plan(self._agenda, shard.memory, own)
        removed = [c.key for c in own if isinstance(c, Gone) and c.key.startswith("feed ")]
        if removed:
            await self._tidy(shard, [key.partition(" ")[2] for key in removed])

    async def _tidy(self, shard: Shard, removed: Iterable[str]) -> None:
        """Ends what followed from feeds that are no longer wanted."""
        if gone := ended_with(shard.memory, removed):
            await self._write(shard, Outcome("removed", gone))

    def _pause(self, memory: FeedMemory, origin: str) -> int:
        """Between two requests to a host: our own, or what its robots.txt asks for."""
        own = round(self._settings.feeds_host_pause_seconds * 1000)
        return max(own, delay_ms(memory.robots.get(origin)))

    def _memories(self) -> list[FeedMemory]:
        """For metrics, which another thread reads: of copies, which nothing can come between."""
        return [shard.memory for shard in list(self._shards.values())]

    def _now(self) -> int:
        return epoch_milliseconds(self._clock.now())


def _states(memory: FeedMemory) -> list[FeedState]:
    return list(memory.states.values())


def _hosts(memory: FeedMemory) -> set[str]:
    """All hosts that a memory speaks of."""
    changes: list[Change] = [*memory.definitions.values(), *memory.pages.values()]
    changes += [*memory.hosts.values(), *memory.robots.values()]
    return {host_of_change(change) for change in changes}
