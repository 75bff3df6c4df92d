"""Measure cleaning beside other tools: pages, texts, sources over time, speed.

    python -m bench.cleaning --data FOLDER [--model DIR --fold N] [--tools TOOLS]
                             [--only pages texts sources speed]

`FOLDER` holds the sets that training/clean_lines/README.md names and
`textmode-sources-english.jsonl.xz`. The shipped weights were fitted on the first two sets: give
weights trained without a fold, and that fold, for figures that carry over. `TOOLS`: a folder with
the other tools (see bench/cleaning_tools.py).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

from bench.cleaning_metrics import score_lines, score_texts
from bench.cleaning_rows import at, kept_lines, texts
from bench.cleaning_sources import measure_sources
from bench.cleaning_speed import measure_speed
from bench.cleaning_tools import c4_rules, keep_all, page_tools
from pipeline.clean.decode import decode_bytes
from pipeline.clean.stage import Cleaner
from pipeline.stage import RejectedError
from schemas.limits import TooLargeError
from schemas.raw import RawArticle
from training.clean_lines.samples import documents, fold_of, rows

DATA = Path(__file__).parents[2] / "shared" / "bench" / "cleaning"
TEXT_SETS = ("wcxb-dev", "news-fixtures")


def measure_pages(data: Path, cleaner: Cleaner, fold: int | None) -> None:
    def ours(markup: str) -> str:
        raw = RawArticle(source="bench", body=markup, content_type="text/html")
        try:
            return cleaner.clean(raw, at(0), None).article.text
        except (RejectedError, TooLargeError):  # one page is larger than a record may be
            return ""

    every = list(documents(data))
    tools = page_tools()
    print("\n| pages | set | precision | recall | F1 | exact | pages / cpu-s |")
    print("|---|---|---|---|---|---|---|")
    for news, title in ((True, "news fixtures"), (False, "WCXB dev")):
        chosen = [
            (decode_bytes(body), gold)
            for _, domain, is_news, body, gold in every
            if is_news == news and (fold is None or fold_of(domain) == fold)
        ]
        for name, tool in {"wirecopy": ours, **tools}.items():
            begin = process_time()
            found = [_quietly(tool, markup) for markup, _ in chosen]
            speed = len(chosen) / (process_time() - begin)
            score = score_texts(zip((gold for _, gold in chosen), found, strict=True))
            print(
                f"| {name} | {title} ({len(chosen)}) | {score.precision:.3f} | {score.recall:.3f} "
                f"| {score.f1:.4f} | {score.exact:.3f} | {speed:.0f} |",
                flush=True,
            )


def measure_texts(data: Path, cleaner: Cleaner, fold: int | None) -> None:
    print(
        "\n| texts | set | drop P | drop R | drop F1 | keep R | F1 of kept text | texts / cpu-s |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name in TEXT_SETS:
        every = list(rows(data / f"textmode-{name}.jsonl.xz"))
        for variant in ("container", "half"):
            chosen = [
                row
                for row in every
                if row["variant"] == variant
                and row["lines"]
                and (fold is None or fold_of(row["domain"]) == fold)
            ]
            tools: dict[str, Callable[[dict[str, Any]], list[bool]]] = {
                "wirecopy": partial(kept_lines, cleaner, titled=variant == "container"),
                "keep all": lambda row: keep_all(texts(row)),
                "C4 line rules": lambda row: c4_rules(texts(row)),
            }
            for tool, judge in tools.items():
                begin = process_time()
                kept = [judge(row) for row in chosen]
                speed = len(chosen) / (process_time() - begin)
                _print_text_row(tool, f"{name} {variant} ({len(chosen)})", chosen, kept, speed)


def _quietly(tool: Callable[[str], str], markup: str) -> str:
    try:
        return tool(markup)
    except Exception:  # another tool's failure on a page is its result for that page
        return ""


def _print_text_row(
    tool: str, title: str, chosen: list[dict[str, Any]], kept: list[list[bool]], speed: float
) -> None:
    lines = score_lines(
        ([line["keep"] for line in row["lines"]], mask)
        for row, mask in zip(chosen, kept, strict=True)
    )
    text = score_texts(
        (
            row["gold"],
            "\n".join(line for line, keep in zip(texts(row), mask, strict=True) if keep),
        )
        for row, mask in zip(chosen, kept, strict=True)
    )
    dropped = lines.dropped
    print(
        f"| {tool} | {title} | {dropped.precision:.3f} | {dropped.recall:.3f} | {dropped.f1:.3f} "
        f"| {lines.keep_recall:.3f} | {text.f1:.4f} | {speed:.0f} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--tools", type=Path)
    parser.add_argument("--only", nargs="*", default=["pages", "texts", "sources", "speed"])
    options = parser.parse_args()
    if not options.data.is_dir():
        raise SystemExit(f"skipped: the data for measuring are not at {options.data}")
    if options.tools is not None:
        sys.path.append(str(options.tools))
    cleaner = Cleaner(options.model)
    if "pages" in options.only:
        measure_pages(options.data, cleaner, options.fold)
    if "texts" in options.only:
        measure_texts(options.data, cleaner, options.fold)
    if "sources" in options.only:
        measure_sources(options.data, cleaner)
    if "speed" in options.only:
        measure_speed(options.data, cleaner)


if __name__ == "__main__":
    main()
