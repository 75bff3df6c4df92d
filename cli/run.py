"""`wirecopy run PATH…`: the same stages in one process, without a broker."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, cast

import orjson
import typer

from agents.flow import Stage
from cli.articles import Input, Unusable
from cli.errors import EXIT_NEGATIVE, plain_errors
from cli.inputs import SourceOption, read_inputs
from cli.paths import expand
from cli.progress import progress_bar, say
from pipeline.stage import Position

if TYPE_CHECKING:
    from pipeline.run import Refused
    from schemas.clean import CleanArticle
    from schemas.extracted import ExtractedArticle
    from schemas.message import Message


# The stage that dead letters name for what did not get as far as a stage.
READ = "read"


class Skippable(StrEnum):
    """Stages that a text may pass untouched."""

    CLEAN = "clean"
    EXTRACT = "extract"


def run(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="files (.txt .html .jsonl .warc, .gz of these), folders, or - for stdin"
        ),
    ],
    output: Annotated[str, typer.Option(help="a file, or - for stdout")] = "-",
    until: Annotated[Stage, typer.Option(help="the last stage to run")] = "dedup",
    skip: Annotated[
        list[Skippable] | None,
        typer.Option(help="pass texts through this stage untouched; repeatable"),
    ] = None,
    source: SourceOption = None,
    with_body: Annotated[
        bool, typer.Option("--with-body", help="add the rendered text of HTML pages as `rendered`")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="worker processes for extraction")] = 1,
) -> None:
    """Clean, extract and deduplicate files without Kafka; one JSON object a line.

    Each line is {"topic": clean|extracted|articles|duplicates|dead-letters, "key": …, "value": …},
    one for each input in input order. A redelivery of an earlier input gives none; redeliveries are
    counted on standard error. What cannot be read is said there too and is a line of dead-letters;
    the exit code is then 1.
    """
    with plain_errors(), ExitStack() as resources:
        files = expand(paths, lambda name: say(f"skipped {name}"))
        out: IO[bytes] = (
            sys.stdout.buffer if output == "-" else resources.enter_context(Path(output).open("wb"))
        )
        flow = _Flow(until, frozenset(skip or ()), with_body, jobs, resources)
        counts = Counter[str]()
        unusable: list[Unusable] = []
        inputs = _told(read_inputs(files, source, say), unusable)
        with progress_bar("running") as show:
            for line in flow.lines(inputs):
                counts[line["topic"] if line else "redeliveries"] += 1
                show(counts.total())
                if line:
                    out.write(orjson.dumps(line, option=orjson.OPT_SORT_KEYS) + b"\n")
        out.flush()
        say(", ".join(f"{n} {name}" for name, n in sorted(counts.items())) or "0 articles")
        if unusable:
            raise typer.Exit(EXIT_NEGATIVE)


def _told(
    inputs: Iterable[Input | Unusable], unusable: list[Unusable]
) -> Iterator[Input | Unusable]:
    """`inputs`, those that cannot be used said on the way and added to `unusable`."""
    for item in inputs:
        if isinstance(item, Unusable):
            unusable.append(item)
            say(f"refused {item.origin}: {item.reason}")
        yield item


@dataclass(frozen=True, slots=True)
class _Item:
    """An input on its way: what clean made of it, and what else its line needs."""

    source: str
    rendered: str | None
    clean: CleanArticle | Refused


class _Flow:
    """The stages in a row. Extraction may run ahead in other processes; its order is kept."""

    def __init__(
        self, until: Stage, skip: frozenset[str], with_body: bool, jobs: int, resources: ExitStack
    ) -> None:
        from agents.settings import load_settings
        from cli.extraction import extraction
        from pipeline.run import CleanStep, DedupStep

        self._until = until
        self._with_body = with_body
        limits = load_settings().limits()
        self._clean = CleanStep(skip="clean" in skip, limits=limits)
        self._dedup = DedupStep(limits)
        self._extract = (
            resources.enter_context(extraction(jobs, skip="extract" in skip, limits=limits))
            if until != "clean"
            else None
        )

    def lines(self, inputs: Iterable[Input | Unusable]) -> Iterator[dict[str, Any] | None]:
        """One line for each input, in order; None for a redelivery."""
        items = (self._cleaned(number, item) for number, item in enumerate(inputs))
        if self._extract is None:
            for item in items:
                yield self._line("clean", item, item.clean)
        else:
            for item, extracted in self._extract(items, lambda item: item.clean):
                yield self._finished(item, extracted)

    def _cleaned(self, number: int, item: Input | Unusable) -> _Item:
        from pipeline.run import Refused

        if isinstance(item, Unusable):
            return _Item(item.origin, None, Refused(READ, item.error_class, item.reason))
        at = Position(partition=0, offset=number, appended_at=datetime.now(UTC))
        result = self._clean.clean(item.value, at)
        if isinstance(result, tuple):
            article, rendered = result
            return _Item(article.source, rendered if self._with_body else None, article)
        return _Item(item.origin, None, result)

    def _finished(
        self, item: _Item, extracted: ExtractedArticle | Refused
    ) -> dict[str, Any] | None:
        if self._until == "extract" or not hasattr(extracted, "text"):
            return self._line("extracted", item, extracted)
        output = self._dedup.dedup(cast("ExtractedArticle", extracted))
        if output is None:
            return None
        return self._line(
            "duplicates" if hasattr(output, "duplicate_of") else "articles", item, output
        )

    def _line(self, topic: str, item: _Item, result: Message | Refused) -> dict[str, Any]:
        from pipeline.run import Refused

        if isinstance(result, Refused):
            return {"topic": "dead-letters", "key": item.source, "value": asdict(result)}
        value = result.model_dump(mode="json", by_alias=True)
        if item.rendered is not None and value["content_type"] == "text/html":
            value["rendered"] = item.rendered
        key = value["lane"] if topic == "extracted" else value["article_id"]
        return {"topic": topic, "key": key, "value": value}
