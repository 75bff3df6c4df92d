"""Where the data lie, and what all parts count with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

# Not part of the project: by default `shared/` beside the checkout.
DATA = Path(os.environ.get("WIRECOPY_BENCH_DATA", Path(__file__).resolve().parents[2] / "shared"))
DOCBINS = DATA / "corpora" / "docbins"

Span = tuple[int, int]


def there(path: Path) -> bool:
    """Whether the file is there; says so where it is not."""
    if path.exists():
        return True
    print(f"skipped: {path} is not there")
    return False


@dataclass(slots=True)
class Score:
    right: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, predicted: set[object], gold: set[object]) -> None:
        self.right += len(predicted & gold)
        self.predicted += len(predicted)
        self.gold += len(gold)

    def __str__(self) -> str:
        precision = self.right / max(1, self.predicted)
        recall = self.right / max(1, self.gold)
        f = 2 * precision * recall / max(1e-9, precision + recall)
        return f"P {100 * precision:5.1f}  R {100 * recall:5.1f}  F {100 * f:5.1f}  (n={self.gold})"
