"""Title, deck, people, section and address of an article: the statements found, judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.address import published_address
from pipeline.extract.agencies import Agencies
from pipeline.extract.byline import read_byline
from pipeline.extract.credits import read_credit
from schemas.clean import CleanArticle, Metadata, Mined

MAX_TITLE_CHARACTERS = 400
_SPACE = re.compile(r"\s+")
_HEAD_ORIGINS = ("opengraph", "meta", "json-ld")
_SEPARATORS = ("|", "·", "»", "–", "—", "-", ":")


@dataclass(frozen=True, slots=True)
class Credited:
    authors: tuple[str, ...]
    agencies: tuple[str, ...]
    contributors: tuple[str, ...]


def title(metadata: Metadata) -> str | None:
    """The best stated title; one from the page's head without the name of the site behind it."""
    best = next((m for m in metadata.title if m.value.strip()), None)
    if best is None:
        return None
    words = _one_line(best.value)
    if best.origin in _HEAD_ORIGINS:
        for site in metadata.site_name:
            words = _without_site(words, _one_line(site.value))
    return words[:MAX_TITLE_CHARACTERS].rstrip()


def first_line(statements: Sequence[Mined]) -> str | None:
    """The best statement on one line, or None."""
    found = (_one_line(m.value) for m in statements)
    return next((line for line in found if line), None)


def credited(metadata: Metadata, dateline_agency: str | None, agencies: Agencies) -> Credited:
    """Who wrote, which agencies delivered, and who helped; each once, in order of appearance."""
    authors: dict[str, None] = {}
    houses: dict[str, None] = {}
    contributors: dict[str, None] = {}
    for line in metadata.byline:
        byline = read_byline(line.value, agencies)
        authors.update(dict.fromkeys(byline.authors))
        houses.update(dict.fromkeys(byline.agencies))
    for statement in metadata.author:
        stated = read_byline(statement.value, agencies)
        known = {_folded(a) for a in authors}
        authors.update({a: None for a in stated.authors if _folded(a) not in known})
        houses.update(dict.fromkeys(stated.agencies))
    if dateline_agency:
        houses[dateline_agency] = None
    for line in metadata.credit:
        credit = read_credit(line.value, agencies)
        contributors.update(dict.fromkeys(credit.contributors))
        houses.update(dict.fromkeys(credit.agencies))
    helpers = tuple(name for name in contributors if name not in authors)
    return Credited(tuple(authors), tuple(houses), helpers)


def address(article: CleanArticle) -> str | None:
    """The page's own canonical address, else the given one, else the source named in the text."""
    metadata = article.metadata
    stated = [m.value for m in metadata.canonical_url]
    given = [article.url] if article.url else []
    mined = [m.value for m in metadata.source_url]
    return next((a for a in map(published_address, [*stated, *given, *mined]) if a), None)


def _one_line(value: str) -> str:
    return _SPACE.sub(" ", value).strip()


def _without_site(words: str, site: str) -> str:
    head = words[: -len(site)].rstrip() if site and words.lower().endswith(site.lower()) else ""
    return head[:-1].rstrip() if len(head) > 1 and head.endswith(_SEPARATORS) else words


def _folded(name: str) -> str:
    return _SPACE.sub(" ", name).casefold()
