"""`news.profiles`: what clean has learned of each source, and how far it has learned."""

from __future__ import annotations

from schemas.message import Message


class ProfileLine(Message):
    """A line of a source, digits folded, by its hash; `documents` counts the articles it was seen
    in, `last` is the number of the source's article that showed it last (for decay)."""

    hash: str
    documents: int
    last: int


class Profile(Message):
    """The memory of one source. `documents` counts the versions that taught, `recent` keeps the
    last of them (content hashes), so that the same version published again never teaches twice."""

    source: str
    documents: int = 0
    lines: tuple[ProfileLine, ...] = ()
    recent: tuple[str, ...] = ()


class Through(Message):
    """Raw offsets at or below `offset` of this partition never teach again."""

    offset: int
