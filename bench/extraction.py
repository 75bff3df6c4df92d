"""Accuracy and speed of extraction: `python -m bench.extraction [names] [quotes] [casualties]
[speed]`.

The data are not part of the project. They are looked for in the folder that WIRECOPY_BENCH_DATA
names (by default `shared/` beside the checkout); what is not there is skipped, and said so.
"""

from __future__ import annotations

import os
import re
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import process_time

import spacy
from spacy.tokens import DocBin
from spacy.tokens import Span as SpacySpan

from bench.extraction_casualties import casualties
from pipeline.extract.analyse import Analyst
from pipeline.extract.facts import TextFacts
from pipeline.extract.stage import Extractor
from schemas.clean import CleanArticle, Metadata
from schemas.extracted import Quote
from schemas.lineage import Lineage, Step

DATA = Path(os.environ.get("WIRECOPY_BENCH_DATA", Path(__file__).resolve().parents[2] / "shared"))

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

# Published or measured before on the same or like data: for the eye, not for comparison in detail.
ANCHORS = {
    "names": "model alone 68.5 / 67.9; with rules 72.7 / 68.9 (Worldwide test / PUD news)",
    "quotes": "CofeNet on PolNeAR test: CRF 50.6/53.4/28.6, CNN+CRF 61.0/62.6/42.0, "
    "BERT+Cofe 83.2/75.3/72.9 (source/cue/content)",
    "casualties": "rules before these: .94/.82 on 56 claims of the same set, one judge",
    "speed": "the same model with all its components: 8-10 articles a second",
}


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


def _pieces(entity: SpacySpan) -> Iterator[tuple[int, int]]:
    """The offsets of the entity; of "Denver, Colorado" those of each place, as the anchors have
    it."""
    start = entity.start_char
    names = entity.text.split(", ") if GOLD_TYPES[entity.label_] == "place" else [entity.text]
    for name in names:
        yield start, start + len(name)
        start += len(name) + len(", ")


def names(analyst: Analyst) -> None:
    for title, file in (
        ("Worldwide dev", "ww_dev"),
        ("PUD news", "test_pud_news"),
        ("re3d gov", "test_re3d_gov"),
    ):
        path = DATA / "corpora" / "docbins" / f"{file}.spacy"
        if not _there(path):
            continue
        scores: defaultdict[str, Score] = defaultdict(Score)
        stated = resolved = 0
        for doc in DocBin().from_disk(path).get_docs(spacy.blank("en").vocab):
            gold = {
                (start, end, GOLD_TYPES[e.label_])
                for e in doc.ents
                if e.label_ in GOLD_TYPES
                for start, end in _pieces(e)
            }
            found = analyst.analyse(doc.text, "en")
            ours = {
                (m.start, m.end, OUR_TYPES[e.type])
                for e in found.entities
                if e.type in OUR_TYPES
                for m in e.mentions
            }
            for kind in ("person", "organization", "place"):
                scores[kind].add(
                    {x for x in ours if x[2] == kind}, {x for x in gold if x[2] == kind}
                )
            scores["all"].add(set(ours), set(gold))
            where = {(m.start, m.end): e.geonames_id for e in found.entities for m in e.mentions}
            places = [x[:2] for x in gold if x[2] == "place"]
            stated += len(places)
            resolved += sum(where.get(place) is not None for place in places)
            scores["spans"].add({x[:2] for x in ours}, {x[:2] for x in gold})
        for kind, score in scores.items():
            print(f"{title:15} {kind:13} {score}")
        print(f"{title:15} places with a GeoNames id: {100 * resolved / max(1, stated):.1f} %")


Span = tuple[int, int]


@dataclass(slots=True)
class Gold:
    source: list[Span]
    cue: list[Span]
    content: list[Span]


def polnear() -> Iterator[tuple[str, list[Gold]]]:
    path = DATA / "bench" / "extraction" / "polnear-dev.tar.xz"
    if not _there(path):
        return
    texts: dict[str, str] = {}
    annotations: dict[str, str] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is None:
                continue
            stem = Path(member.name).stem
            data = file.read().decode("utf-8")
            if member.name.endswith(".txt"):
                texts[stem] = data
            elif member.name.endswith(".ann"):
                annotations.setdefault(stem.rpartition("_")[0], data)
    for stem in sorted(texts):
        if stem in annotations:
            yield texts[stem], _brat(annotations[stem])


def _brat(data: str) -> list[Gold]:
    spans: dict[str, list[Span]] = {}
    events = []
    for line in data.splitlines():
        fields = line.split("\t")
        if len(fields) < 2:
            continue
        if line.startswith("T"):
            offsets = fields[1].partition(" ")[2]
            spans[fields[0]] = [
                (int(a), int(b))
                for a, _, b in (piece.partition(" ") for piece in offsets.split(";"))
            ]
        elif line.startswith("E"):
            events.append(fields[1].split())
    found = []
    for event in events:
        gold = Gold([], [], [])
        for role in event:
            name, _, key = role.partition(":")
            target = {"Source": gold.source, "Cue": gold.cue, "Content": gold.content}.get(
                re.sub(r"\d+$", "", name)
            )
            if target is not None:
                target += spans.get(key, [])
        found.append(gold)
    return found


def _letters(text: str, spans: Iterable[Span]) -> frozenset[int]:
    """The positions of the letters and digits in the spans: what marks and spaces do not change."""
    return frozenset(i for a, b in spans for i in range(a, b) if text[i].isalnum())


