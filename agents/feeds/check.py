"""What would happen with a feed: asked once, and nothing written."""

from __future__ import annotations

from dataclasses import dataclass

from agents.feeds.doors import Asking
from agents.feeds.fetch import Fetched, FetchError, FetchRequest, MovedToOtherHost
from pipeline.clean.decode import decode_bytes
from pipeline.feeds.derived import MOST_HOPS
from pipeline.feeds.feed import Feed, FeedError
from pipeline.feeds.place import origin_of
from pipeline.feeds.read import read_feed
from pipeline.feeds.robots import answered, delay_ms, permits, unreachable
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
        robots = await _robots(asking, definition, url, now_ms)
        seen = Checked(url, tuple(moves), robots)
        if not permits(robots, url):
            return _with(seen, "the site's robots.txt forbids it, or cannot be read")
        try:
            answer = await fetcher.fetch(FetchRequest(url, accept="feed", hops=hops))
        except FetchError as error:
            return _with(seen, str(error))
        if not isinstance(answer, MovedToOtherHost):
            break
        url, hops = answer.url, answer.hops
        moves.append(url)
        if len(moves) > MOST_HOPS:
            return _with(seen, "it is redirected from host to host without end")
    seen = Checked(url, tuple(moves), robots, answer)
    if not 200 <= answer.status < 300:
        return _with(seen, f"the host answers {answer.status}")
    try:
        feed = read_feed(answer.body, answer.headers.get("Content-Type"), answer.url)
    except FeedError as error:
        return _with(seen, str(error))
    return Checked(url, tuple(moves), robots, answer, feed)


def _with(seen: Checked, problem: str) -> Checked:
    return Checked(seen.url, seen.moves, seen.robots, seen.answer, None, problem)


async def _robots(asking: Asking, definition: FeedDefinition, url: str, now_ms: int) -> RobotsCopy:
    origin = origin_of(url)
    try:
        answer = await asking.of(definition.allow_private).fetch(
            FetchRequest(f"{origin}/robots.txt", accept="robots")
        )
    except FetchError as error:
        if error.kind == "private-address":
            return answered(origin, 404, "", {}, None, now_ms)
        return unreachable(origin, None, now_ms)
    if isinstance(answer, MovedToOtherHost):
        return answered(origin, 404, "", {}, None, now_ms)
    text = decode_bytes(answer.body)
    return answered(origin, answer.status, text, answer.headers, None, now_ms)
