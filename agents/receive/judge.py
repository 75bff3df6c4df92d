"""A pushed body taken apart: which raw articles are in it, and what is wrong with the others."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agents.raw import raw_record
from agents.record import Outgoing
from pipeline.identity import Version
from pipeline.refusal import error_class
from schemas.codec import InvalidMessageError, UndecodableError
from schemas.headers import ErrorClass
from schemas.limits import TooLargeError

DOOR = "receive"

# One JSON object, or one a line.
Form = Literal["object", "lines"]
FORMS: dict[str, Form] = {
    "application/json": "object",
    "application/x-ndjson": "lines",
    "application/ndjson": "lines",
    "application/jsonl": "lines",
    "application/x-jsonlines": "lines",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """The article of `line` (from 1) can be published as `version`."""

    line: int
    version: Version


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why what stands on `line` can be no raw article."""

    line: int
    error_class: ErrorClass
    error: str


def judged(
    topic: str, body: bytes, form: Form
) -> Iterator[tuple[Taken, Outgoing] | tuple[Refusal, None]]:
    """Each article of `body` in order, with its record for `topic`, or refused; blank lines are
    passed over. The rules are those of `publish`."""
    for line, value in _values(body.removeprefix(codecs.BOM_UTF8), form):
        try:
            record, version = raw_record(topic, value, DOOR)
        except (UndecodableError, InvalidMessageError, TooLargeError) as error:
            yield Refusal(line, error_class(error), str(error)), None
        else:
            yield Taken(line, version), record


def _values(body: bytes, form: Form) -> Iterator[tuple[int, bytes]]:
    if form == "object":
        if value := body.strip():
            yield 1, value
        return
    line, start = 0, 0
    while start < len(body):
        line += 1
        end = body.find(b"\n", start)
        end = len(body) if end < 0 else end
        if value := body[start:end].strip():
            yield line, value
        start = end + 1