def _kind(text: str, gold: Gold) -> str:
    words = " ".join(text[a:b] for a, b in gold.content).strip().replace("''", '"')
    if words[:1] in '"“”' and words[-1:] in '"“”':
        return "direct"
    return "mixed" if any(mark in words for mark in '"“”') else "indirect"


def quotes(analyst: Analyst) -> None:
    counts: Counter[str] = Counter()
    exact: defaultdict[str, Score] = defaultdict(Score)
    for text, gold in polnear():
        ours = _joined(text, analyst.analyse(text, "en"))
        theirs = [
            (
                _kind(text, g),
                _letters(text, g.content),
                _letters(text, g.cue),
                _letters(text, g.source),
            )
            for g in gold
        ]
        theirs = [g for g in theirs if g[1]]
        for role, index in (("source", 3), ("cue", 2), ("content", 1)):
            exact[role].add(
                {o[index] for o in ours if o[index]}, {g[index] for g in theirs if g[index]}
            )
        pairs = sorted(
            (
                (len(o[1] & g[1]) / len(o[1] | g[1]), i, j)
                for i, o in enumerate(ours)
                for j, g in enumerate(theirs)
                if o[1] & g[1]
            ),
            reverse=True,
        )
        taken_ours: set[int] = set()
        taken_theirs: set[int] = set()
        for overlap, i, j in pairs:
            if overlap < 0.5 or i in taken_ours or j in taken_theirs:
                continue
            taken_ours.add(i)
            taken_theirs.add(j)
            counts[f"found {theirs[j][0]}"] += 1
            counts[f"right {ours[i][0]}"] += 1
            if theirs[j][3]:
                for key in ("", f" {theirs[j][0]}"):
                    counts[f"sourced{key}"] += 1
                    counts[f"speaker{key}"] += bool(ours[i][3] & theirs[j][3])
        for o in ours:
            counts[f"ours {o[0]}"] += 1
        for g in theirs:
            counts[f"theirs {g[0]}"] += 1
    if not counts:
        return
    for role, score in exact.items():
        print(f"{role:9} exact span  {score}")
    for kind in ("direct", "mixed", "indirect"):
        recall = counts[f"found {kind}"] / max(1, counts[f"theirs {kind}"])
        precision = counts[f"right {kind}"] / max(1, counts[f"ours {kind}"])
        speaker = counts[f"speaker {kind}"] / max(1, counts[f"sourced {kind}"])
        print(
            f"{kind:9} content J>=.5  precision {precision:.3f} ({counts[f'ours {kind}']})  "
            f"recall {recall:.3f} ({counts[f'theirs {kind}']})  speaker {speaker:.3f}"
        )
    print(f"speaker   overlap {counts['speaker'] / max(1, counts['sourced']):.3f}")


Joined = tuple[str, frozenset[int], frozenset[int], frozenset[int]]


def _joined(text: str, facts: TextFacts) -> list[Joined]:
    """Our quotes as (kind, content, cue, source), the pieces of one quote together, in letters."""
    groups: defaultdict[object, list[Quote]] = defaultdict(list)
    for number, quote in enumerate(facts.quotes):
        key: object = number if quote.cue is None else (quote.cue.start, quote.cue.end)
        groups[key].append(quote)
    joined: list[Joined] = []
    for pieces in groups.values():
        first = pieces[0]
        kind = "mixed" if any(p.kind == "mixed" for p in pieces) else first.kind
        cue = [(first.cue.start, first.cue.end)] if first.cue else []
        source = [(first.speaker.start, first.speaker.end)] if first.speaker else []
        content = _letters(text, [(p.start, p.end) for p in pieces])
        if content:
            joined.append((kind, content, _letters(text, cue), _letters(text, source)))
    return joined


def _casualties(analyst: Analyst) -> None:
    path = DATA / "bench" / "extraction" / "case_task2.tsv"
    if _there(path):
        casualties(analyst, path)


def speed(extractor: Extractor) -> None:
    texts = [text for text, _ in polnear()]
    if not texts:
        return
    words = " ".join(texts).split(" ")
    articles = [" ".join(words[i : i + 600]) for i in range(0, len(words) - 600, 600)][:60]
    extractor.extract_many([article(text) for text in articles[:3]])
    start = process_time()
    extractor.extract_many([article(text) for text in articles[3:]])
    seconds = process_time() - start
    print(f"{(len(articles) - 3) / seconds:.1f} articles of 600 words a second and core")


def article(text: str) -> CleanArticle:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return CleanArticle(
        article_id="a", content_hash="h", lane="default", source="bench", url=None,
        collected_at=now, appended_at=now, content_type="text/plain", text=text, removals=(),
        metadata=Metadata(),
        lineage=Lineage(raw=Step(partition=0, offset=0, appended_at=now, app_version="bench")),
    )  # fmt: skip


def _there(path: Path) -> bool:
    if path.exists():
        return True
    print(f"skipped: {path} is not there")
    return False


def main(wanted: list[str]) -> None:
    extractor = Extractor()
    analyst = Analyst()
    parts: dict[str, Callable[[], None]] = {
        "names": partial(names, analyst),
        "quotes": partial(quotes, analyst),
        "casualties": partial(_casualties, analyst),
        "speed": partial(speed, extractor),
    }
    for part, run in parts.items():
        if not wanted or part in wanted:
            print(f"\n{part}  [{ANCHORS[part]}]")
            run()


if __name__ == "__main__":
    main(sys.argv[1:])
