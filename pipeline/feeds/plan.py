"""What a memory says is to be asked for: on the agenda as a task, and back from a task."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.feeds.agenda import Agenda, Task
from pipeline.feeds.memory import Change, FeedMemory, Gone
from pipeline.feeds.place import host_of
from pipeline.feeds.poll import first_state
from schemas.feeds import FeedDefinition, FeedState, HostState, PendingPage


def plan_all(agenda: Agenda, memory: FeedMemory) -> None:
    """Puts everything on the agenda that `memory` waits for."""
    known: list[Change] = [*memory.hosts.values(), *memory.definitions.values()]
    plan(agenda, memory, [*known, *memory.pages.values()])


def plan(agenda: Agenda, memory: FeedMemory, changes: Iterable[Change]) -> None:
    """Puts on the agenda, or takes off it, what `changes` say; `memory` knows them already."""
    for change in changes:
        match change:
            case FeedDefinition() | FeedState():
                _plan_feed(agenda, memory, change.url)
            case PendingPage():
                if (host := host_of(change.url)) is not None:
                    agenda.put(host, Task(change.due_ms, "page", change.key))
            case HostState():
                agenda.hold(change.host, change.not_before_ms)
            case Gone():
                kind, _, name = change.key.partition(" ")
                if kind in ("feed", "page"):
                    agenda.drop("feed" if kind == "feed" else "page", name)


def _plan_feed(agenda: Agenda, memory: FeedMemory, url: str) -> None:
    definition, host = memory.definitions.get(url), host_of(url)
    if definition is None or host is None:
        return
    state = memory.states.get(url) or first_state(url)
    if state.moved_for_good and state.moved_to is not None:
        agenda.drop("feed", url)
        return
    agenda.put(host, Task(state.next_ms, "feed", url))


def target_of(memory: FeedMemory, task: Task) -> tuple[str, bool] | None:
    """What is asked for a task, and whether private addresses may be; None where it is no more."""
    if task.kind == "page":
        page = memory.pages.get(task.name)
        return (page.url, page.allow_private) if page is not None else None
    definition = memory.definitions.get(task.name)
    if definition is None:
        return None
    state = memory.states.get(task.name) or first_state(task.name)
    return state.location, definition.allow_private
