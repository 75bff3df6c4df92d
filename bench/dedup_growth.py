"""What many articles cost dedup: `python -m bench.dedup_growth [DOCUMENTS]` (default: 100,000).

An index is filled with made-up fingerprints, 50 a document, to see what one more document costs
among many and how long the longest addition takes; and decisions about so many made-up versions are
read back as after a restart. Speeds are CPU time of this one process.
"""

from __future__ import annotations

import argparse
import sys
import time
from hashlib import sha256
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from agents.collector import collector_at_rest
from agents.dedup_memory import DECISIONS_A_RECORD
from pipeline.dedup.index import PostingIndex
from pipeline.dedup.state import DedupState
from schemas.codec import decode, encode
from schemas.decision import Decision, DecisionBatch

_FINGERPRINTS = 50


def main() -> int:
    """Prints the tables; 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="?", type=int, default=100_000)
    documents = parser.parse_args().documents
    _print_growth(documents)
    _print_identity(documents)
    return 0


def _print_growth(documents: int) -> None:
    rng = np.random.default_rng(1)
    places = np.arange(_FINGERPRINTS, dtype=np.uint16)
    none = np.empty(0, np.int64)

    def made_up() -> NDArray[np.uint32]:
        return rng.integers(2, 1 << 32, _FINGERPRINTS, np.uint32)

    index, spent = PostingIndex(), []
    marks = {documents} | {mark for mark in (10_000, 100_000, 1_000_000) if mark < documents}
    for document in range(documents):
        keys = made_up()
        started = time.process_time()
        index.add(document, keys, places)
        spent.append(time.process_time() - started)
        if document + 1 in marks:
            sought = [made_up() for _ in range(2000)]
            started = time.process_time()
            for keys in sought:
                list(index.lookup(keys, none, None, 25))
            lookup = (time.process_time() - started) / len(sought)
            print(
                f"{document + 1:9,} documents: add {np.mean(spent) * 1e6:.0f} us, "
                f"99.9 % below {np.percentile(spent, 99.9) * 1e3:.1f} ms, "
                f"longest {max(spent) * 1e3:.0f} ms; lookup {lookup * 1e6:.0f} us; "
                f"{index.nbytes / (document + 1):.0f} bytes a document in the index"
            )
            spent = []


def _print_identity(versions: int) -> None:
    starts = range(0, versions, DECISIONS_A_RECORD)
    values = [
        encode(DecisionBatch.of(map(_made_up, range(start, start + DECISIONS_A_RECORD)), 0))
        for start in starts
    ]
    state = DedupState()
    started = time.process_time()
    with collector_at_rest():
        for value in values:
            for decision in decode(DecisionBatch, value).decisions():
                state.apply_decision(decision)
    spent = time.process_time() - started
    print(f"identity: {len(values) * DECISIONS_A_RECORD / spent:,.0f} versions a second")


def _made_up(number: int) -> Decision:
    digest = sha256(str(number).encode()).hexdigest()
    return Decision(
        lane="default",
        article_id=str(UUID(digest[:32])),
        content_hash=digest,
        outcome="new",
        appended_ms=number,
        newest_ms=number,
        newest_hash=digest[:32],
        out_revision=1,
    )


if __name__ == "__main__":
    sys.exit(main())
