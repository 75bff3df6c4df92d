"""`news.profiles`: what clean has learned of each source, and how far it has learned."""

from __future__ import annotations

from pydantic import Field

from schemas.message import Message


class Profile(Message):
    """The memory of one source.

    `lines` maps the hash of a folded line (digits one 0) to two numbers: in how many articles
    it was seen, and the number of the source's article that showed it last. `documents` counts
    the versions that taught; `recent` keeps the last of them (content hashes), so that the same
    version published again never teaches twice; `articles` maps the hash of a recent article's
    id to the number it taught with, so that its later versions neither teach nor are cut by it.
    `share` is the running mean of the part of an article's characters that the memory knew,
    `resets` how often a jump of it began the memory anew (the site had changed its template).
    """

    source: str
    documents: int = 0
    lines: dict[str, tuple[int, int]] = Field(default_factory=dict)
    recent: tuple[str, ...] = ()
    articles: dict[str, int] = Field(default_factory=dict)
    share: float = 0.0
    resets: int = 0


class Through(Message):
    """Raw offsets at or below `offset` of this partition never teach again."""

    offset: int
