"""Articles to clean."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.clean.lines import Line, split_lines
from pipeline.stage import Position
from schemas.raw import RawArticle

AT = Position(partition=0, offset=0, appended_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))

# Prose of no source, for the lines around the one under test.
PARAGRAPHS = (
    "The council voted on Tuesday to close the bridge for repairs that will last until the spring.",
    "Engineers found cracks in three of the nine piers during an inspection in the summer.",
    "“We would rather close it for a winter than lose it for ever,” the mayor told reporters.",
    "Traffic will be led over the old ford, where two lanes have been built since September.",
)


def at(offset: int) -> Position:
    return Position(partition=0, offset=offset, appended_at=AT.appended_at)


def text_article(body: str, **fields: object) -> RawArticle:
    return RawArticle.model_validate({"source": "paper", "body": body, **fields})


def page_article(markup: str, **fields: object) -> RawArticle:
    return text_article(markup, content_type="text/html", **fields)


def line(text: str) -> Line:
    (only,) = split_lines(text)
    return only
