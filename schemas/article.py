"""`news.articles` and `news.duplicates`: what came out, what was withheld, and the evidence."""

from __future__ import annotations

from typing import Literal

from schemas.extracted import ExtractedArticle
from schemas.message import Message

# Between two articles.
CopyRelation = Literal["same-text", "edited"]
LinkRelation = Literal[
    "same-text", "edited", "contained-in", "contains", "shares-passage", "same-template-other-facts"
]
# Within one article.
OwnRelation = Literal["unchanged", "superseded"]
WithheldRelation = Literal["same-text", "edited", "unchanged", "superseded"]


class Passage(Message):
    """A run of words that two articles share: character offsets into this text and the other,
    end exclusive; `words` is its length in words."""

    start: int
    end: int
    other_start: int
    other_end: int
    words: int


class Substitution(Message):
    """A place where an edited copy has other words than the article it is a copy of: `text` at
    `start` to `end` of this text, for what stands at `other_start` to `other_end` of the other's
    (whose text dedup does not keep)."""

    start: int
    end: int
    text: str
    other_start: int
    other_end: int


class Link(Message):
    """Another article that shares words with this one. `score` in [0, 1]: the certainty of the
    relation, not the share of words. `revision` is null where the other was itself withheld.
    `substitutions` are told of `edited` copies, the first 32."""

    article_id: str
    revision: int | None
    relation: LinkRelation
    score: float
    passages: tuple[Passage, ...]
    substitutions: tuple[Substitution, ...] = ()


class Change(Message):
    """A place where this revision differs from the one before; `other_*` are offsets into that
    one's text. An insertion has `other_start == other_end`, a deletion `start == end`."""

    start: int
    end: int
    other_start: int
    other_end: int


class Article(ExtractedArticle):
    """An article that is out. `originality` is the share of its words not found in earlier
    articles of the window; `changes` is null when there is no revision to compare with."""

    revision: int
    originality: float
    links: tuple[Link, ...]
    changes: tuple[Change, ...] | None


class Duplicate(ExtractedArticle):
    """A withheld version: a whole article, so that it could be published after all.

    For a copy of another article `duplicate_of` names that one and `revision` is null. For
    `unchanged` and `superseded` it names the article itself; `duplicate_of_revision` is then the
    newest revision that is out, or null when none is (only copies of it were seen).
    """

    revision: int | None
    originality: float
    links: tuple[Link, ...]
    changes: tuple[Change, ...] | None
    duplicate_of: str
    duplicate_of_revision: int | None
    relation: WithheldRelation
    score: float
    passages: tuple[Passage, ...]
    substitutions: tuple[Substitution, ...] = ()
