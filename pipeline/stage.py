"""What every stage is told about a record, and how it refuses one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record stands: `offset` in `partition` of a stage's input topic; `appended_at` is
    the broker's append time in UTC. In process, offsets count inputs from 0 in partition 0."""

    partition: int
    offset: int
    appended_at: datetime


class RejectedError(Exception):
    """This article cannot be handled, and never will be: it becomes a dead letter, alone.

    Raised by a stage for what is wrong with the article itself, with one sentence that says what.
    """
