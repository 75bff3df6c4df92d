"""Extraction for `wirecopy run`: in this process, or spread over several, in input order."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Protocol, TypeVar

from cli.errors import CommandError
from pipeline.extract.stage import Extractor
from pipeline.limits import DEFAULT_LIMITS, Limits
from pipeline.run import Refused, refused, unread
from schemas.clean import CleanArticle
from schemas.extracted import ExtractedArticle

T = TypeVar("T")

CHUNK_ARTICLES = 8
# Chunks that wait for each process: keeps it busy, bounds memory.
CHUNKS_AHEAD = 3

Results = list[ExtractedArticle | Refused]


class Extraction(Protocol):
    """Maps items in order; those whose clean article was refused keep the refusal."""

    def __call__(
        self, items: Iterable[T], clean: Callable[[T], CleanArticle | Refused]
    ) -> Iterator[tuple[T, ExtractedArticle | Refused]]:
        """Each of `items` with what was extracted from its clean article."""


@contextmanager
def extraction(jobs: int, *, skip: bool, limits: Limits = DEFAULT_LIMITS) -> Iterator[Extraction]:
    """An Extraction with `jobs` processes; none of its own for one job. `skip` extracts nothing."""
    if skip:
        yield _inline(lambda articles: [unread(article) for article in articles])
    elif jobs == 1:
        extractor = Extractor(limits=limits)
        yield _inline(lambda articles: _settled(extractor.extract_many(articles)))
    else:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(
            jobs, mp_context=context, initializer=_load, initargs=(limits,)
        ) as pool:
            yield _pooled(pool, jobs * CHUNKS_AHEAD)


def _inline(extract: Callable[[Sequence[CleanArticle]], Results]) -> Extraction:
    def run(
        items: Iterable[T], clean: Callable[[T], CleanArticle | Refused]
    ) -> Iterator[tuple[T, ExtractedArticle | Refused]]:
        for chunk in _chunks(items, 1):
            yield from _paired(chunk, clean, extract(_articles(chunk, clean)))

    return run


def _pooled(pool: ProcessPoolExecutor, ahead: int) -> Extraction:
    def run(
        items: Iterable[T], clean: Callable[[T], CleanArticle | Refused]
    ) -> Iterator[tuple[T, ExtractedArticle | Refused]]:
        waiting: deque[tuple[list[T], Future[Results]]] = deque()
        try:
            for chunk in _chunks(items, CHUNK_ARTICLES):
                waiting.append((chunk, pool.submit(_extract, _articles(chunk, clean))))
                if len(waiting) > ahead:
                    done, future = waiting.popleft()
                    yield from _paired(done, clean, future.result())
            for done, future in waiting:
                yield from _paired(done, clean, future.result())
        except BrokenProcessPool:
            raise CommandError("an extraction process died; try fewer --jobs", 1) from None

    return run


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _articles(
    chunk: Sequence[T], clean: Callable[[T], CleanArticle | Refused]
) -> list[CleanArticle]:
    return [article for item in chunk if isinstance(article := clean(item), CleanArticle)]


def _paired(
    chunk: Sequence[T], clean: Callable[[T], CleanArticle | Refused], results: Results
) -> Iterator[tuple[T, ExtractedArticle | Refused]]:
    extracted = iter(results)
    for item in chunk:
        article = clean(item)
        yield item, article if isinstance(article, Refused) else next(extracted)


_extractor: Extractor


def _load(limits: Limits) -> None:
    """Runs once in each process."""
    global _extractor
    _extractor = Extractor(limits=limits)


def _extract(articles: Sequence[CleanArticle]) -> Results:
    return _settled(_extractor.extract_many(articles))


def _settled(results: Sequence[ExtractedArticle | Exception]) -> Results:
    return [
        refused("extract", result) if isinstance(result, Exception) else result
        for result in results
    ]
