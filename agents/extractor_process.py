"""What runs in extract's worker processes, and what crosses to them: bytes in and bytes out."""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from agents.children import begin_as_child
from pipeline.extract.stage import Extractor
from pipeline.limits import Limits
from pipeline.lineage import read_step
from pipeline.stage import Position, RejectedError
from schemas.clean import CleanArticle
from schemas.codec import InvalidMessageError, UndecodableError, decode, encode
from schemas.extracted import ExtractedArticle
from schemas.headers import VersionHeader

# A clean record's value, and where it stands on the extract stage's input topic.
Task = tuple[bytes | None, Position]


class ExtractorFaultError(Exception):
    """A fault of ours at one article; its note is the stack trace in the worker process."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An article that the extractor cannot handle. `kind` names the error's class, `trace` is where
    it was raised, in a fault of ours."""

    kind: str
    reason: str
    trace: str = ""

    def error(self) -> Exception:
        """The error as it is raised in this process."""
        known = _ARTICLE_FAULTS.get(self.kind)
        if known is not None:
            return known(self.reason)
        fault = ExtractorFaultError(f"{self.kind}: {self.reason}")
        fault.add_note(self.trace)
        return fault


_ARTICLE_FAULTS: dict[str, type[Exception]] = {
    error.__name__: error for error in (UndecodableError, InvalidMessageError, RejectedError)
}


@dataclass(frozen=True, slots=True)
class Extracted:
    """An extracted record, encoded, and the version that it is."""

    value: bytes
    version: VersionHeader


_extractor: Extractor


def start(limits: Limits) -> None:
    """To be called once, first, in each worker process."""
    global _extractor
    begin_as_child()
    _extractor = Extractor(limits=limits)


def extract(tasks: Sequence[Task]) -> list[Extracted | Refusal]:
    """Clean articles to extracted ones, in order. Needs `start`."""
    try:
        decoded: list[CleanArticle | Refusal] = [_decoded(*task) for task in tasks]
        articles = [article for article in decoded if isinstance(article, CleanArticle)]
        extracted = iter(_extractor.extract_many(articles))
        return [
            article if isinstance(article, Refusal) else _encoded(next(extracted))
            for article in decoded
        ]
    except MemoryError:
        # Here may be the fault of an article or of the machine, and this process is in no state to
        # find out: its articles are done again one by one in a new one.
        os._exit(1)


def _decoded(value: bytes | None, position: Position) -> CleanArticle | Refusal:
    try:
        article = decode(CleanArticle, value)
        lineage = article.lineage.model_copy(update={"clean": read_step(position)})
        return article.model_copy(update={"lineage": lineage})
    except (UndecodableError, InvalidMessageError) as error:
        return Refusal(type(error).__name__, str(error))


def _encoded(result: ExtractedArticle | Exception) -> Extracted | Refusal:
    if isinstance(result, ExtractedArticle):
        try:
            return Extracted(encode(result), VersionHeader.naming(result))
        except MemoryError:
            raise
        except Exception as error:  # one article's fault must not stop the others
            result = error
    trace = "".join(traceback.format_exception(result))
    return Refusal(type(result).__name__, str(result), trace)
