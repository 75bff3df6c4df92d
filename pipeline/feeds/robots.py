"""robots.txt (RFC 9309): what an answer to it means, and what it permits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from protego import Protego

from pipeline.feeds.pace import DAY_MS, MINUTE_MS, SECOND_MS, Pace, back_off_ms, retry_after_ms
from pipeline.feeds.place import host_of
from schemas.feeds import RobotsAnswer, RobotsCopy

# The name that rules are written for; the User-Agent begins with it.
PRODUCT = "wirecopy"
# RFC 9309 §2.4: no longer than 24 hours from a cache.
KEPT_MS = DAY_MS
# RFC 9309 §2.3.1.4: what could not be read for so long may be taken for not there.
GIVEN_UP_MS = 30 * DAY_MS
# An hour between two requests is a rule; more is a mistake, or means `Disallow`.
LONGEST_DELAY_MS = 60 * MINUTE_MS
# §2.5: so much must be read; JSON may double it, and it must fit a record.
MOST_CHARACTERS = 500 * 1024
# Rules are text: control characters, which take six bytes each in JSON, say nothing in them.
_LINES = re.compile("[^\\t\\r\\n\\x20-\\U0010ffff]")
_PARSED_KEPT = 512


def answered(
    origin: str, status: int, text: str, headers: Mapping[str, str], before: RobotsCopy | None,
    now_ms: int,
) -> RobotsCopy:  # fmt: skip
    """The copy after an answer with `status`: 2xx are rules, 4xx mean that there are none (but 429,
    which means later), all else that nothing may be asked for now."""
    if 200 <= status < 300:
        return _copy(origin, "rules", _LINES.sub("", text[:MOST_CHARACTERS]), now_ms)
    if 300 <= status < 500 and status != 429:
        return _copy(origin, "everything", "", now_ms)
    return unreachable(origin, before, now_ms, retry_after_ms(headers, now_ms))


def unreachable(
    origin: str, before: RobotsCopy | None, now_ms: int, retry_ms: int = 0
) -> RobotsCopy:
    """The copy after no answer, or one of a server in trouble: the rules known before go on to
    hold; without any, nothing is allowed until it is answered, or for 30 days."""
    failures = (before.failures if before is not None else 0) + 1
    since = before.since_ms if before is not None and before.since_ms is not None else now_ms
    wait = back_off_ms(failures, retry_ms, f"{origin} {failures}", Pace())
    known = before is not None and before.answer == "rules"
    answer: RobotsAnswer = "rules" if known else "nothing"
    if now_ms - since > GIVEN_UP_MS:
        answer = "everything"
    return RobotsCopy(
        origin=origin,
        host=host_of(origin) or "",
        answer=answer,
        text=before.text if before is not None and answer == "rules" else "",
        fetched_ms=now_ms,
        expires_ms=now_ms + wait,
        failures=failures,
        since_ms=since,
    )


def _copy(origin: str, answer: RobotsAnswer, text: str, now_ms: int) -> RobotsCopy:
    return RobotsCopy(
        origin=origin,
        host=host_of(origin) or "",
        answer=answer,
        text=text,
        fetched_ms=now_ms,
        expires_ms=now_ms + KEPT_MS,
    )


def permits(copy: RobotsCopy, url: str) -> bool:
    """Whether `url` may be asked for."""
    if copy.answer == "rules":
        return bool(_parsed(copy.text).can_fetch(url, PRODUCT))
    return copy.answer == "everything"


def delay_ms(copy: RobotsCopy | None) -> int:
    """The pause between two requests that the rules ask for (`Crawl-delay`, `Request-rate`)."""
    if copy is None or copy.answer != "rules":
        return 0
    rules = _parsed(copy.text)
    rate = rules.request_rate(PRODUCT)
    seconds = max(
        rules.crawl_delay(PRODUCT) or 0.0,
        rate.seconds / rate.requests if rate is not None and rate.requests else 0.0,
    )
    return min(round(seconds * SECOND_MS), LONGEST_DELAY_MS)


@lru_cache(maxsize=_PARSED_KEPT)
def _parsed(text: str) -> Protego:
    return Protego.parse(text)
