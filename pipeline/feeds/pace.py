"""When a feed is asked again: by how often it changes, what its server asks for, and how it fails.

Nothing here is random and nothing reads a clock: what must be spread is spread by a digest of the
feed's address and the number of the poll.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import blake2b

from schemas.message import epoch_milliseconds

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS
DAY_MS = 86_400 * SECOND_MS

# A poll with news shortens the interval, one without lengthens it: in balance about every third
# poll finds something, so that an item waits for less than half of the time between two items.
SHORTER = 0.7
LONGER = 1.2
ROLLED_OVER = 0.25
FIRST_INTERVAL_MS = 30 * MINUTE_MS
# Intervals vary by so much, back-offs by twice of it to either side, lest feeds fall into step.
SPREAD = 0.1
# An hour is meant, or a day; a century is a mistake.
LONGEST_RETRY_AFTER_MS = 7 * DAY_MS
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s{0,3}=\s{0,3}\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits of all intervals, in milliseconds."""

    least_ms: int = 5 * MINUTE_MS
    most_ms: int = DAY_MS

    def within(self, milliseconds: float) -> int:
        """`milliseconds`, moved between the limits."""
        return round(min(self.most_ms, max(self.least_ms, milliseconds)))


def adapted(before_ms: int, *, news: bool, rolled_over: bool, pace: Pace) -> int:
    """The interval after a poll. `before_ms` is 0 at the first poll, at which all is news."""
    if before_ms == 0:
        return pace.within(FIRST_INTERVAL_MS)
    factor = ROLLED_OVER if rolled_over else SHORTER if news else LONGER
    return pace.within(before_ms * factor)


def wait_ms(interval_ms: int, least_wait_ms: int, spread_by: str, pace: Pace) -> int:
    """How long to wait: the interval, a little less by chance, never less than what the server
    asks for (`least_wait_ms`, a day of it at most)."""
    spread = interval_ms * (1 - SPREAD * chance(spread_by))
    return max(pace.within(spread), min(least_wait_ms, pace.most_ms))


def back_off_ms(failures: int, retry_after_ms: int, spread_by: str, pace: Pace) -> int:
    """How long to wait after the `failures`th failure in a row (from 1): doubled each time, with
    jitter, and never less than the server's `Retry-After`."""
    doubled = pace.least_ms * 2.0 ** min(failures - 1, 30)
    jitter = 1 + 2 * SPREAD * (2 * chance(spread_by) - 1)
    return max(pace.within(doubled * jitter), min(retry_after_ms, LONGEST_RETRY_AFTER_MS))


def chance(of: str) -> float:
    """A number in [0, 1) that is always the same for `of`."""
    return int.from_bytes(blake2b(of.encode(), digest_size=4).digest(), "big") / 2**32


def retry_after_ms(headers: Mapping[str, str], now_ms: int) -> int:
    """What `Retry-After` asks for, in seconds or as a date; 0 where it asks for nothing."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal() and value.isascii():
        return min(int(value[:12]) * SECOND_MS, LONGEST_RETRY_AFTER_MS)
    return max(0, (moment_ms(value) or 0) - now_ms)


def fresh_ms(headers: Mapping[str, str]) -> int:
    """For how long the answer may be taken for fresh: `max-age` less the time that it spent in
    caches (RFC 9111 §4.2). A `no-cache` or `no-store` asks for nothing."""
    found = _MAX_AGE.search(headers.get("Cache-Control", ""))
    if found is None:
        return 0
    age = headers.get("Age", "0").strip()
    spent = int(age[:9]) if age.isdecimal() and age.isascii() else 0
    return max(0, int(found[1]) - spent) * SECOND_MS


def moment_ms(value: str | None) -> int | None:
    """A date of a header or a feed (RFC 5322, ISO 8601) in milliseconds; None for others."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read((value or "").strip()[:64])
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
            return epoch_milliseconds(moment.astimezone(UTC))
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None
