"""The sets as labelled lines."""

from __future__ import annotations

import gzip
import json
import lzma
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pipeline.clean import page
from pipeline.clean.decode import decode_bytes
from pipeline.clean.head import read_head
from pipeline.clean.judge import Judge
from pipeline.clean.lexicon import Lexicon
from pipeline.clean.lines import Line, split_lines
from pipeline.clean.markup import parse
from pipeline.clean.render import render
from pipeline.clean.stage import how_known
from pipeline.clean.title import repeats_title, title_keys
from pipeline.clean.wrappers import unwrap

# An article of which less was found on its page is mislabelled rather than odd.
MIN_GOLD_COVERAGE = 0.85
MAX_LINES = 2500
MAX_TOKENS = 40_000
FOLDS = 5

_TOKEN = re.compile(r"\w+")
_JUDGE = Judge(Lexicon())


@dataclass(frozen=True, slots=True)
class Sample:
    """One article: its lines, 1 for each that is furniture, and what the classifier is told."""

    name: str
    domain: str
    news: bool
    lines: list[Line]
    furniture: NDArray[np.int64]
    hits: list[int]
    title: frozenset[str]


def fold_of(domain: str) -> int:
    """The fold of a domain, in every set the same."""
    return crc32(domain.encode()) % FOLDS


def texts(data: Path) -> Iterator[Sample]:
    """Text sets: the article's box and a recall-leaning extractor's output."""
    for name in ("wcxb-dev", "news-fixtures"):
        for row in rows(data / f"textmode-{name}.jsonl.xz"):
            if row["variant"] == "raw" or row["gold_cov"] < MIN_GOLD_COVERAGE or not row["lines"]:
                continue
            lines = split_lines("\n".join(line["text"] for line in row["lines"]))
            if len(lines) != len(row["lines"]) or len(lines) > MAX_LINES:
                continue
            # Half of the training texts come without a title, as half of the world's do.
            titles = title_keys([row["title"]] if row["title"] else [])
            given = titles if row["variant"] == "container" else ()
            furniture = [
                not label["keep"] or (bool(titles) and repeats_title(line, titles))
                for line, label in zip(lines, row["lines"], strict=True)
            ]
            yield _sample(
                row["id"], row["domain"], name == "news-fixtures", lines, furniture, given
            )


def pages(data: Path) -> Iterator[Sample]:
    """Whole pages."""
    for name, domain, news, body, gold in documents(data):
        tree = parse(decode_bytes(body)).tree
        shown = unwrap(render(tree))
        lines = split_lines(shown.text, page.blocks(shown))
        coverage, found = align([line.text for line in lines], gold)
        if not lines or len(lines) > MAX_LINES or found < MIN_GOLD_COVERAGE:
            continue
        headings = [
            line.text for line in lines if line.block is not None and line.block.tag == "h1"
        ]
        stated = [mined.value for mined in read_head(tree).get("title", ())]
        titles = title_keys(stated + (headings if len(headings) == 1 else []))
        furniture = [
            part < 0.5 or (bool(titles) and repeats_title(line, titles))
            for line, part in zip(lines, coverage, strict=True)
        ]
        yield _sample(name, domain, news, lines, furniture, titles)


def documents(data: Path) -> Iterator[tuple[str, str, bool, bytes, str]]:
    """Name, domain, whether it is news, the page's bytes, and the article's known text."""
    domains = {
        row["id"]: row["domain"]
        for row in rows(data / "textmode-wcxb-dev.jsonl.xz")
        if row["variant"] == "raw"
    }
    files = members(data / "wcxb-dev-articles.tar.xz")
    for path, body in sorted(files.items()):
        if path.endswith(".html"):
            name = Path(path).stem
            truth = json.loads(files[f"ground-truth/{name}.json"])
            gold = truth.get("ground_truth", truth)["main_content"]
            yield name, domains.get(name, name), False, body, gold
    files = members(data / "news-fixtures-html.tar.xz")
    known: set[str] = set()
    for row in rows(data / "textmode-news-fixtures.jsonl.xz"):
        # One page comes with the text of another: a mistake of the set, and nothing to measure by.
        if row["variant"] == "raw" and row["gold"] not in known:
            known.add(row["gold"])
            path = next(path for path in files if path.endswith(row["id"]))
            yield row["id"], row["domain"], True, gzip.decompress(files[path]), row["gold"]


def align(lines: list[str], gold: str) -> tuple[list[float], float]:
    """The part of each line's tokens that the known text has in this order, and the part of that
    text which was found."""
    wanted = _TOKEN.findall(gold.lower())
    tokens = [_TOKEN.findall(line.lower()) for line in lines]
    flat = [token for line in tokens for token in line][:MAX_TOKENS]
    hit = np.zeros(sum(map(len, tokens)), bool)
    for start, _, size in SequenceMatcher(None, flat, wanted, autojunk=False).get_matching_blocks():
        hit[start : start + size] = True
    ends = np.cumsum([0, *map(len, tokens)])
    shares = [
        float(hit[start:end].mean()) if end > start else 0.0
        for start, end in pairwise(ends.tolist())
    ]
    return shares, float(hit.sum()) / max(1, len(wanted))


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def members(path: Path) -> dict[str, bytes]:
    """The files of an archive by path."""
    with tarfile.open(path) as archive:
        return {
            member.name.removeprefix("./"): file.read()
            for member in archive
            if (file := archive.extractfile(member)) is not None
        }


def _sample(
    name: str,
    domain: str,
    news: bool,
    lines: list[Line],
    furniture: list[bool],
    titles: tuple[str, ...],
) -> Sample:
    hits = [how_known(_JUDGE.read(line)) for line in lines]
    title = frozenset(titles[0].split(" ") if titles else ())
    return Sample(name, domain, news, lines, np.array(furniture, np.int64), hits, title)
