"""Which host is asked next, when, and for what: one request at a time, with the pauses it asks for.

Pure: times are milliseconds and come from outside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Literal

TaskKind = Literal["feed", "page"]


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """Something to ask a host for from `due_ms` on: a feed by its address, a page by its key. A
    feed that is due comes before any page: pages can wait, feeds roll over."""

    due_ms: int
    kind: TaskKind
    name: str


@dataclass(slots=True)
class _Host:
    """A host's tasks. `free_ms` is when it may be asked again."""

    feeds: list[Task] = field(default_factory=list)
    pages: list[Task] = field(default_factory=list)
    free_ms: int = 0
    busy: bool = False


class Agenda:
    """The tasks of all hosts of a worker. A task put again replaces the one before."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._tasks: dict[tuple[TaskKind, str], tuple[str, Task]] = {}
        # Hosts by the time at which they have something to do; entries may be out of date.
        self._ready: list[tuple[int, str]] = []

    def __len__(self) -> int:
        return len(self._tasks)

    def put(self, host: str, task: Task) -> None:
        """Adds a task, or moves it."""
        self._tasks[task.kind, task.name] = (host, task)
        entry = self._hosts.setdefault(host, _Host())
        heappush(entry.feeds if task.kind == "feed" else entry.pages, task)
        self._offer(host)

    def drop(self, kind: TaskKind, name: str) -> None:
        """Forgets a task."""
        self._tasks.pop((kind, name), None)

    def hold(self, host: str, until_ms: int) -> None:
        """No request to `host` before `until_ms`."""
        entry = self._hosts.setdefault(host, _Host())
        entry.free_ms = max(entry.free_ms, until_ms)
        self._offer(host)

    def take(self, now_ms: int) -> tuple[str, Task] | None:
        """A host that is free, and its task: it is busy from now on. None where nothing is due."""
        while self._ready and self._ready[0][0] <= now_ms:
            _, host = heappop(self._ready)
            entry = self._hosts[host]
            if entry.busy:
                continue  # it is offered again when it is done
            task = self._due(entry, now_ms) if entry.free_ms <= now_ms else None
            if task is None:
                self._offer(host)
                continue
            del self._tasks[task.kind, task.name]
            entry.busy = True
            return host, task
        return None

    def done(self, host: str, free_ms: int) -> None:
        """The request to `host` has ended; the next may begin at `free_ms`."""
        entry = self._hosts[host]
        entry.busy = False
        entry.free_ms = max(entry.free_ms, free_ms)
        self._offer(host)

    def next_ms(self) -> int | None:
        """When `take` may next have something; None where there is nothing to do."""
        return self._ready[0][0] if self._ready else None

    def waiting(self, now_ms: int) -> int:
        """How many tasks are due and have not been taken. May be asked by another thread, hence the
        copy, which nothing can come between."""
        return sum(task.due_ms <= now_ms for _, task in list(self._tasks.values()))

    def forget(self, host: str) -> None:
        """Lets go of a host with all its tasks: it belongs to another worker now."""
        entry = self._hosts.pop(host, None)
        if entry is not None:
            for task in entry.feeds + entry.pages:
                if self._tasks.get((task.kind, task.name), ("", None))[1] == task:
                    self.drop(task.kind, task.name)
        self._ready = [(at, name) for at, name in self._ready if name != host]

    def _due(self, entry: _Host, now_ms: int) -> Task | None:
        for heap in (entry.feeds, entry.pages):
            self._tidy(heap)
            if heap and heap[0].due_ms <= now_ms:
                return heappop(heap)
        return None

    def _offer(self, host: str) -> None:
        """Notes when `host` next has something to do."""
        entry = self._hosts[host]
        if entry.busy:
            return
        self._tidy(entry.feeds)
        self._tidy(entry.pages)
        dues = [heap[0].due_ms for heap in (entry.feeds, entry.pages) if heap]
        if dues:
            heappush(self._ready, (max(entry.free_ms, min(dues)), host))

    def _tidy(self, heap: list[Task]) -> None:
        """Takes tasks off the top that were moved or dropped."""
        while heap and self._tasks.get((heap[0].kind, heap[0].name), ("", None))[1] != heap[0]:
            heappop(heap)
