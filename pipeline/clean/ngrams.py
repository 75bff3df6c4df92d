"""What the words of a line say by themselves: a sum of learned weights of hashed words."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from zlib import crc32

# 2^15 buckets: beyond that a larger table changed nothing in cross-validation.
BUCKETS = 1 << 15

# Lines up to this length are read whole, longer ones at both ends only: what makes a line furniture
# is said in its first or its last words.
SHORT_WORDS = 10
END_WORDS = 4


@lru_cache(maxsize=16_384)
def buckets(key: str) -> tuple[int, ...]:
    """The buckets of a folded line: its words, pairs of words, ends, and a short line as a whole.
    Never empty."""
    words = key.split(" ")
    grams = [f"^{words[0]}", f"{words[-1]}$"]
    if len(words) <= SHORT_WORDS:
        grams.append(f"={key}")
        grams += words
        grams += [f"{first} {second}" for first, second in pairwise(words)]
    else:
        grams += (f"^{words[0]} {words[1]}", f"{words[-2]} {words[-1]}$")
        grams += [f"~{word}" for word in words[:END_WORDS] + words[-END_WORDS:]]
    return tuple({crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS for gram in grams})
