"""What other tools find in the labelled set, with and without a mask of the source's furniture.

`python -m bench.dedup_tools FOLDER [TOOL ...]`: one pass over neardup.jsonl.gz in file order, the
batch TF-IDF apart, which compares all with all. Each tool runs in a process of its own, so that its
memory can be read from the process. They are not dependencies of the program:
`uv pip install -r bench/dedup_tools.txt`; one that is not installed is skipped.
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from bench.neardup import NearDuplicates, Pair, pair, read, sweep

Scores = dict[Pair, float]

# As the mask of the index: what three earlier documents of the source have.
_REPEATED = 3
_MASK_GRAM = 5
_LEAST_COSINE = 0.1
_ROWS_AT_ONCE = 500


def masked(gold: NearDuplicates) -> list[str]:
    """The texts without the words that stand in 5-grams of three earlier documents of the same
    source."""
    seen: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    texts = []
    for document in gold.documents:
        words, known = document["text"].split(), seen[document["outlet"]]
        folded = [word.lower() for word in words]
        grams = [tuple(folded[at : at + _MASK_GRAM]) for at in range(len(words) - _MASK_GRAM + 1)]
        furniture = set[int]()
        for at, gram in enumerate(grams):
            if known[gram] >= _REPEATED:
                furniture.update(range(at, at + _MASK_GRAM))
        texts.append(" ".join(word for at, word in enumerate(words) if at not in furniture))
        known.update(set(grams))
    return texts


def _shingles(text: str, words: int) -> list[str]:
    folded = text.lower().split()
    return list(
        {" ".join(folded[at : at + words]) for at in range(max(1, len(folded) - words + 1))}
    )


def _datasketch(texts: Sequence[str], words: int, verified: bool, **banding: Any) -> Scores:
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found, unused-ignore]

    permutations = banding["num_perm"]
    index, scores = MinHashLSH(**banding), {}
    signatures: list[Any] = []
    for number, text in enumerate(texts):
        signature = MinHash(num_perm=permutations, seed=1)
        signature.update_batch([shingle.encode() for shingle in _shingles(text, words)])
        for other in index.query(signature):
            scores[pair(number, other)] = signature.jaccard(signatures[other]) if verified else 1.0
        index.insert(number, signature)
        signatures.append(signature)
    return scores


def datasketch(texts: Sequence[str]) -> Scores:
    """The best setting of all that were tried: word 3-grams, verified by the estimate."""
    return _datasketch(texts, 3, True, threshold=0.2, num_perm=256)


def text_dedup_preset(texts: Sequence[str]) -> Scores:
    """text-dedup's preset by the same library: word 5-grams, threshold .7, candidates as found."""
    return _datasketch(texts, 5, False, threshold=0.7, num_perm=256)


def fineweb_preset(texts: Sequence[str]) -> Scores:
    """datatrove's preset for FineWeb by the same library: word 5-grams, 14 bands of 8."""
    return _datasketch(texts, 5, False, params=(14, 8), num_perm=112)


def rensa(texts: Sequence[str]) -> Scores:
    """Word 3-grams, threshold .5, verified by the estimate."""
    from rensa import RMinHash, RMinHashLSH  # type: ignore[import-not-found, unused-ignore]

    index = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    scores = {}
    signatures: list[Any] = []
    for number, text in enumerate(texts):
        signature = RMinHash(num_perm=128, seed=1)
        signature.update(_shingles(text, 3))
        for other in index.query(signature):
            scores[pair(number, other)] = signature.jaccard(signatures[other])
        index.insert(number, signature)
        signatures.append(signature)
    return scores


def gaoya(texts: Sequence[str]) -> Scores:
    """Word 3-grams, threshold .5, verified inside."""
    from gaoya.minhash import (  # type: ignore[import-not-found, unused-ignore]
        MinHashStringIndex,
    )

    index = MinHashStringIndex(
        hash_size=32, jaccard_threshold=0.5, num_bands=42, band_size=3,
        analyzer="word", lowercase=True, ngram_range=(3, 3),
    )  # fmt: skip
    scores = {}
    for number, text in enumerate(texts):
        for other, similarity in index.query(text, return_similarity=True):
            scores[pair(number, other)] = similarity
        index.insert_document(number, text)
    return scores


