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


# Furniture recurs, and is short. Prose does not, and would fill the memory: a line may have a
# million characters.
MAX_REMEMBERED_CHARACTERS = 200


def buckets(key: str) -> tuple[int, ...]:
    """The buckets of a folded line: its words, pairs of words, ends, and a short line as a whole.
    Never empty."""
    return _remembered(key) if len(key) <= MAX_REMEMBERED_CHARACTERS else _buckets(key)


def _buckets(key: str) -> tuple[int, ...]:
    whole = key.encode("utf-8", "surrogatepass")
    words = whole.split(b" ")
    grams = [b"^" + words[0], words[-1] + b"$"]
    if len(words) <= SHORT_WORDS:
        grams.append(b"=" + whole)
        grams += words
        grams += map(b"%b %b".__mod__, pairwise(words))
    else:
        grams += (b"^%b %b" % (words[0], words[1]), b"%b %b$" % (words[-2], words[-1]))
        grams += [b"~" + word for word in words[:END_WORDS] + words[-END_WORDS:]]
    return tuple({crc32(gram) % BUCKETS for gram in grams})


_remembered = lru_cache(maxsize=16_384)(_buckets)
