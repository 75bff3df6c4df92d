"""The step that reading a record adds to an article's lineage."""

from __future__ import annotations

from pipeline.stage import Position
from pipeline.version import APP_VERSION
from schemas.lineage import Step


def read_step(position: Position) -> Step:
    """A record at `position` was read by this release."""
    return Step(
        partition=position.partition,
        offset=position.offset,
        appended_at=position.appended_at,
        app_version=APP_VERSION,
    )
