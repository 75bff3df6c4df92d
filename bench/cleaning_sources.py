"""Cleaning with the memory of the source: what it finds and costs, by the article's age."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from bench.cleaning_metrics import score_lines
from bench.cleaning_rows import cleaned, texts, uncut
from pipeline.clean.memory import SourceMemory
from pipeline.clean.stage import Cleaner
from training.clean_lines.samples import rows

SOURCES = "textmode-sources-english.jsonl.xz"
# What is cut because it is stated as metadata; the sets of texts call most of it the article.
MINED = frozenset({"title", "deck", "byline", "date", "credit", "caption", "section", "source-url"})
AGES = ((0, "1st"), (1, "2nd"), (4, "3-5"), (9, "6-10"), (10**9, "> 10"))


def measure_sources(data: Path, cleaner: Cleaner) -> None:
    """Articles of many sources in date order, each source learned as the stage learns it."""
    print(
        "\n| article of its source | variant | drop P | drop R | drop F1 | characters lost "
        "| of these stated as metadata | cut by the memory |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for variant in ("container", "half"):
        known, seen = SourceMemory(), Counter[str]()
        judged: dict[str, list[tuple[list[bool], list[bool]]]] = defaultdict(list)
        lost, mined, by_memory, whole = (Counter[str]() for _ in range(4))
        chosen = [row for row in rows(data / SOURCES) if row["variant"] == variant and row["lines"]]
        for offset, row in enumerate(sorted(chosen, key=lambda row: (row["date"], row["id"]))):
            source = row["domain"]
            age = next(name for limit, name in AGES if seen[source] <= limit)
            seen[source] += 1
            removals = cleaned(cleaner, row, titled=True, known=known, offset=offset).removals
            wanted = [line["keep"] for line in row["lines"]]
            judged[age].append((wanted, uncut(removals, texts(row))))
            article = [len(line["text"]) * line["keep"] for line in row["lines"]]
            whole[age] += sum(article)
            for count, counted in (
                (lost, removals),
                (mined, [removal for removal in removals if removal.class_ in MINED]),
                (by_memory, [removal for removal in removals if removal.layer == "memory"]),
            ):
                kept = uncut(counted, texts(row))
                count[age] += sum(
                    length for length, keep in zip(article, kept, strict=True) if not keep
                )
        for _, age in AGES:
            score = score_lines(judged[age]).dropped
            print(
                f"| {age} | {variant} | {score.precision:.3f} | {score.recall:.3f} "
                f"| {score.f1:.3f} "
                + "".join(f"| {n[age] / max(1, whole[age]):.4f} " for n in (lost, mined, by_memory))
                + "|"
            )
