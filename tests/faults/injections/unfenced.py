"""Broken on purpose: every owner of a partition writes under a transactional id of its own, so that
taking a partition over shuts nobody out."""

from __future__ import annotations

from uuid import uuid4

from agents.settings import Settings
from tests.faults.injections import held_before_writing


def inject() -> None:
    """The rest is as it was; the worker can be held before it writes."""

    def transactional_id(self: Settings, stage: str, partition: int) -> str:
        return f"{self.topic_prefix}-{stage}-{partition}-{uuid4()}"

    Settings.transactional_id = transactional_id  # type: ignore[method-assign]
    held_before_writing.inject()