def simhash(texts: Sequence[str]) -> Scores:
    """The library's default: 64 bits, three of them may differ."""
    from simhash import Simhash, SimhashIndex  # type: ignore[import-not-found, unused-ignore]

    index, scores = SimhashIndex([], k=3), {}
    hashes: list[Any] = []
    for number, text in enumerate(texts):
        made = Simhash(_shingles(text, 1))
        for other in index.get_near_dups(made):
            scores[pair(number, int(other))] = 1 - made.distance(hashes[int(other)]) / 64
        index.add(str(number), made)
        hashes.append(made)
    return scores


def tfidf(texts: Sequence[str]) -> Scores:
    """Batch, all with all: the cosine of words and word pairs by TF-IDF."""
    from sklearn.feature_extraction.text import (  # type: ignore[import-not-found, unused-ignore]
        TfidfVectorizer,
    )

    rows = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2).fit_transform(texts)
    scores = {}
    for start in range(0, len(texts), _ROWS_AT_ONCE):
        product = (rows[start : start + _ROWS_AT_ONCE] @ rows.T).tocoo()
        close = product.data >= _LEAST_COSINE
        for row, other, cosine in zip(
            product.row[close].tolist(),
            product.col[close].tolist(),
            product.data[close].tolist(),
            strict=True,
        ):
            if other < start + row:
                scores[pair(start + row, other)] = cosine
    return scores


TOOLS: dict[str, tuple[str, Callable[[Sequence[str]], Scores]]] = {
    "simhash": ("simhash", simhash),
    "gaoya": ("gaoya", gaoya),
    "rensa": ("rensa", rensa),
    "text-dedup preset": ("datasketch", text_dedup_preset),
    "FineWeb preset": ("datasketch", fineweb_preset),
    "datasketch": ("datasketch", datasketch),
    "TF-IDF, batch": ("sklearn", tfidf),
}


def measured(tool: str, texts: Sequence[str]) -> tuple[Scores, float, float]:
    """Scores, documents a second of CPU, and bytes a document by which the process grew at most
    (0 where the system does not tell)."""
    module, find = TOOLS[tool]
    importlib.import_module(module)
    before = _kilobytes("VmRSS")
    started = time.process_time()
    scores = find(texts)
    speed = len(texts) / (time.process_time() - started)
    return scores, speed, (_kilobytes("VmHWM") - before) * 1024 / len(texts)


def _kilobytes(field: str) -> int:
    """Of this process. Its rusage would tell of the process that started it as well."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    [line] = [line for line in status.read_text().splitlines() if line.startswith(field)]
    return int(line.split()[1])


def main() -> int:
    """Prints one line a tool and text; 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("WIRECOPY_BENCH_DEDUP")
    parser.add_argument("folder", nargs="?", type=Path, default=default and Path(default))
    parser.add_argument("tools", nargs="*", default=list(TOOLS))
    arguments = parser.parse_args()
    if arguments.folder is None or not (arguments.folder / "neardup.jsonl.gz").exists():
        print("skipped: name the folder that holds neardup.jsonl.gz")
        return 0
    gold = read(arguments.folder)
    variants = {"as it is": [document["text"] for document in gold.documents]}
    variants["masked"] = masked(gold)
    print("tool | text | best F1 | recall at P .99 | documents/s | bytes a document")
    for tool in arguments.tools:
        for name, texts in variants.items():
            print(f"{tool} | {name} | {_row(gold, tool, texts)}", flush=True)
    return 0


def _row(gold: NearDuplicates, tool: str, texts: Sequence[str]) -> str:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as process:
        try:
            scores, speed, size = process.submit(measured, tool, texts).result()
        except ImportError as missing:
            return f"skipped: {missing}"
    steps = sweep(gold, scores)
    if not steps:
        return "found nothing"
    strict = [step for step in steps if step.precision >= 0.99]
    recall = f"{strict[-1].recall:.3f}" if strict else "none"
    best = max(step.f1 for step in steps)
    return f"{best:.3f} | {recall} | {speed:,.0f} | {size:,.0f}"


if __name__ == "__main__":
    sys.exit(main())
