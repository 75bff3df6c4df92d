"""Growth of memory over 20,000 short articles of new words: `python -m bench.extraction_memory`."""

from __future__ import annotations

import random
from pathlib import Path

from bench.extraction import article
from pipeline.extract.stage import Extractor

ARTICLES = 20_000
WARM_UP = 2_000
_PAGE = 4096
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def resident_mb() -> float:
    """Memory of this process in MB (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / 1e6


def invented(words: random.Random) -> str:
    """A word that no article had before."""
    return "".join(words.choices(_LETTERS, k=words.randint(6, 12)))


def main() -> None:
    words = random.Random(0)
    extractor = Extractor()
    settled = 0.0
    strings = extractor.strings
    for number in range(ARTICLES + 1):
        name, place, rest = (invented(words).title() for _ in range(3))
        more = " ".join(invented(words) for _ in range(20))
        extractor.extract(article(f"{name} said on Monday that {rest} left {place}: {more}."))
        if number == WARM_UP:
            settled = resident_mb()
        if number and number % 5_000 == 0:
            growth = 100 * (resident_mb() - settled) / settled if settled else 0.0
            print(
                f"{number} articles: {resident_mb():.0f} MB, {growth:+.1f} % since {WARM_UP}, "
                f"{extractor.strings - strings} strings more",
                flush=True,
            )


if __name__ == "__main__":
    main()
