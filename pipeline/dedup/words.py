"""The number of a word: 30 bits of hash, and whether it starts with a digit. The same for ever."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.compiled import BOOL, U32, U64, compiled

Words = NDArray[np.uint32]
Codes = NDArray[np.int64]
Hashes = NDArray[np.uint64]

# Shorter capitalised words (I, A, US) say little about who an article is about.
NAME_CHARACTERS = 3
# A word counts in steps of 8 bytes; what follows does not count.
STEP = 8
_STEPS = 4
# Multipliers of splitmix64 (Steele, Lea & Flood 2014), used wherever 64 bits are mixed.
_GOLDEN = 0x9E3779B97F4A7C15
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_SHIFT_1, _SHIFT_2, _SHIFT_3 = np.uint64(30), np.uint64(27), np.uint64(31)
_ALL = (1 << 64) - 1
_KEEP_30 = np.uint64(34)

# "One" is left out: it mostly stands for somebody.
_SMALL_NUMERALS = """
    two three four five six seven eight nine ten eleven twelve
    thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
# House styles write small numbers as words or as digits.
NUMERALS = {word: str(number) for number, word in enumerate(_SMALL_NUMERALS.split(), 2)} | {
    word: str(number) for number, word in zip(range(20, 100, 10), _TENS.split(), strict=True)
}


def mix(values: Hashes) -> Hashes:
    """splitmix64's finaliser: every input bit changes every output bit."""
    values = (values ^ (values >> _SHIFT_1)) * _MIX_1
    values = (values ^ (values >> _SHIFT_2)) * _MIX_2
    return values ^ (values >> _SHIFT_3)


# One for each step of a word.
MULTIPLIERS = mix(np.arange(1, _STEPS + 1, dtype=np.uint64) * np.uint64(_GOLDEN)) | np.uint64(1)
_WHOLE_MULTIPLIERS = [int(multiplier) for multiplier in MULTIPLIERS]


@compiled(U64, U64)
def mixed(value: np.uint64) -> np.uint64:
    """`mix` of one."""
    value = (value ^ (value >> _SHIFT_1)) * _MIX_1
    value = (value ^ (value >> _SHIFT_2)) * _MIX_2
    return value ^ (value >> _SHIFT_3)


@compiled(U32, U64, BOOL)
def numbered(total: np.uint64, starts_with_digit: bool) -> np.uint32:
    """The number of a word by the sum of its steps, each little-endian, times its multiplier."""
    return np.uint32(mixed(total) >> _KEEP_30 << np.uint64(1) | np.uint64(starts_with_digit))


def word_number(word: str, starts_with_digit: bool) -> int:
    """The number of one folded word, as it is written."""
    data = word.encode("utf-8", "surrogatepass")
    total = sum(
        int.from_bytes(data[STEP * step : STEP * (step + 1)], "little") * multiplier
        for step, multiplier in enumerate(_WHOLE_MULTIPLIERS)
    )
    total &= _ALL
    total = (total ^ (total >> 30)) * int(_MIX_1) & _ALL
    total = (total ^ (total >> 27)) * int(_MIX_2) & _ALL
    return (total ^ (total >> 31)) >> int(_KEEP_30) << 1 | starts_with_digit
