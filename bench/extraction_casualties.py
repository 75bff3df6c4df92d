"""Casualty claims against our labels of the CASE snippets (`labels/README.md`: what counts)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.extract.analyse import Analyst
from schemas.extracted import Claim

LABELS = Path(__file__).parent / "labels" / "case_casualties.csv"
# Which snippets were read, by their ids.
READ = (range(1, 440), range(640, 1023))
KINDS = frozenset({"killed", "wounded", "abducted", "missing", "displaced"})


@dataclass(frozen=True, slots=True)
class Label:
    kind: str
    low: int | None
    high: int | None
    start: int
    end: int
    required: bool

    def overlaps(self, claim: Claim) -> bool:
        return claim.kind == self.kind and claim.start < self.end and self.start < claim.end


@dataclass(slots=True)
class Tally:
    right: int = 0
    claimed: int = 0
    stated: int = 0

    def __str__(self) -> str:
        precision = self.right / max(1, self.claimed)
        recall = self.right / max(1, self.stated)
        return f"precision {precision:.3f} ({self.claimed})  recall {recall:.3f} ({self.stated})"


def casualties(analyst: Analyst, snippets: Path) -> None:
    """Prints precision and recall: of the odd snippets, that rules were made from, and the even."""
    tallies = {"odd": Tally(), "even": Tally()}
    labels = _labels()
    for number, text in _snippets(snippets):
        tally = tallies["odd" if number % 2 else "even"]
        claims = [c for c in analyst.analyse(text, "en").claims if c.kind in KINDS]
        _compare(tally, claims, labels[number])
    for half, tally in tallies.items():
        print(f"{half:5} {tally}")
    print("all  ", Tally(*(sum(getattr(t, f) for t in tallies.values()) for f in Tally.__slots__)))


def _compare(tally: Tally, claims: list[Claim], labels: list[Label]) -> None:
    open_labels = [label for label in labels if label.required]
    tally.stated += len(open_labels)
    for claim in claims:
        bounds = (claim.low, claim.high)
        fitting = next(
            (x for x in open_labels if x.overlaps(claim) and (x.low, x.high) == bounds), None
        )
        if fitting is not None:
            open_labels.remove(fitting)
            tally.right += 1
        elif any(x.overlaps(claim) and not x.required for x in labels):
            continue  # neither right nor wrong
        tally.claimed += 1


def _snippets(path: Path) -> Iterator[tuple[int, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            number = int(row["id"])
            if any(number in ids for ids in READ):
                yield number, row["EventSnippet"]


def _labels() -> defaultdict[int, list[Label]]:
    found: defaultdict[int, list[Label]] = defaultdict(list)
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[int(row["snippet"])].append(
                Label(
                    kind=row["kind"],
                    low=int(row["low"]) if row["low"] else None,
                    high=int(row["high"]) if row["high"] else None,
                    start=int(row["start"]),
                    end=int(row["end"]),
                    required=row["required"] == "yes",
                )
            )
    return found
