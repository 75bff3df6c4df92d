"""When an article was published and updated: the best of what is stated, with its certainty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline.extract.lexicon import split
from pipeline.extract.moment import Moment
from pipeline.extract.moments import read_moment
from schemas.clean import CleanArticle, Mined
from schemas.extracted import DatedValue, Dateline, DateOrigin

# How far a source of dates is believed before others are asked. Judged by hand on news pages: a
# producer's and a page's own data are right but for clock errors and templates, an address has the
# day of the first draft, a line of the text may be another article's.
_BELIEF: dict[DateOrigin, float] = {
    "given": 0.97,
    "json-ld": 0.95,
    "opengraph": 0.94,
    "meta": 0.9,
    "line": 0.9,
    "url": 0.85,
    "time": 0.8,
    "dateline": 0.75,
    "text": 0.6,
}
_AGREED = 0.03
_DISAGREED = 0.25
_COARSER = {"second": 0.0, "minute": 0.0, "day": 0.0, "month": 0.1, "year": 0.25}
_DATED_PRECISION = ("day", "minute", "second")

# A collector's clock may be behind the publisher's, and a page may carry tomorrow's print date.
_FUTURE = timedelta(days=2)
_EARLIEST_YEAR = (
    1950  # before it no wire was digital: such a date is the subject's, not the article's
)

_ORIGINS: dict[str, DateOrigin] = {
    "given": "given", "json-ld": "json-ld", "opengraph": "opengraph", "meta": "meta",
    "link": "meta", "time": "time", "element": "time", "line": "line", "text": "text",
}  # fmt: skip
_UPDATED = re.compile(
    r"\b(?:updated|modified|last\s+(?:update|modified|changed|edited)|edited|revised)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"\b(?:published|posted|created|first\s+published|issued)\b", re.IGNORECASE)
_URL_DATE = re.compile(
    r"/(?P<year>(?:19|20)\d\d)[/-]?(?P<month>0[1-9]|1[0-2]|[1-9](?=/)|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:[/-]?(?P<day>0[1-9]|[12]\d|3[01]|[1-9](?=/)))?(?=[/_.-]|$)",
    re.IGNORECASE,
)
_MONTH_NAMES = split("jan feb mar apr may jun jul aug sep oct nov dec")
_MAX_URL_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class _Candidate:
    moment: Moment
    origin: DateOrigin


@dataclass(frozen=True, slots=True)
class Dates:
    published: DatedValue | None
    updated: DatedValue | None


def judge(article: CleanArticle, dateline: Dateline | None) -> Dates:
    """The dates of `article`. A value in the future of its collection is nobody's date."""
    metadata = article.metadata
    limit = article.collected_at + _FUTURE
    urls = [article.url, *(m.value for m in (*metadata.canonical_url, *metadata.source_url))]
    from_urls = [c for c in map(_in_url, urls) if c and _possible(c.moment, limit)]
    near = from_urls[0].moment if from_urls else None
    near_day = near.day if near and near.precision == "day" else article.collected_at.date()
    published = [*_stated(metadata.published, near_day)]
    updated = [*_stated(metadata.modified, near_day)]
    for line in (*metadata.date, *metadata.byline):
        first, second = _split_line(line)
        published += _stated(first, near_day)
        updated += _stated(second, near_day)
    published += from_urls
    if dateline and dateline.date:
        published += _from_dateline(dateline.date, published, article.collected_at)
    return Dates(_best(published, limit), _best(updated, limit))


def _stated(statements: Iterable[Mined], near: date) -> Iterator[_Candidate]:
    for statement in statements:
        moment = read_moment(statement.value, near=near)
        if moment is not None:
            yield _Candidate(moment, _ORIGINS[statement.origin])


def _split_line(line: Mined) -> tuple[list[Mined], list[Mined]]:
    """A line of dates as (published, updated): "Published 1 Oct 2015, updated 2 Oct 2015"."""
    updated = _UPDATED.search(line.value)
    if updated is None:
        return [line], []
    published = _PUBLISHED.search(line.value)
    cut = updated.start()
    if published and published.start() > cut:
        cut = published.start()
        return [_part(line, cut, len(line.value))], [_part(line, 0, cut)]
    return [_part(line, 0, cut)], [_part(line, cut, len(line.value))]


def _part(line: Mined, start: int, end: int) -> Mined:
    return line.model_copy(update={"value": line.value[start:end]})


def _in_url(url: str | None) -> _Candidate | None:
    match = _URL_DATE.search(url[:_MAX_URL_CHARACTERS]) if url else None
    if match is None:
        return None
    name = match["month"].lower()
    month = _MONTH_NAMES.index(name) + 1 if name in _MONTH_NAMES else int(name)
    try:
        if match["day"]:
            return _Candidate(
                Moment(datetime(int(match["year"]), month, int(match["day"])), "day"), "url"
            )
        return _Candidate(Moment(datetime(int(match["year"]), month, 1), "month"), "url")
    except ValueError:
        return None


def _from_dateline(
    written: str, others: Sequence[_Candidate], collected_at: datetime
) -> Iterator[_Candidate]:
    """A dateline has no year: it is that of another date, else the last one before collection."""
    moment = read_moment(written)
    if moment is not None and moment.precision == "day":
        yield _Candidate(moment, "dateline")
        return
    if others:
        year = others[0].moment.local.year
    else:
        this_year = read_moment(f"{written}, {collected_at.year}")
        late = this_year is not None and this_year.latest() > collected_at + _FUTURE
        year = collected_at.year - late
    moment = read_moment(f"{written}, {year}")
    if moment is not None:
        yield _Candidate(moment, "dateline")


def _possible(moment: Moment, limit: datetime) -> bool:
    return moment.local.year >= _EARLIEST_YEAR and moment.latest() <= limit


def _best(candidates: Sequence[_Candidate], limit: datetime) -> DatedValue | None:
    """The most believed candidate that names a day, else the most believed of all."""
    possible = [c for c in candidates if _possible(c.moment, limit)]
    if not possible:
        return None
    best = max(possible, key=lambda c: (c.moment.precision in _DATED_PRECISION, _BELIEF[c.origin]))
    confidence = _BELIEF[best.origin] - _COARSER[best.moment.precision]
    others = [c for c in possible if c.origin != best.origin]
    if others:
        agreeing = all(_agree(best.moment, other.moment) for other in others)
        confidence += _AGREED if agreeing else -_DISAGREED
    return DatedValue(
        value=best.moment.text(),
        precision=best.moment.precision,
        zone_known=best.moment.offset is not None and best.moment.precision in ("minute", "second"),
        origin=best.origin,
        confidence=round(min(confidence, 0.99), 2),
    )


def _agree(a: Moment, b: Moment) -> bool:
    """Whether both may mean the same publication: a day apart is a matter of zones."""
    if "year" in (a.precision, b.precision):
        return a.local.year == b.local.year
    if "month" in (a.precision, b.precision):
        return (a.local.year, a.local.month) == (b.local.year, b.local.month)
    return abs((a.day - b.day).days) <= 1
