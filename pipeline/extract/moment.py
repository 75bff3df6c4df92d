"""A point in time that knows how precise it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from schemas.extracted import DatePrecision


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time with its precision. `offset` is minutes east of UTC, None where unknown;
    parts finer than the precision are the first of their range."""

    local: datetime
    precision: DatePrecision
    offset: int | None = None

    def text(self) -> str:
        """ISO 8601 cut to the precision, with `Z` or an offset only where the zone is known."""
        lengths = {"year": 4, "month": 7, "day": 10, "minute": 16, "second": 19}
        written = self.local.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")[: lengths[self.precision]]
        if self.offset is None or self.precision not in ("minute", "second"):
            return written
        if self.offset == 0:
            return written + "Z"
        hours, minutes = divmod(abs(self.offset), 60)
        return f"{written}{'+' if self.offset > 0 else '-'}{hours:02d}:{minutes:02d}"

    @property
    def day(self) -> date:
        return self.local.date()

    def latest(self) -> datetime:
        """The earliest moment in UTC that it can mean, for a check against the future; a time
        without a zone may be up to 14 hours earlier."""
        offset = self.offset if self.offset is not None else 14 * 60
        return (self.local - timedelta(minutes=offset)).replace(tzinfo=UTC)
