"""What asking a host came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.record import Outgoing
from pipeline.feeds.memory import Change


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that is to be written, in one transaction: `articles` for `news.raw`, `changes`
    for `news.feeds`. `said` is the outcome in a word, for metrics."""

    said: str
    changes: Sequence[Change] = ()
    articles: Sequence[Outgoing] = ()
