"""A list of feeds as a TOML file.

[[feed]]
url = "https://example.org/feed.xml"
source = "example"          # all but url is optional
lane = "sports"
interval = "15m"
pages = "always"
refuse = ["noai"]
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from pydantic import ValidationError

from pipeline.feeds.place import host_of
from schemas.feeds import FeedDefinition, FeedOrigin

_DURATION = re.compile(r"(\d{1,7})\s{0,3}(s|m|h|d|)")
_UNIT_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_KEYS = frozenset({
    "url", "name", "source", "folder", "lane", "language", "interval", "pages", "refuse",
    "allow_private",
})  # fmt: skip


class ListingError(ValueError):
    """A list of feeds cannot be used; the text says where and why."""


def definition(url: str, *, origin: FeedOrigin = "command", **fields: Any) -> FeedDefinition:
    """The feed at `url`; its source is its host's name where none is given. `interval` is a
    duration such as `15m`. Raises ListingError for what cannot be a feed."""
    url = url.strip()
    host = host_of(url)
    if host is None:
        raise ListingError(
            f"{url!r} is no address of a feed: it must begin with http:// or https://"
        )
    interval = fields.pop("interval", None)
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        return FeedDefinition(
            url=url,
            source=given.pop("source", None) or host.removeprefix("www."),
            interval_seconds=seconds(interval) if interval is not None else None,
            origin=origin,
            **given,
        )
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in problem["loc"])
        raise ListingError(f"{url}: {name}: {problem['msg']}") from None


def seconds(duration: str | int) -> int:
    """`900`, `"15m"`, `"2h"`, `"1d"` in seconds. Raises ListingError for others."""
    found = _DURATION.fullmatch(str(duration).strip())
    if found is None or int(found[1]) == 0:
        raise ListingError(f"{duration!r} is no duration: write 900, 15m, 2h or 1d")
    return int(found[1]) * _UNIT_SECONDS[found[2]]


def definitions_in(text: str) -> list[FeedDefinition]:
    """The feeds of a TOML file. Raises ListingError."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ListingError(f"this is no TOML: {error}") from None
    feeds = document.pop("feed", [])
    if document or not isinstance(feeds, list):
        raise ListingError("a list of feeds has tables called [[feed]] and nothing else")
    found: dict[str, FeedDefinition] = {}
    for number, entry in enumerate(feeds, 1):
        unknown = sorted(set(entry) - _KEYS) if isinstance(entry, dict) else ["?"]
        if unknown or "url" not in entry:
            raise ListingError(
                f"feed {number}: " + (f"unknown: {', '.join(unknown)}" if unknown else "no url")
            )
        made = definition(origin="file", **entry)
        if made.url in found:
            raise ListingError(f"feed {number}: {made.url} stands in the list twice")
        found[made.url] = made
    return list(found.values())
