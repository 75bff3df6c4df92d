"""Places by name: GeoNames, distilled by `training/gazetteer.py`."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.spelling import sound

SHIPPED_PLACES = Path(__file__).resolve().parents[2] / "models" / "gazetteer" / "places.tsv.gz"

# A town in a country that the article is about is likelier meant than one of a hundred times its
# population elsewhere; the class of a population is its power of ten.
_CONTEXT_BONUS = 2
_MAX_REMEMBERED = 4_000


@dataclass(frozen=True, slots=True)
class Place:
    """`kind`: C country, S state of the USA, R continent, P populated place. `size` is the power
    of ten of its population."""

    geonames: int
    country: str
    kind: Literal["C", "S", "R", "P"]
    size: int


@dataclass(frozen=True, slots=True)
class Known:
    """What a name may stand for, likeliest first. `findable`: it is a place wherever it stands;
    `own`: it is some place's first name, not only another one."""

    places: tuple[Place, ...]
    findable: bool
    own: bool


_UNKNOWN = Known((), False, False)


class Gazetteer:
    """The sorted lines of the file in one block of bytes (8 MB), searched by halves: a table of
    Python objects would take five times as much in each worker."""

    def __init__(self, path: Path = SHIPPED_PLACES) -> None:
        self._lines = gzip.decompress(path.read_bytes())
        ends: NDArray[np.int64] = np.flatnonzero(np.frombuffer(self._lines, np.uint8) == ord("\n"))
        self._ends = ends
        self.known = lru_cache(_MAX_REMEMBERED)(self._known)

    def _known(self, name: str) -> Known:
        key = sound(name).encode("utf-8") + b"\t"
        low, high = 0, len(self._ends)
        while low < high:
            middle = (low + high) // 2
            line = self._line(middle)
            if line.startswith(key):
                return _parsed(line)
            if line < key:
                low = middle + 1
            else:
                high = middle
        return _UNKNOWN

    def _line(self, number: int) -> bytes:
        start = int(self._ends[number - 1]) + 1 if number else 0
        return self._lines[start : int(self._ends[number])]

    def meant(self, name: str, context: Counter[str]) -> Place | None:
        """Which of the places of that name is meant in an article about the countries of
        `context` (ISO codes, by how often they are named)."""
        places = self.known(name).places
        if not places:
            return None
        if places[0].kind != "P":
            return places[0]
        return max(
            places, key=lambda place: place.size + _CONTEXT_BONUS * (context[place.country] > 0)
        )

    def context(self, names: Iterable[str]) -> Counter[str]:
        """The countries that the names are in, where that is certain: countries and states
        themselves, and towns whose name is borne by no other."""
        countries: Counter[str] = Counter()
        for name in names:
            places = self.known(name).places
            if places and (places[0].kind in ("C", "S") or len(places) == 1):
                countries[places[0].country] += 1
        return countries


def _parsed(line: bytes) -> Known:
    _, flags, listed = line.decode("utf-8").split("\t")
    places = []
    for candidate in listed.split(" "):
        number, country, kind, size = candidate.split(":")
        places.append(Place(int(number), country, kind, int(size)))  # type: ignore[arg-type]
    return Known(tuple(places), "f" in flags, "o" in flags)
