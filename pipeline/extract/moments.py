"""From the many ways a date is written to what it says: no more precise, no zone assumed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from pipeline.extract.moment import Moment

# Longer values are no dates; the patterns below never see more.
MAX_DATE_CHARACTERS = 200
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# Abbreviations that mean one offset only. CST, IST and the like are shared by several countries, ET
# and the like change with the season: such times keep their value without a zone.
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "cet": 60, "cest": 120, "eet": 120,
    "eest": 180,
    "msk": 180, "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
    "pdt": -420, "jst": 540, "kst": 540, "hkt": 480, "sgt": 480, "aest": 600, "aedt": 660,
}  # fmt: skip

_MON = (
    r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ISO = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r"\s?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d(?!\d))?)?)?(?!\d)",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"^(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<zone>Z)?)?$"
)
_MONTH_FIRST = re.compile(
    rf"\b{_MON}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}\b", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MON},?[\s-]+{_YEAR}\b", re.IGNORECASE
)
_MONTH_ALONE = re.compile(rf"\b{_MON},?\s+{_YEAR}\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})(?!\d)"
)
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<year>(?:19|20)\d\d)(?!\d)"
)
_YEAR_ALONE = re.compile(r"^\s*(?P<year>(?:19|20)\d\d)\s*$")
_EPOCH = re.compile(r"^\s*(\d{9,10}|\d{12,13})(?:\.0+)?\s*$")
_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d)(?::(?P<second>\d\d))?)\s*+(?P<half>[ap]\.?m\.?)?"
    r"\s*+\(?(?P<zone>Z\b|[+-]\d\d:?\d\d|(?:UTC|GMT)(?:\s?[+-]\d{1,2})?|[A-Z]{3,4}\b)?",
    re.IGNORECASE,
)
_CLOCK_HOUR = re.compile(r"(?<![\d:])(?P<hour>\d{1,2})\s*(?P<half>[ap]\.?m\.?)", re.IGNORECASE)
_ZONE_NAME = re.compile(r"[A-Za-z]*")
_ZONE_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d\d)?")

# Day-first and month-first readings of one date lie at least four weeks apart.
_NEAR_DAYS = 14


def read_moment(text: str, *, near: date | None = None) -> Moment | None:
    """The first date in `text`, with its time where one stands beside it, or None.

    `near` tells `03/04/2015` apart: of day-first and month-first the reading within two weeks
    of it is taken; where neither or both are, the value is no date.
    """
    text = text.strip()[:MAX_DATE_CHARACTERS]
    epoch = _EPOCH.match(text)
    if epoch:
        seconds = int(epoch[1][:-3] if len(epoch[1]) > 10 else epoch[1])
        return Moment(datetime.fromtimestamp(seconds, tz=UTC).replace(tzinfo=None), "second", 0)
    match = _ISO.search(text) or _COMPACT.match(text)
    if match:
        return _assembled(match, int(match["month"]))
    for pattern in (_MONTH_FIRST, _DAY_FIRST):
        match = pattern.search(text)
        if match:
            return _with_clock(_day(match["year"], _month(match["mon"]), match["day"]), text, match)
    match = _YEAR_FIRST.search(text)
    if match:
        return _with_clock(_day(match["year"], int(match["month"]), match["day"]), text, match)
    match = _NUMERIC.search(text)
    if match:
        return _with_clock(_numeric(match, near), text, match)
    match = _MONTH_ALONE.search(text)
    if match:
        return Moment(datetime(int(match["year"]), _month(match["mon"]), 1), "month")
    match = _YEAR_ALONE.match(text)
    return Moment(datetime(int(match["year"]), 1, 1), "year") if match else None


def _month(name: str) -> int:
    return _MONTHS[name.lower()]


def _day(year: str, month: int, day: str) -> Moment | None:
    try:
        return Moment(datetime(int(year), month, int(day)), "day")
    except ValueError:
        return None


def _assembled(match: re.Match[str], month: int) -> Moment | None:
    groups = match.groupdict()
    if not groups.get("day"):
        return Moment(datetime(int(match["year"]), month, 1), "month") if 1 <= month <= 12 else None
    moment = _day(match["year"], month, match["day"])
    if moment is None or not groups.get("hour"):
        return moment
    return _timed(
        moment,
        int(match["hour"]),
        int(match["minute"]),
        groups.get("second"),
        _offset(groups.get("zone")),
    )


def _numeric(match: re.Match[str], near: date | None) -> Moment | None:
    a, b = int(match["a"]), int(match["b"])
    readings = {_day(match["year"], month, str(day)) for day, month in ((a, b), (b, a))} - {None}
    if near is not None and len(readings) > 1:
        readings = {m for m in readings if m is not None and abs((m.day - near).days) <= _NEAR_DAYS}
    return readings.pop() if len(readings) == 1 else None


def _with_clock(moment: Moment | None, text: str, match: re.Match[str]) -> Moment | None:
    """`moment` with the time of day that stands in the rest of the text, if one does."""
    if moment is None:
        return None
    rest = f"{text[: match.start()]} ~ {text[match.end() :]}"
    clock = _CLOCK.search(rest) or _CLOCK_HOUR.search(rest)
    if clock is None:
        return moment
    groups = clock.groupdict()
    hour = int(clock["hour"])
    half = (groups.get("half") or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            return moment
        hour = hour % 12 + (12 if half == "p" else 0)
    timed = _timed(
        moment,
        hour,
        int(groups.get("minute") or 0),
        groups.get("second"),
        _offset(groups.get("zone")),
    )
    return timed or moment


def _timed(
    moment: Moment, hour: int, minute: int, second: str | None, offset: int | None
) -> Moment | None:
    try:
        local = moment.local.replace(hour=hour, minute=minute, second=int(second or 0))
    except ValueError:
        return None
    return Moment(local, "second" if second is not None else "minute", offset)


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    name = _ZONE_NAME.match(zone)
    signed = _ZONE_OFFSET.search(zone)
    if signed:
        minutes = 60 * int(signed[2]) + int(signed[3] or 0)
        minutes = minutes if signed[1] == "+" else -minutes
        return minutes if abs(minutes) <= 14 * 60 else None
    return _ZONES.get(name[0].lower()) if name else None
