"""An update of an article keeps what it repeats: its own earlier version is no furniture."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.clean.memory import SourceMemory, apply, decide
from pipeline.clean.stage import Cleaner
from pipeline.stage import Position
from schemas.raw import RawArticle

FLASH = "Bridge closed after storm\nThe old bridge in Ostrava was closed on Monday."
UPDATED = FLASH + "\nTwo people were hurt when a tree fell on a bus."
SPACED = UPDATED.replace("closed on", "closed  on")


def clean_in_order(*bodies: str) -> tuple[list[str], SourceMemory]:
    """The clean texts of versions of one article, each with what the ones before it taught."""
    cleaner, memory, texts = Cleaner(), SourceMemory(), []
    for offset, body in enumerate(bodies):
        at = Position(0, offset, datetime(2026, 11, 20, 12, offset, tzinfo=UTC))
        raw = RawArticle(source="gazette", article_id="bridge", body=body)
        cleaned = cleaner.clean(raw, at, memory.profile("gazette"))
        for change in decide(memory, cleaned.lesson, at):
            apply(memory, change)
        texts.append(cleaned.article.text)
    return texts, memory


def test_a_short_update_keeps_the_sentences_of_the_version_before() -> None:
    texts, _ = clean_in_order(FLASH, UPDATED, SPACED)
    assert "The old bridge in Ostrava was closed on Monday." in texts[1]
    assert "Two people were hurt" in texts[1]
    assert texts[2].replace("  ", " ") == texts[1]


def test_versions_of_one_article_teach_once() -> None:
    _, memory = clean_in_order(FLASH, UPDATED, SPACED)
    profile = memory.profile("gazette")
    assert profile is not None
    assert profile.documents == 1
