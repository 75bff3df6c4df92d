"""Names and ids of places against labelled news."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.tokens import DocBin
from spacy.tokens import Span as SpacySpan

from bench.extraction_data import DOCBINS, Score, there
from pipeline.extract.analyse import Analyst
from pipeline.extract.gazetteer import Gazetteer
from pipeline.extract.lexicon import split

# Labels of the test sets to ours; places of all kinds are one type there.
GOLD_TYPES = {
    "PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place",
}  # fmt: skip
OUR_TYPES = {
    "person": "person",
    "organization": "organization",
    "place": "place",
    "facility": "place",
}

# A file each, and where only articles of some countries count these.
MIDDLE_EAST = frozenset(split("AE BH EG IL IQ IR JO KW LB LY OM PS QA SA SY TR YE"))
SETS: dict[str, tuple[str, frozenset[str] | None]] = {
    "Worldwide dev": ("ww_dev", None),
    "Middle East": ("ww_dev", MIDDLE_EAST),  # those of them
    "PUD news": ("test_pud_news", None),
    "re3d gov": ("test_re3d_gov", None),
}

Mention = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Found:
    """The names of a text as (start, end, type), and the GeoNames ids of the spans that have one;
    None of a finder that gives none."""

    names: set[Mention]
    ids: set[tuple[int, int]] | None = None


Finder = Callable[[str], Found]


def ours(analyst: Analyst) -> Finder:
    def find(text: str) -> Found:
        entities = analyst.analyse(text, "en").entities
        return Found(
            {
                (m.start, m.end, OUR_TYPES[e.type])
                for e in entities
                if e.type in OUR_TYPES
                for m in e.mentions
            },
            {(m.start, m.end) for e in entities if e.geonames_id is not None for m in e.mentions},
        )

    return find


def names(finders: dict[str, Finder]) -> None:
    """Prints a table a set: precision, recall and F of the exact span with its type."""
    gazetteer = Gazetteer()
    for title, (file, countries) in SETS.items():
        path = DOCBINS / f"{file}.spacy"
        if not there(path):
            continue
        gold = [
            (text, mentions)
            for text, mentions in _labelled(path)
            if countries is None or _country(gazetteer, text, mentions) in countries
        ]
        for finder, find in finders.items():
            _table(f"{title:14} {finder:14}", find, gold)


def _table(heading: str, find: Finder, gold: list[tuple[str, set[Mention]]]) -> None:
    scores: defaultdict[str, Score] = defaultdict(Score)
    stated = resolved = 0
    resolves = True
    for text, mentions in gold:
        found = find(text)
        for kind in ("person", "organization", "place"):
            scores[kind].add(
                {x for x in found.names if x[2] == kind}, {x for x in mentions if x[2] == kind}
            )
        scores["all"].add(set(found.names), set(mentions))
        scores["spans"].add({x[:2] for x in found.names}, {x[:2] for x in mentions})
        places = {x[:2] for x in mentions if x[2] == "place"}
        stated += len(places)
        resolves = found.ids is not None
        resolved += len(places & (found.ids or set()))
    for kind, score in scores.items():
        print(f"{heading} {kind:13} {score}")
    if resolves:
        print(f"{heading} places with a GeoNames id: {100 * resolved / max(1, stated):.1f} %")


def _country(gazetteer: Gazetteer, text: str, mentions: set[Mention]) -> str:
    """The country that the labelled places are in most often; empty where none is certain."""
    places = (text[start:end] for start, end, kind in sorted(mentions) if kind == "place")
    return next((country for country, _ in gazetteer.context(places).most_common(1)), "")


def _labelled(path: Path) -> Iterator[tuple[str, set[Mention]]]:
    for doc in DocBin().from_disk(path).get_docs(spacy.blank("en").vocab):
        yield (
            doc.text,
            {
                (start, end, GOLD_TYPES[e.label_])
                for e in doc.ents
                if e.label_ in GOLD_TYPES
                for start, end in pieces(e)
            },
        )


def pieces(entity: SpacySpan) -> Iterator[tuple[int, int]]:
    """The offsets of the entity; of "Denver, Colorado" those of each place, as the anchors have
    it."""
    start = entity.start_char
    names = entity.text.split(", ") if GOLD_TYPES[entity.label_] == "place" else [entity.text]
    for name in names:
        yield start, start + len(name)
        start += len(name) + len(", ")
