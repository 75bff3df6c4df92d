"""How large a value of each topic may be: checked before it is sent, since a broker's refusal comes
when it is too late to say whose fault it is."""

from __future__ import annotations

from typing import Final, Literal

TopicName = Literal[
    "raw", "clean", "extracted", "articles", "duplicates", "decisions", "sketches", "profiles",
    "feeds", "dead-letters",
]  # fmt: skip

MIB: Final = 1024 * 1024

# An article grows by its receipts and facts: measured on the seeds by 2 to 4 times.
LARGEST_VALUE: Final[dict[TopicName, int]] = {
    "raw": 2 * MIB,
    "clean": 8 * MIB,
    "extracted": 8 * MIB,
    "articles": 8 * MIB,
    "duplicates": 8 * MIB,
    "decisions": 1 * MIB,
    "sketches": 8 * MIB,
    "profiles": 1 * MIB,
    # A robots.txt of 500 KiB, which JSON may write in twice as many bytes; a page's stand-in.
    "feeds": 2 * MIB,
    # The largest original record, and the headers that say why it failed.
    "dead-letters": 8 * MIB + 256 * 1024,
}
# What a record batch and headers add to a value; the limits of brokers and clients allow for it.
RECORD_OVERHEAD: Final = 64 * 1024


class TooLargeError(Exception):
    """A value is larger than its topic takes; the text has both figures."""


def check_size(topic: TopicName, value: bytes) -> None:
    """Raises TooLargeError for a value that `topic` does not take. Call it before any state is
    changed on account of the value."""
    if len(value) > LARGEST_VALUE[topic]:
        raise TooLargeError(
            f"{len(value):,} bytes are too many: {topic} takes {LARGEST_VALUE[topic]:,}"
        )
