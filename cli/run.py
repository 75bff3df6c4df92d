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
from cli.errors import plain_errors
from cli.inputs import Input, expand, read_inputs
from cli.progress import progress_bar
from pipeline.stage import Position

if TYPE_CHECKING:
    from pipeline.run import Refused
    from schemas.clean import CleanArticle
    from schemas.extracted import ExtractedArticle
    from schemas.message import Message


class Skippable(StrEnum):
    """Stages that a text may pass untouched."""

    CLEAN = "clean"
    EXTRACT = "extract"


def run(
    paths: Annotated[
        list[str],
        typer.Argument(help="files (.txt .html .jsonl, .gz of these), folders, or - for stdin"),
    ],
    output: Annotated[str, typer.Option(help="a file, or - for stdout")] = "-",
    until: Annotated[Stage, typer.Option(help="the last stage to run")] = "dedup",
    skip: Annotated[
        list[Skippable] | None,
        typer.Option(help="pass texts through this stage untouched; repeatable"),
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="source of all articles; default: the file's name")
    ] = None,
    with_body: Annotated[
        bool, typer.Option("--with-body", help="add the rendered text of HTML pages as `rendered`")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="worker processes for extraction")] = 1,
) -> None:
    """Clean, extract and deduplicate files without Kafka; one JSON object a line.

    Each line is {"topic": clean|extracted|articles|duplicates|dead-letters, "key": …, "value": …},
    one for each input in input order. A redelivery of an earlier input gives none; redeliveries are
    counted on standard error.
    """
    with plain_errors(), ExitStack() as resources:
        skipped: list[str] = []
        files = expand(paths, skipped.append)
        for name in skipped:
            typer.echo(f"skipped {name}", err=True)
        out: IO[bytes] = (
            sys.stdout.buffer if output == "-" else resources.enter_context(Path(output).open("wb"))
        )
        flow = _Flow(until, frozenset(skip or ()), with_body, jobs, resources)
        counts = Counter[str]()
        with progress_bar("running") as show:
            for line in flow.lines(read_inputs(files, source)):
                counts[line["topic"] if line else "redeliveries"] += 1
                show(counts.total())
                if line:
                    out.write(orjson.dumps(line, option=orjson.OPT_SORT_KEYS) + b"\n")
        out.flush()
        typer.echo(", ".join(f"{n} {name}" for name, n in sorted(counts.items())), err=True)


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
        from cli.extraction import extraction
        from pipeline.run import CleanStep, DedupStep

        self._until = until
        self._with_body = with_body
        self._clean = CleanStep(skip="clean" in skip)
        self._dedup = DedupStep()
        self._extract = (
            resources.enter_context(extraction(jobs, skip="extract" in skip))
            if until != "clean"
            else None
        )

    def lines(self, inputs: Iterable[Input]) -> Iterator[dict[str, Any] | None]:
        """One line for each input, in order; None for a redelivery."""
        items = (self._cleaned(number, item) for number, item in enumerate(inputs))
        if self._extract is None:
            for item in items:
                yield self._line("clean", item, item.clean)
        else:
            for item, extracted in self._extract(items, lambda item: item.clean):
                yield self._finished(item, extracted)

    def _cleaned(self, number: int, item: Input) -> _Item:
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
