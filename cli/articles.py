"""What was read, as the value of a raw record or as the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from cli.lines import LARGEST_FILE
from pipeline.clean.door import is_binary
from schemas.headers import ErrorClass
from schemas.limits import LARGEST_VALUE


@dataclass(frozen=True, slots=True)
class Input:
    """One raw article as a record value, and where it was read (`feed.jsonl:17`)."""

    origin: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Unusable:
    """What was read at `origin` and cannot be a raw article, and why."""

    origin: str
    error_class: ErrorClass
    reason: str


def document(
    origin: str, text: str, fields: Mapping[str, object], *, page: bool
) -> Input | Unusable:
    """The text of a file or an answer as the body of an article with `fields`."""
    if is_binary(text, page=page):
        return Unusable(origin, "undecodable", "this is no text: it is full of control characters")
    return Input(origin, orjson.dumps({**fields, "body": text}, option=orjson.OPT_SORT_KEYS))


def too_large(origin: str) -> Unusable:
    """What was not read to its end: its true size is not known."""
    return Unusable(
        origin,
        "too-large",
        f"{LARGEST_FILE:,} bytes or more are too many: raw takes {LARGEST_VALUE['raw']:,}",
    )
