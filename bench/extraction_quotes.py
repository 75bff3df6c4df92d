"""Quotes against PolNeAR: spans, kinds and speakers."""

from __future__ import annotations

import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.extraction_data import DATA, Score, Span, there
from pipeline.extract.analyse import Analyst
from pipeline.extract.facts import TextFacts
from schemas.extracted import Quote

# A quote with the pieces of its content, in letters: kind, content, cue, source.
Joined = tuple[str, frozenset[int], frozenset[int], frozenset[int]]
Finder = Callable[[str], list[Joined]]


@dataclass(slots=True)
class Gold:
    source: list[Span]
    cue: list[Span]
    content: list[Span]


def polnear() -> Iterator[tuple[str, list[Gold]]]:
    path = DATA / "bench" / "extraction" / "polnear-dev.tar.xz"
    if not there(path):
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


def letters(text: str, spans: Iterable[Span]) -> frozenset[int]:
    """The positions of the letters and digits in the spans: what marks and spaces do not change."""
    return frozenset(i for a, b in spans for i in range(a, b) if text[i].isalnum())


def _kind(text: str, gold: Gold) -> str:
    words = " ".join(text[a:b] for a, b in gold.content).strip().replace("''", '"')
    if words[:1] in '"“”' and words[-1:] in '"“”':
        return "direct"
    return "mixed" if any(mark in words for mark in '"“”') else "indirect"


def ours(analyst: Analyst) -> Finder:
    return lambda text: _joined(text, analyst.analyse(text, "en"))


def quotes(title: str, find: Finder) -> None:
    """Prints the exact spans' F, and precision, recall and speaker by kind of quote."""
    articles = list(polnear())
    if not articles:
        return
    counts: Counter[str] = Counter()
    exact: defaultdict[str, Score] = defaultdict(Score)
    for text, gold in articles:
        found = find(text)
        _compare(counts, exact, found, list(_theirs(text, gold)))
    for role, score in exact.items():
        print(f"{title:9} {role:9} exact span  {score}")
    for kind in ("direct", "mixed", "indirect"):
        recall = counts[f"found {kind}"] / max(1, counts[f"theirs {kind}"])
        precision = counts[f"right {kind}"] / max(1, counts[f"given {kind}"])
        speaker = counts[f"speaker {kind}"] / max(1, counts[f"sourced {kind}"])
        print(
            f"{title:9} {kind:9} content J>=.5  precision {precision:.3f} "
            f"({counts[f'given {kind}']})  recall {recall:.3f} ({counts[f'theirs {kind}']})  "
            f"speaker {speaker:.3f}"
        )
    print(f"{title:9} speaker   overlap {counts['speaker'] / max(1, counts['sourced']):.3f}")


def _theirs(text: str, gold: list[Gold]) -> Iterator[Joined]:
    for g in gold:
        content = letters(text, g.content)
        if content:
            yield _kind(text, g), content, letters(text, g.cue), letters(text, g.source)


def _compare(
    counts: Counter[str], exact: dict[str, Score], found: list[Joined], theirs: list[Joined]
) -> None:
    for role, index in (("source", 3), ("cue", 2), ("content", 1)):
        exact[role].add(
            {o[index] for o in found if o[index]}, {g[index] for g in theirs if g[index]}
        )
    pairs = sorted(
        (
            (len(o[1] & g[1]) / len(o[1] | g[1]), i, j)
            for i, o in enumerate(found)
            for j, g in enumerate(theirs)
            if o[1] & g[1]
        ),
        reverse=True,
    )
    taken_found: set[int] = set()
    taken_theirs: set[int] = set()
    for overlap, i, j in pairs:
        if overlap < 0.5 or i in taken_found or j in taken_theirs:
            continue
        taken_found.add(i)
        taken_theirs.add(j)
        counts[f"found {theirs[j][0]}"] += 1
        counts[f"right {found[i][0]}"] += 1
        if theirs[j][3]:
            for key in ("", f" {theirs[j][0]}"):
                counts[f"sourced{key}"] += 1
                counts[f"speaker{key}"] += bool(found[i][3] & theirs[j][3])
    for o in found:
        counts[f"given {o[0]}"] += 1
    for g in theirs:
        counts[f"theirs {g[0]}"] += 1


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
        content = letters(text, [(p.start, p.end) for p in pieces])
        if content:
            joined.append((kind, content, letters(text, cue), letters(text, source)))
    return joined
