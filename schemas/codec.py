"""Messages to bytes and back: equal messages are equal bytes."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TypeVar

import orjson
from pydantic import ValidationError

from schemas.message import Message, format_timestamp

M = TypeVar("M", bound=Message)

# The first problems say enough; a record with a thousand bad fields must not make a huge header.
MAX_PROBLEMS_SHOWN = 3


class UndecodableError(ValueError):
    """The bytes are not one JSON object in UTF-8."""


class InvalidMessageError(ValueError):
    """A JSON object that is not the message it should be; the text says which field and why."""


# Numbers of numpy are numbers: where they come from is not a reader's business.
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_SERIALIZE_NUMPY


def encode(message: Message) -> bytes:
    """`message` as JSON in UTF-8 with sorted keys; field aliases (`class`) are used. Fields that
    hold plain JSON values instead of messages are written as they are."""
    return orjson.dumps(message, default=_plain, option=_OPTIONS)


def _plain(value: object) -> object:
    if isinstance(value, Message):
        fields = value.__dict__
        return {key: fields[name] for name, key in _keys(type(value))}
    if isinstance(value, datetime):
        return format_timestamp(value)
    raise TypeError(f"{type(value).__name__} is no part of a message")


@cache
def _keys(model: type[Message]) -> tuple[tuple[str, str], ...]:
    """Each field's name and the key that stands for it in JSON."""
    return tuple((name, field.alias or name) for name, field in model.model_fields.items())


def decode_object(value: bytes | None) -> dict[str, object]:
    """The JSON object in `value`.

    Raises UndecodableError for a tombstone, an empty value, broken JSON or another JSON type.
    """
    if value is None:
        raise UndecodableError("the record is a tombstone: it has no value")
    try:
        decoded = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise UndecodableError(f"the value is not JSON: {error}") from None
    except RecursionError:
        raise UndecodableError("the value is nested too deeply") from None
    if not isinstance(decoded, dict):
        raise UndecodableError(f"the value is {_kind_of(decoded)}, not a JSON object")
    return decoded


def _kind_of(decoded: object) -> str:
    """A JSON value that is no object, in words."""
    match decoded:
        case None:
            return "null"
        case bool():
            return str(decoded).lower()
        case list():
            return "a list"
        case str():
            return "a string"
    return "a number"


def validate(model: type[M], fields: dict[str, object]) -> M:
    """`fields` as a `model`. Raises InvalidMessageError with the first problems in words."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        shown = [
            f"{'.'.join(str(part) for part in problem['loc']) or 'value'}: "
            f"{problem['msg'].removeprefix('Value error, ')}"
            for problem in problems[:MAX_PROBLEMS_SHOWN]
        ]
        if len(problems) > MAX_PROBLEMS_SHOWN:
            shown.append(f"and {len(problems) - MAX_PROBLEMS_SHOWN} more")
        raise InvalidMessageError("; ".join(shown)) from None


def decode(model: type[M], value: bytes | None) -> M:
    """The inverse of `encode`. Raises UndecodableError or InvalidMessageError."""
    return validate(model, decode_object(value))
