"""Where a record came from: the one field in which two equal articles may differ."""

from __future__ import annotations

from schemas.message import Message, Timestamp


class Step(Message):
    """One record that a stage read.

    `partition` and `offset` are those of the record on the stage's input topic, `appended_at` the
    broker's append time, `app_version` the release of wirecopy that read it.
    """

    partition: int
    offset: int
    appended_at: Timestamp
    app_version: str


class Lineage(Message):
    """The way of an article through the topics, by the topic that each step was read from."""

    raw: Step
    clean: Step | None = None
    extracted: Step | None = None
