"""The labelled set of near-duplicates that dedup is measured on: what is a copy of what."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

Pair = tuple[int, int]


def pair(one: int, other: int) -> Pair:
    """An unordered pair of document numbers."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """Documents in order of arrival. `positive` names the class and strength of each true pair,
    `ignored` pairs count neither way, `facts` are copies with other facts: to link, not to
    withhold. All other pairs are unrelated."""

    documents: list[dict[str, Any]]
    positive: dict[Pair, str]
    ignored: set[Pair]
    facts: set[Pair]
    classes: Counter[str]

    def label(self, key: Pair) -> str:
        """positive, ignored, facts or unrelated."""
        if key in self.positive:
            return "positive"
        return "ignored" if key in self.ignored else "facts" if key in self.facts else "unrelated"


def read(folder: Path) -> NearDuplicates:
    """The set in `folder`: neardup.jsonl.gz, neardup_ignore.jsonl.gz."""
    documents = list(_lines(folder / "neardup.jsonl.gz"))
    number = {document["id"]: n for n, document in enumerate(documents)}
    positive: dict[Pair, str] = {}
    ignored = {
        pair(number[one], number[other])
        for one, other in _lines(folder / "neardup_ignore.jsonl.gz")
    }
    facts: set[Pair] = set()
    by_origin: dict[int, list[int]] = defaultdict(list)
    for n, document in enumerate(documents):
        hosts = [number[host] for host in document.get("hosts", ()) if host in number]
        origin = number[document["source"]] if document["role"] != "base" else n
        for ancestor in {origin, *hosts}:
            by_origin[ancestor].append(n)
        if document["role"] == "variant":
            kind = f"{document['cls']} {document['strength']}"
            positive[pair(n, origin)] = kind
            positive |= {pair(n, host): f"host {kind}" for host in hosts}
        elif document["role"] == "neg_facts":
            facts.add(pair(n, origin))
        elif document["role"] == "neg_boiler":
            ignored.add(pair(n, origin))
    for relatives in by_origin.values():
        ignored.update(pair(*two) for two in combinations(relatives, 2))
    ignored -= positive.keys() | facts
    return NearDuplicates(documents, positive, ignored, facts, Counter(positive.values()))


def _lines(path: Path) -> Iterable[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


@dataclass(frozen=True, slots=True)
class Quality:
    """Of scored pairs at one threshold."""

    threshold: float
    precision: float
    recall: float
    by_class: dict[str, float]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def sweep(gold: NearDuplicates, scores: dict[Pair, float]) -> list[Quality]:
    """Quality at every threshold, from the highest down; the last is that of all pairs."""
    ordered = sorted(scores, key=lambda key: -scores[key])
    found: Counter[str] = Counter()
    right = wrong = 0
    steps = []
    for place, key in enumerate(ordered):
        label = gold.label(key)
        right += label == "positive"
        wrong += label == "unrelated"
        if label == "positive":
            found[gold.positive[key]] += 1
        is_last = place + 1 == len(ordered)
        if is_last or scores[ordered[place + 1]] != scores[key]:
            by_class = {kind: found[kind] / many for kind, many in gold.classes.items()}
            precision = right / max(right + wrong, 1)
            steps.append(Quality(scores[key], precision, right / len(gold.positive), by_class))
    return steps
