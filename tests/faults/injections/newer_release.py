"""A later release of wirecopy, with another model, as far as messages tell."""

from __future__ import annotations

from agents import dead_letters
from pipeline import lineage

RELEASE = "99.0.0"
ANALYSIS = "news_sm_open-99.0.0+rules-99"


def inject() -> None:
    """In lineage and in dead letters."""
    lineage.__dict__["APP_VERSION"] = RELEASE
    dead_letters.__dict__["APP_VERSION"] = RELEASE


def inject_in_child() -> None:
    """In what extract says of its model."""
    from pipeline.extract.stage import Extractor

    lineage.__dict__["APP_VERSION"] = RELEASE
    Extractor.analysis = property(lambda _: ANALYSIS)  # type: ignore[assignment]
