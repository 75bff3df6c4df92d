"""What would happen with a feed: asked once, and nothing written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agents.feeds.doors import Asking
from agents.feeds.fetch import Fetched, FetchError, FetchRequest, MovedToOtherHost
from agents.feeds.robots import ask_robots
from pipeline.feeds.derived import MOST_HOPS
from pipeline.feeds.feed import Feed, FeedError
from pipeline.feeds.read import read_feed
from pipeline.feeds.robots import delay_ms, permits
from schemas.feeds import FeedDefinition, RobotsCopy


@dataclass(frozen=True, slots=True)
class Checked:
    """What asking once came to. `moves` are the hosts that a redirect led to; `feed` is None where
    `problem` says why."""

    url: str
    moves: tuple[str, ...] = ()
    robots: RobotsCopy | None = None
    answer: Fetched | None = None
    feed: Feed | None = None
    problem: str | None = None

    @property
    def delay_ms(self) -> int:
        """The pause that the host's robots.txt asks for."""
        return delay_ms(self.robots)


async def check(asking: Asking, definition: FeedDefinition, now_ms: int) -> Checked:
    """Asks for robots.txt and the feed as a worker would; follows redirects to other hosts itself,
    since nobody else is asking. Raises nothing that a server could cause."""
    url, moves, hops = definition.url, list[str](), 0
    fetcher = asking.of(definition.allow_private)
    while True:
        robots, _ = await ask_robots(fetcher, url, None, lambda: now_ms)
        seen = Checked(url, tuple(moves), robots)
        if not permits(robots, url):
            return replace(seen, problem="the site's robots.txt forbids it, or cannot be read")
        try:
            answer = await fetcher.fetch(FetchRequest(url, accept="feed", hops=hops))
        except FetchError as error:
            return replace(seen, problem=str(error))
        if not isinstance(answer, MovedToOtherHost):
            break
        url, hops = answer.url, answer.hops
        moves.append(url)
        if len(moves) > MOST_HOPS:
            return replace(seen, problem="it is redirected from host to host without end")
    seen = Checked(url, tuple(moves), robots, answer)
    if not 200 <= answer.status < 300:
        return replace(seen, problem=f"the host answers {answer.status}")
    try:
        feed = read_feed(answer.body, answer.headers.get("Content-Type"), answer.url)
    except FeedError as error:
        return replace(seen, problem=str(error))
    return Checked(url, tuple(moves), robots, answer, feed)
