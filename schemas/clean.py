"""`news.clean`: the article's own words, and a receipt for every character that was cut."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.lineage import Lineage
from schemas.message import Message, Timestamp
from schemas.raw import ContentType, Restriction

RemovalClass = Literal[
    # mined first: cut from the text and present as metadata
    "title", "deck", "byline", "date", "credit", "caption", "section", "source-url",
    # furniture
    "advertisement", "promotion", "share", "newsletter", "related", "read-more", "comments",
    "consent", "navigation", "counter", "legal", "paywall", "other",
]  # fmt: skip

# What decided a removal, in the order in which the layers run. `layout` joins what the other
# layers left: white space and separators between two cut lines.
Layer = Literal["page", "title", "lexicon", "memory", "context", "layout"]


class Removal(Message):
    """A cut. `start`, `end` (end exclusive) are character offsets into the body; for HTML into
    the page's rendered text. `text` is the cut text itself, so that nothing has to be looked up."""

    start: int
    end: int
    text: str
    class_: RemovalClass = Field(alias="class")
    layer: Layer
    rule: str
    confidence: float


# Who stated a piece of metadata: the producer's field, the page's head, or words of the body.
MetadataOrigin = Literal[
    "given", "json-ld", "opengraph", "meta", "link", "time", "element", "line", "text"
]


class Mined(Message):
    """One statement about the article. `start`, `end` locate it in the body (HTML: the rendered
    text) where it was read there; both are null where it comes from a field or the page's head."""

    value: str
    origin: MetadataOrigin
    start: int | None = None
    end: int | None = None


class Metadata(Message):
    """All statements found, by kind, best first. Conflicts are kept: extract judges them."""

    title: tuple[Mined, ...] = ()
    deck: tuple[Mined, ...] = ()
    byline: tuple[Mined, ...] = ()
    date: tuple[Mined, ...] = ()
    credit: tuple[Mined, ...] = ()
    caption: tuple[Mined, ...] = ()
    section: tuple[Mined, ...] = ()
    source_url: tuple[Mined, ...] = ()
    author: tuple[Mined, ...] = ()
    published: tuple[Mined, ...] = ()
    modified: tuple[Mined, ...] = ()
    canonical_url: tuple[Mined, ...] = ()
    language: tuple[Mined, ...] = ()
    site_name: tuple[Mined, ...] = ()


class CleanArticle(Message):
    """A cleaned article. The law: `restore(text, removals)` is the body, to the character.

    `notes` says in words what was special (a cap that applied, an index page, an abstention).
    """

    article_id: str
    content_hash: str
    lane: str
    source: str
    url: str | None
    collected_at: Timestamp
    appended_at: Timestamp
    content_type: ContentType
    restrictions: tuple[Restriction, ...] | None = None
    text: str
    removals: tuple[Removal, ...]
    metadata: Metadata
    notes: tuple[str, ...] = ()
    lineage: Lineage
