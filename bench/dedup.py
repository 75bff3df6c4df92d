"""How well and how fast dedup compares: `python -m bench.dedup [FOLDER]`.

FOLDER holds neardup.jsonl.gz and neardup_ignore.jsonl.gz (default: $WIRECOPY_BENCH_DEDUP). One pass
in file order, as a stream: every document is compared with those before it, withheld or added.
Speeds are CPU time of this one process. What many documents cost is measured by
bench/dedup_growth.py, what other tools do by bench/dedup_tools.py.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import tracemalloc
from collections import Counter
from pathlib import Path
from uuid import UUID

import numpy as np

from bench.neardup import NearDuplicates, Pair, Quality, pair, read, sweep
from pipeline.dedup.sketch import Sketch, pack, sketch, unpack
from pipeline.dedup.window import ComparisonWindow, Entry, Match

_WITHHELD = ("same-text", "edited")
_NEAR_COPIES = ("exact identical", "exact format", "edit light", "spin 0.1", "spin 0.2")


def main() -> int:
    """Prints the tables; 0, also where there is no data to measure on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default=os.environ.get("WIRECOPY_BENCH_DEDUP"))
    arguments = parser.parse_args()
    folder = Path(arguments.folder) if arguments.folder else None
    if folder is None or not (folder / "neardup.jsonl.gz").exists():
        print("skipped: name the folder that holds neardup.jsonl.gz")
        return 0
    gold = read(folder)
    matches, latencies = _stream(gold)
    _print_quality(gold, matches)
    _print_speed(gold, latencies)
    return 0


def _stream(gold: NearDuplicates) -> tuple[list[tuple[int, Match]], list[float]]:
    """All matches with the number of the later document, and CPU seconds of each decision."""
    window, matches, latencies = ComparisonWindow(), [], []
    sketch("warm up")
    for number, document in enumerate(gold.documents):
        started = time.process_time()
        own = sketch(document["text"])
        found = window.examine(own, document["outlet"], exclude=document["id"]).matches
        withheld = any(match.relation in _WITHHELD for match in found)
        revision = None if withheld else 1
        window.add(Entry(document["id"], revision, document["outlet"], number, own))
        latencies.append(time.process_time() - started)
        matches += [(number, match) for match in found]
    return matches, latencies


def _print_quality(gold: NearDuplicates, matches: list[tuple[int, Match]]) -> None:
    numbers = {document["id"]: n for n, document in enumerate(gold.documents)}
    keyed = {pair(n, numbers[match.article_id]): (n, match) for n, match in matches}
    steps = sweep(gold, {key: match.score for key, (_, match) in keyed.items()})
    strict = [step for step in steps if step.precision >= 0.99]
    print("at the default thresholds  ", _told(steps[-1]))
    print("best F1                    ", _told(max(steps, key=lambda step: step.f1)))
    print("recall at precision .99    ", _told(strict[-1]) if strict else "none")
    withheld = {key for key, (_, match) in keyed.items() if match.relation in _WITHHELD}
    labels = Counter(gold.label(key) for key in withheld)
    print(f"facts-changed withheld      {labels['facts']} of {len(gold.facts)}")
    print(f"unrelated withheld          {labels['unrelated']} of {len(gold.documents)} documents")
    near = [
        key
        for key, kind in gold.positive.items()
        if kind in _NEAR_COPIES or kind.startswith("boiler")
    ]
    share = sum(key in withheld for key in near) / len(near)
    print(f"near copies withheld        {share:.3f}")
    print(f"span IoU on evidence        {_evidence_overlap(gold, keyed):.3f}")
    print("recall by class              named itself, or by the article it was withheld for")
    through = _recall_through_copies(gold, keyed)
    for kind, recall in sorted(steps[-1].by_class.items()):
        print(f"  {kind:34s} {recall:.3f}  {through[kind]:.3f}")


