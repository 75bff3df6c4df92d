"""Feeds for people: how they do, and what would happen with one."""

from __future__ import annotations

from collections import Counter

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agents.feeds.check import Checked
from agents.settings import Settings
from pipeline.feeds.article import has_whole_text, text_of, wants_page
from pipeline.feeds.compare import own_links
from pipeline.feeds.feed import Feed
from pipeline.feeds.health import FeedHealth, Standing, feed_health, span
from pipeline.feeds.memory import FeedMemory
from pipeline.feeds.pace import FIRST_INTERVAL_MS, Pace, fresh_ms
from pipeline.feeds.place import host_of, origin_of
from pipeline.feeds.recent import recent_children, recent_items
from pipeline.feeds.robots import permits
from schemas.feeds import FeedDefinition
from schemas.message import format_timestamp, from_epoch_milliseconds

_STYLE: dict[Standing, str] = {
    "new": "dim", "good": "green", "quiet": "yellow", "moved": "dim", "failing": "red",
}  # fmt: skip
ITEMS_SHOWN = 5


def show_feeds(console: Console, memory: FeedMemory, now_ms: int, *, as_json: bool) -> int:
    """One row a feed, those in trouble first; returns how many are failing."""
    rows = [feed_health(memory, definition, now_ms) for definition in memory.definitions.values()]
    rows.sort(key=lambda row: (row.standing != "failing", row.definition.url))
    if as_json:
        for row in rows:
            typer.echo(orjson.dumps(_facts(row)).decode())
    else:
        _show_table(console, rows, now_ms)
    return sum(row.standing == "failing" for row in rows)


def _show_table(console: Console, rows: list[FeedHealth], now_ms: int) -> None:
    table = Table("feed", "state", "last success", "new a day", "next poll", "every", box=None)
    table.add_column("why", overflow="fold")
    for row in rows:
        name = row.definition.name or row.definition.url.partition("#")[0]
        table.add_row(
            escape(f"{name} [private]" if row.definition.allow_private else name),
            f"[{_STYLE[row.standing]}]{row.standing}[/]",
            f"{span(now_ms - row.succeeded_ms)} ago" if row.succeeded_ms is not None else "never",
            f"{row.per_day:.1f}" if row.succeeded_ms is not None else "",
            _when(row, now_ms),
            span(row.interval_ms) if row.interval_ms else "",
            escape(_why(row)),
        )
    console.print(table)
    counts = Counter(row.standing for row in rows)
    said = ", ".join(f"{count} {standing}" for standing, count in sorted(counts.items()))
    console.print(f"{len(rows)} feeds" + (f": {said}" if said else ""))


def _when(row: FeedHealth, now_ms: int) -> str:
    if row.next_ms is None:
        return "" if row.standing == "moved" else "now"
    return f"in {span(row.next_ms - now_ms)}" if row.next_ms > now_ms else "now"


def _why(row: FeedHealth) -> str:
    waiting = f"{row.pages_waiting} pages to fetch" if row.pages_waiting else ""
    return "; ".join(part for part in (row.why, waiting) if part)


def _facts(row: FeedHealth) -> dict[str, object]:
    def moment(milliseconds: int | None) -> str | None:
        if milliseconds is None:
            return None
        return format_timestamp(from_epoch_milliseconds(milliseconds))

    return {
        "url": row.definition.url,
        "source": row.definition.source,
        "name": row.definition.name,
        "state": row.standing,
        "last_success": moment(row.succeeded_ms),
        "next_poll": moment(row.next_ms),
        "interval_seconds": row.interval_ms // 1000,
        "new_a_day": round(row.per_day, 2),
        "pages_waiting": row.pages_waiting,
        "why": row.why,
    }


