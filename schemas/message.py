"""The base of every message: immutable, tolerant of unknown fields, one way to write a time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    WithJsonSchema,
)


class Message(BaseModel):
    """A value that travels. Unknown fields are ignored: a reader survives a newer writer."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


def to_utc_milliseconds(moment: datetime) -> datetime:
    """`moment` in UTC, cut to milliseconds (Kafka's resolution); a time without a zone is UTC.

    Raises ValueError for a time that its zone moves out of the years 1 to 9999.
    """
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("the time is outside the years 1 to 9999 in UTC") from None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def format_timestamp(moment: datetime) -> str:
    """ISO 8601 with milliseconds and `Z`: fixed width, so that text order is time order."""
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def epoch_milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970, exact for every time that a message can carry."""
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1000 + delta.microseconds // 1000


def from_epoch_milliseconds(milliseconds: int) -> datetime:
    """The inverse of `epoch_milliseconds`; also what a Kafka record's timestamp becomes."""
    seconds, rest = divmod(milliseconds, 1000)
    return datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=rest * 1000)


def _not_a_bare_number(value: object) -> object:
    """`"2015"` is a year to people and seconds since 1970 to the parser: neither is ISO 8601."""
    if isinstance(value, str) and value.strip().lstrip("+-").replace(".", "", 1).isdigit():
        raise ValueError("a time is ISO 8601, such as 2015-10-01T12:00:00Z")
    return value


Timestamp = Annotated[
    datetime,
    BeforeValidator(_not_a_bare_number),
    AfterValidator(to_utc_milliseconds),
    PlainSerializer(format_timestamp, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
