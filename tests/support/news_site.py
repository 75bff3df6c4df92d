"""A news site on this machine under two names, whose feeds grow while they are read."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from tests.support.feed_server import Answer, Asked, FeedServer, Script

# Two hosts to whoever keeps to one request a host.
HOSTS = ("127.0.0.1", "localhost")

_WORDS = (Path(__file__).parent / "words.txt").read_text().split()


@dataclass(frozen=True, slots=True)
class Story:
    """One item: on which feed, behind which address, with its text in the feed or on its page."""

    number: int
    feed: int
    path: str
    host: str
    whole: bool
    paragraphs: tuple[str, ...]


@dataclass(slots=True)
class NewsSite:
    """`stories` stories on `feeds` feeds, half of them in whole, half as summaries whose pages lie
    on the one host or the other. The first few are there at once, the rest over `seconds`.

    `overlaps` counts requests to a host that began before its last one was answered.
    """

    stories: int
    feeds: int
    seconds: float
    seed: int = 1
    overlaps: int = 0
    server: FeedServer = field(default_factory=FeedServer)
    _busy: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _started: float = 0.0
    _all: list[Story] = field(default_factory=list)

    def __enter__(self) -> NewsSite:
        rng = random.Random(self.seed)
        self._all = [self._story(rng, number) for number in range(self.stories)]
        for number in range(self.feeds):
            self.server.replies[f"/feed/{number}"] = self._answer
        for story in self._all:
            self.server.replies[story.path] = self._answer
        self.server.__enter__()
        self._started = time.monotonic()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.__exit__(None, None, None)

    def feed_urls(self) -> list[str]:
        """The addresses of all feeds, half of them on each host."""
        return [self.server.url(f"/feed/{n}", HOSTS[n % 2]) for n in range(self.feeds)]

    def addresses(self) -> set[str]:
        """The addresses of all stories."""
        return {self.server.url(story.path, story.host) for story in self._all}

    def _story(self, rng: random.Random, number: int) -> Story:
        def sentence() -> str:
            words = " ".join(rng.choice(_WORDS) for _ in range(12))
            return f"The {words} said it was {rng.choice(_WORDS)}."

        return Story(
            number=number,
            feed=number % self.feeds,
            path=f"/story/{number}",
            host=HOSTS[rng.randrange(2)],
            whole=rng.random() < 0.5,
            paragraphs=tuple(f"{sentence()} {sentence()} {sentence()}" for _ in range(4)),
        )

    def _answer(self, asked: Asked) -> Script:
        """Slow enough that two requests at once would be seen."""
        host = asked.headers["host"].partition(":")[0]
        with self._lock:
            self.overlaps += self._busy.get(host, 0) > 0
            self._busy[host] = self._busy.get(host, 0) + 1
        return self._sent(host, self._page(asked.path))

    def _sent(self, host: str, answer: Answer) -> Iterator[bytes | float]:
        try:
            yield 0.02
            yield from answer.script()
        finally:
            with self._lock:
                self._busy[host] -= 1

    def _page(self, path: str) -> Answer:
        kind, number = path.strip("/").split("/")
        if kind == "feed":
            body = self._feed(int(number)).encode()
            return Answer(body, headers=[("Content-Type", "application/rss+xml")])
        story = self._all[int(number)]
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)
        title = f"<head><title>Story {number}</title></head>"
        page = f"<html>{title}<body><article>{text}</article></body></html>"
        return Answer(page.encode(), headers=[("Content-Type", "text/html; charset=utf-8")])

    def _feed(self, number: int) -> str:
        share = min(1.0, 0.2 + (time.monotonic() - self._started) / self.seconds)
        there = self._all[: round(share * len(self._all))]
        items = "".join(self._item(story) for story in reversed(there) if story.feed == number)
        return f'<rss version="2.0"><channel><title>Feed {number}</title>{items}</channel></rss>'

    def _item(self, story: Story) -> str:
        text = "".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
        said = text if story.whole else f"{story.paragraphs[0][:60]}…"
        link = self.server.url(story.path, story.host)
        return (
            f"<item><title>Story {story.number}</title><link>{link}</link>"
            f"<guid isPermaLink='false'>story-{story.number}</guid>"
            f"<description>{escape(said)}</description></item>"
        )
