"""Broken on purpose: the consumer as Faust makes it, which reads uncommitted records."""

from __future__ import annotations

from agents.consumer import CommittedReadThread


def inject() -> None:
    """What is inherited decides."""
    del CommittedReadThread._create_worker_consumer