def show_check(
    console: Console, definition: FeedDefinition, checked: Checked, pace: Pace, settings: Settings
) -> bool:
    """What would happen with the feed, in sentences; returns whether it can be read."""

    def say(text: str) -> None:
        console.print(escape(text))

    for there in checked.moves:
        say(f"redirected to another host: {there}; its owner reads it from there")
    if checked.robots is not None:
        say(f"robots.txt of {origin_of(checked.url)}: {_robots(checked)}")
    if checked.feed is None or checked.answer is None:
        console.print(f"[red]it cannot be read[/]: {escape(checked.problem or '')}")
        return False
    feed, answer = checked.feed, checked.answer
    if answer.permanent_url and answer.permanent_url != definition.url:
        say(f"moved for good to {answer.permanent_url}: asked there from now on")
    said = [name for name in ("ETag", "Last-Modified") if answer.headers.get(name)]
    say(
        f"format: {feed.dialect}, {len(feed.items)} items"
        + (f": {feed.title}" if feed.title else "")
    )
    if feed.damage:
        say(f"damaged, and read all the same: {feed.damage}")
    say(
        f"validators: {' and '.join(said)}, sent back as they are" if said
        else "validators: none, so that every poll fetches the whole feed"
    )  # fmt: skip
    floor = max(fresh_ms(answer.headers), feed.least_interval_seconds * 1000)
    first = pace.within(FIRST_INTERVAL_MS)
    if definition.interval_seconds is not None:
        first = pace.within(definition.interval_seconds * 1000)
    wished = f", the feed asks for {span(floor)} at least" if floor else ""
    say(
        f"interval: {span(min(max(first, floor), pace.most_ms))} at first{wished}; then by how "
        f"often it changes, between {span(pace.least_ms)} and {span(pace.most_ms)}"
    )
    pause = max(checked.delay_ms, round(settings.feeds_host_pause_seconds * 1000))
    say(f"pause between two requests to {host_of(checked.url)}: {span(pause)}")
    _show_items(console, definition, checked, feed)
    return True


def _show_items(console: Console, definition: FeedDefinition, checked: Checked, feed: Feed) -> None:
    assert checked.robots is not None
    now_ms = checked.robots.fetched_ms
    children = recent_children(feed, (), now_ms)
    for child in children:
        console.print(escape(f"  would read the sitemap {child}"))
    taken = recent_items(feed, now_ms, first=True).taken
    if len(taken) < len(feed.items):
        console.print(f"{len(feed.items) - len(taken)} entries are older than two days: left out")
    own = dict(zip(map(id, feed.items), own_links(feed.items), strict=True))
    for item in taken[:ITEMS_SHOWN]:
        console.print(f"  [bold]{escape(item.title or '(no title)')}[/]")
        if item.link is not None and wants_page(definition, item):
            how = f"would fetch {item.link}"
            if host_of(item.link) != host_of(checked.url):
                how += ", by the owner of that host"
            elif origin_of(item.link) == checked.robots.origin and not permits(
                checked.robots, item.link
            ):
                how = f"robots.txt closes {item.link}: what the feed says would be published"
        elif text_of(item) is not None:
            text = text_of(item)
            size = len(text.value) if text is not None else 0
            whole = "the whole text" if has_whole_text(item) else "what the feed says"
            how = f"would publish {whole}, {size} characters"
        else:
            how = "says nothing: would be left out"
        console.print(escape(f"    {how}"))
        identity = item.link if own[id(item)] else f"the feed and its guid {item.guid}"
        console.print(escape(f"    identity: {identity}"), style="dim")
    if len(taken) > ITEMS_SHOWN:
        console.print(f"  and {len(taken) - ITEMS_SHOWN} more")


def _robots(checked: Checked) -> str:
    assert checked.robots is not None
    match checked.robots.answer:
        case "everything":
            return "there is none, everything may be asked for"
        case "nothing":
            return "it cannot be read, so nothing may be asked for until it can"
    permitted = "permit" if permits(checked.robots, checked.url) else "forbid"
    delay = f", crawl-delay {span(checked.delay_ms)}" if checked.delay_ms else ""
    return f"its rules {permitted} the feed{delay}"
