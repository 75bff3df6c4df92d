"""A stream of small articles of any length whose fate follows from their numbers.

Of twenty records in a row one repeats an earlier record byte for byte, one carries the text of
another article under another source, and the others are new. Nothing of it is held in memory.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from schemas.message import format_timestamp, from_epoch_milliseconds

_WORDS = (Path(__file__).parent.parent / "support" / "words.txt").read_text().split()
_EVERY = 20
_COPY, _REDELIVERY = 9, 19
# Near enough that both are still known, far enough that they are not of one batch alone.
_BACK = 5
_SOURCES = 40
_LANGUAGE = "eo"
_PREFIX = "soak-"
# A comparison window of 7 days holds 100,000 records: a million make ten of them, and what the
# stages have in hand at one time, in whatever order, is a small part of one.
_STEP_MS = 7 * 24 * 3600 * 1000 // 100_000

Counts = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Load:
    """`articles` records, made from the seed."""

    articles: int
    seed: int

    def chunks(self, size: int) -> Iterator[list[tuple[bytes, bytes]]]:
        """Keys and values for `news.raw`, in order, `size` at a time."""
        now_ms = int(time.time() * 1000)
        for start in range(0, self.articles, size):
            numbers = range(start, min(start + size, self.articles))
            yield [self._record(number, now_ms) for number in numbers]

    @property
    def redeliveries(self) -> int:
        """How many of the records repeat one before."""
        return len(range(_REDELIVERY, self.articles, _EVERY))

    def judge(self, articles: Counts, duplicates: Counts) -> tuple[int, int, int]:
        """Versions lost, out twice, and wrong: withheld without being one of two copies, or pairs
        of copies of which not exactly one was published. By how often each number is out."""
        total = articles + duplicates
        number = np.arange(self.articles)
        repeats = number % _EVERY == _REDELIVERY
        copies = number[number % _EVERY == _COPY]
        in_pair = np.isin(number, np.concatenate((copies, copies - _BACK)))
        wrong = (
            np.count_nonzero(duplicates[~in_pair])
            + np.count_nonzero(total[repeats])
            + np.count_nonzero(articles[copies] + articles[copies - _BACK] != 1)
        )
        lost = np.count_nonzero(total[~repeats] == 0)
        return int(lost), int(np.count_nonzero(total > 1)), int(wrong)

    @staticmethod
    def number(article_id: str) -> int:
        """The number of the article with this id."""
        return int(article_id.removeprefix(_PREFIX))

    def _record(self, number: int, now_ms: int) -> tuple[bytes, bytes]:
        if number % _EVERY == _REDELIVERY:
            number -= _BACK
        is_copy = number % _EVERY == _COPY
        text = number - _BACK if is_copy else number
        source = f"source-{(number if is_copy else text) % _SOURCES}"
        collected_ms = now_ms - (self.articles - number) * _STEP_MS
        fields = {
            "article_id": f"{_PREFIX}{number}",
            "body": self._body(text),
            "collected_at": format_timestamp(from_epoch_milliseconds(collected_ms)),
            "content_type": "text/plain",
            "language": _LANGUAGE,
            "source": source,
        }
        return source.encode(), orjson.dumps(fields)

    def _body(self, number: int) -> str:
        words = random.Random(self.seed * 1_000_003 + number).choices(_WORDS, k=48)
        return f"The {' '.join(words[:24])} said it was {number}.\nA {' '.join(words[24:])} came."
