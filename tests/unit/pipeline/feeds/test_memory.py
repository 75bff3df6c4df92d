"""What a partition remembers, and what it lets go of."""

from __future__ import annotations

from pipeline.feeds.listing import definition
from pipeline.feeds.memory import FORGOTTEN_MS, FeedMemory, Gone
from pipeline.feeds.poll import first_state
from pipeline.feeds.robots import KEPT_MS, answered
from schemas.feeds import HostState, key_of

URL = "https://gazette.example/rss"


def test_the_newest_record_of_a_key_counts_and_a_tombstone_ends_it() -> None:
    memory = FeedMemory()
    memory.apply(definition(URL, name="old"))
    memory.apply(definition(URL, name="new"))
    assert memory.definitions[URL].name == "new"
    memory.apply(Gone(f"feed {URL}"))
    memory.apply(Gone(f"feed {URL}"))
    assert memory == FeedMemory()


def test_a_state_without_a_feed_is_an_orphan() -> None:
    memory = FeedMemory()
    memory.apply(first_state(URL))
    assert memory.orphans() == (URL,)
    memory.apply(definition(URL))
    assert memory.orphans() == ()


def test_hosts_that_nobody_asked_for_a_month_are_forgotten() -> None:
    memory = FeedMemory()
    for number, host in enumerate(("old", "new")):
        robots = answered(f"https://{host}.example", 200, "", {}, None, number * 1000)
        memory.apply(robots)
        memory.apply(HostState(host=f"{host}.example", recent=("0" * 16,)))
    assert memory.stale(KEPT_MS + FORGOTTEN_MS) == ()
    stale = memory.stale(KEPT_MS + FORGOTTEN_MS + 500)
    assert stale == (Gone("robots https://old.example"), Gone("host old.example"))
    for gone in stale:
        memory.apply(gone)
    assert [key_of(host) for host in memory.hosts.values()] == ["host new.example"]
