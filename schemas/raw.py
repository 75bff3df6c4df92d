"""`news.raw`: what a producer hands in. Only `source` and `body` are required."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from schemas.message import Message, Timestamp

ContentType = Literal["text/plain", "text/html"]
# What a site asks that not be done with an article: its robots.txt closes the page, or the page (or
# its header X-Robots-Tag) says so, or it reserves text and data mining (TDMRep).
Restriction = Literal["robots-disallowed", "noarchive", "noindex", "noai", "tdm-reserved"]

DEFAULT_LANE = "default"

# A name is a key, a label in metrics and a line in tables: short, and without control characters.
MAX_NAME_CHARACTERS = 512
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_NAME_CHARACTERS, pattern=r"^[^\x00-\x1f\x7f]+$"),
]


class RawArticle(Message):
    """One scraped article, as it came.

    `body` is text: files and responses are decoded at the door. Optional fields are used when
    present and never guessed here. `published_at` stays a string: what a feed calls a date is
    judged by extract, which keeps its origin and its confidence. `restrictions` are those that a
    crawler looked for and found; null where nobody looked.
    """

    source: Name
    body: str = Field(min_length=1)
    article_id: Name | None = None
    url: str | None = None
    title: str | None = None
    published_at: str | None = None
    language: str | None = None
    content_type: ContentType | None = None
    lane: Name | None = None
    collected_at: Timestamp | None = None
    restrictions: tuple[Restriction, ...] | None = None

    @field_validator("content_type", mode="before")
    @classmethod
    def _media_type_alone(cls, value: object) -> object:
        """`Text/HTML; charset=utf-8` means `text/html`: the body is decoded already."""
        return value.partition(";")[0].strip().lower() if isinstance(value, str) else value

    @field_validator("source", "article_id", "lane")
    @classmethod
    def _names_something(cls, value: str | None) -> str | None:
        if value is not None and not value.strip():
            raise ValueError("the name is blank")
        return value

    @field_validator("body")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("the body is blank")
        return value
