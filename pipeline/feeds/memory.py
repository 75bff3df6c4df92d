"""Everything that is known of the hosts of one partition: a fold of its log."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.feeds.pace import DAY_MS
from schemas.feeds import (
    FeedDefinition,
    FeedRecord,
    FeedState,
    HostState,
    PendingPage,
    RobotsCopy,
    key_of,
)

FORGOTTEN_MS = 30 * DAY_MS


@dataclass(frozen=True, slots=True)
class Gone:
    """A tombstone: what stood under `key` is no more."""

    key: str


Change = FeedRecord | Gone


@dataclass(slots=True)
class FeedMemory:
    """The newest record of each key. Changed by `apply` alone."""

    definitions: dict[str, FeedDefinition] = field(default_factory=dict)
    states: dict[str, FeedState] = field(default_factory=dict)
    pages: dict[str, PendingPage] = field(default_factory=dict)
    hosts: dict[str, HostState] = field(default_factory=dict)
    robots: dict[str, RobotsCopy] = field(default_factory=dict)

    def apply(self, change: Change) -> None:
        """Takes one record of the log in."""
        match change:
            case FeedDefinition():
                self.definitions[change.url] = change
            case FeedState():
                self.states[change.url] = change
            case PendingPage():
                self.pages[change.key] = change
            case HostState():
                self.hosts[change.host] = change
            case RobotsCopy():
                self.robots[change.origin] = change
            case Gone():
                self._forget(*change.key.split(" ", 1))

    def _forget(self, kind: str, name: str) -> None:
        match kind:
            case "feed":
                self.definitions.pop(name, None)
            case "poll":
                self.states.pop(name, None)
            case "page":
                self.pages.pop(name, None)
            case "host":
                self.hosts.pop(name, None)
            case "robots":
                self.robots.pop(name, None)

    def host(self, name: str) -> HostState:
        """What holds for a host; nothing special where nothing is known."""
        return self.hosts.get(name) or HostState(host=name)

    def orphans(self) -> tuple[str, ...]:
        """The feeds that have a state and are no longer wanted."""
        return tuple(url for url in self.states if url not in self.definitions)

    def stale(self, now_ms: int) -> tuple[Gone, ...]:
        """Tombstones for hosts that nobody asked for anything in a month: pages lie on thousands of
        hosts, and most of them are asked once."""
        old = [r for r in self.robots.values() if r.expires_ms < now_ms - FORGOTTEN_MS]
        asked = {robots.host for robots in self.robots.values()} - {robots.host for robots in old}
        hosts = [
            host
            for host in self.hosts.values()
            if host.host not in asked and host.not_before_ms < now_ms - FORGOTTEN_MS
        ]
        return (*(Gone(key_of(r)) for r in old), *(Gone(key_of(host)) for host in hosts))