def _recall_through_copies(
    gold: NearDuplicates, keyed: dict[Pair, tuple[int, Match]]
) -> dict[str, float]:
    """By class, the share of true pairs that are linked once a withheld copy is followed to the
    article it was withheld for: a withheld text is not compared, what it copies is."""
    copied = {
        later: key[0] if key[1] == later else key[1]
        for key, (later, match) in sorted(keyed.items(), key=lambda item: item[1][1].score)
        if match.relation in _WITHHELD
    }

    def out(number: int) -> int:
        while number in copied:
            number = copied[number]
        return number

    linked = {pair(out(one), out(other)) for one, other in keyed}
    found = Counter(
        kind
        for (one, other), kind in gold.positive.items()
        if out(one) == out(other) or pair(out(one), out(other)) in linked
    )
    return {kind: found[kind] / many for kind, many in gold.classes.items()}


def _told(quality: Quality) -> str:
    return (
        f"P {quality.precision:.4f}  R {quality.recall:.4f}  F1 {quality.f1:.4f}  "
        f"threshold {quality.threshold:.3f}"
    )


def _evidence_overlap(gold: NearDuplicates, keyed: dict[Pair, tuple[int, Match]]) -> float:
    """Mean overlap (intersection over union, characters) of told passages with the true spans,
    over variants with evidence; a pair that was not found counts 0."""
    numbers = {document["id"]: n for n, document in enumerate(gold.documents)}
    overlaps = []
    for number, document in enumerate(gold.documents):
        if not document.get("evidence"):
            continue
        source = numbers[document["source"]]
        later, match = keyed.get(pair(number, source), (number, None))
        if match is None:
            overlaps.append(0.0)
            continue
        spans = {"own": [], "other": []}  # type: dict[str, list[tuple[int, int]]]
        for passage in match.passages:
            spans["own"].append((passage.start, passage.end))
            spans["other"].append((passage.other_start, passage.other_end))
        sides = ("var", "src") if later == number else ("src", "var")
        for side, told in zip(sides, ("own", "other"), strict=True):
            overlaps.append(_overlap(document["evidence"][side], spans[told]))
    return float(np.mean(overlaps))


def _overlap(true: list[int], told: list[tuple[int, int]]) -> float:
    size = max([true[1], *(end for _, end in told)])
    expected, found = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    expected[true[0] : true[1]] = True
    for start, end in told:
        found[start:end] = True
    return float((expected & found).sum() / max((expected | found).sum(), 1))


def _print_speed(gold: NearDuplicates, latencies: list[float]) -> None:
    documents = gold.documents
    words = np.mean([len(document["text"].split()) for document in documents])
    middle, late = np.percentile(latencies, [50, 99]) * 1e3
    print(f"decisions a second          {len(latencies) / sum(latencies):.0f} ({words:.0f} words)")
    print(f"CPU of a decision, ms       p50 {middle:.2f}  p99 {late:.2f}")
    sketches = [sketch(document["text"]) for document in documents]
    packed = [pack(made) for made in sketches]
    print(f"packed sketch, bytes a word {sum(map(len, packed)) / sum(map(len, sketches)):.2f}")
    print(f"bytes a document, all in    {_bytes_a_document(gold, sketches):.0f}")
    started = time.process_time()
    window = ComparisonWindow()
    for number, (document, made) in enumerate(zip(documents, packed, strict=True)):
        window.add(Entry(document["id"], 1, document["outlet"], number, unpack(made)))
    window.examine(sketches[0], "", exclude="")
    print(f"rebuild, documents a second {len(packed) / (time.process_time() - started):.0f}")


def _bytes_a_document(gold: NearDuplicates, sketches: list[Sketch]) -> float:
    tracemalloc.start()
    window = ComparisonWindow()
    before = tracemalloc.get_traced_memory()[0]
    for number, (document, made) in enumerate(zip(gold.documents, sketches, strict=True)):
        article_id = str(UUID(int=number))  # what a real one takes
        window.add(Entry(article_id, 1, document["outlet"], number, made))
    window.examine(sketches[0], "", exclude="")
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return held / len(sketches)


if __name__ == "__main__":
    sys.exit(main())
