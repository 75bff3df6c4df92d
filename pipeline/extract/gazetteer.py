"""Places by name: GeoNames, distilled by `training/gazetteer.py`."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.extract import lexicon
from pipeline.extract.spelling import sound

SHIPPED_PLACES = Path(__file__).resolve().parents[2] / "models" / "gazetteer" / "places.tsv.gz"

# A town in a country that the article is about is likelier meant than one of a hundred times its
# population elsewhere; the class of a population is its power of ten.
_CONTEXT_BONUS = 2
_MAX_REMEMBERED = 4_000

# A place of fewer people than a hundred thousand is meant only where its country is named.
_SMALL = 4

Kind = Literal["C", "A", "R", "P"]


@dataclass(frozen=True, slots=True)
class Place:
    """`kind`: C country, A province or state, R continent, region or sea, P populated place.
    `size` is the power of ten of its population; of an area that is less known than the city of its
    name, a smaller one than the city's."""

    geonames: int
    country: str
    kind: Kind
    size: int


@dataclass(frozen=True, slots=True)
class Known:
    """What a name may stand for, likeliest first. `findable`: it is a place wherever it stands;
    `own`: it is some place's first name, not only another one."""

    places: tuple[Place, ...]
    findable: bool
    own: bool

    @property
    def is_country(self) -> bool:
        return bool(self.places) and self.places[0].kind == "C"

    @property
    def is_region(self) -> bool:
        """Whether it is a continent, region or sea before anything else."""
        return bool(self.places) and self.places[0].kind == "R"

    @property
    def is_unmistakable(self) -> bool:
        """Whether it is a country, or a large place by its own name that nothing else is called."""
        named = self.places and self.findable and self.own and self.places[0].size > _SMALL
        return self.is_country or bool(named)


_UNKNOWN = Known((), False, False)


class Gazetteer:
    """The sorted lines of the file in one block of bytes (8 MB), searched by halves: a table of
    Python objects would take five times as much in each worker."""

    def __init__(self, path: Path = SHIPPED_PLACES) -> None:
        self._lines = gzip.decompress(path.read_bytes())
        ends: NDArray[np.int64] = np.flatnonzero(np.frombuffer(self._lines, np.uint8) == ord("\n"))
        self._ends = ends
        self._country_of = {
            people: country
            for country, *peoples in map(str.split, lexicon.lines("nationalities"))
            for people in peoples
        }
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

    def meant(self, name: str, context: Counter[str], kind: Kind | None = None) -> Place | None:
        """Which of the places of that name is meant in an article about the countries of
        `context` (ISO codes, by how often they are named); only of places of `kind` where one is
        given."""
        known = self.known(name)
        sole = len(known.places) == 1 and known.findable and known.own
        return max(
            (
                place
                for place in known.places
                if kind in (None, place.kind) and (kind == "A" or _is_near(place, context, sole))
            ),
            key=partial(_likelihood, context),
            default=None,
        )

    def context(self, names: Iterable[str]) -> Counter[str]:
        """The countries that the names are in, where that is certain: those of peoples, and those
        of places where of all that bear the name and are as large as its first one by a power of
        ten, or larger, none is elsewhere."""
        countries: Counter[str] = Counter()
        for name in names:
            nation = self._country_of.get(name.rpartition(" ")[2])
            if nation is not None:
                countries[nation] += 1
                continue
            places = self.known(name).places
            if not places or places[0].size <= _SMALL:
                continue
            rivals = {p.country for p in places if p.size >= places[0].size - (p.kind != "C")}
            if len(rivals) == 1 and places[0].country:
                countries[places[0].country] += 1
        return countries


def _is_near(place: Place, context: Counter[str], sole: bool) -> bool:
    """Whether the place is large, or in a country that the article names. Of a town whose name
    nothing else bears less is asked."""
    large = place.kind in "CR" or place.size > _SMALL or (sole and place.size == _SMALL)
    return large or context[place.country] > 0


def _likelihood(context: Counter[str], place: Place) -> tuple[int, int]:
    """A country counts as named, and a little more where the article names other places of it.
    A province as large goes before it where its own country is named ("Georgia")."""
    named, country = context[place.country] > 0, place.kind == "C"
    score = place.size + _CONTEXT_BONUS * (named or country) + (named and country)
    return score, 2 * (named and place.kind == "A") + country


def _parsed(line: bytes) -> Known:
    _, flags, listed = line.decode("utf-8").split("\t")
    places = []
    for candidate in listed.split(" "):
        number, country, kind, size = candidate.split(":")
        places.append(Place(int(number), country, kind, int(size)))  # type: ignore[arg-type]
    return Known(tuple(places), "f" in flags, "o" in flags)
