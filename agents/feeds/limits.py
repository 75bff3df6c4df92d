"""How much of a stranger's answer is taken, and how long it is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agents.settings import Settings

Wanted = Literal["feed", "page", "robots"]

# RFC 9309 §2.5: a crawler must read at least 500 KiB of robots.txt, and may ignore what follows.
ROBOTS_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bytes count on the wire and after decompression alike; seconds count for one fetch, with
    all its redirects where it is `total_seconds`."""

    feed_bytes: int = 10 * 1024 * 1024
    page_bytes: int = 10 * 1024 * 1024
    robots_bytes: int = ROBOTS_BYTES
    connect_seconds: float = 10.0
    first_byte_seconds: float = 20.0
    total_seconds: float = 60.0
    redirects: int = 5
    # Security policies of real sites fill 10 KB and more in one line.
    header_lines: int = 200
    header_line_bytes: int = 32 * 1024

    @staticmethod
    def of(settings: Settings) -> FetchLimits:
        """The limits that `WIRECOPY_FEEDS_…` sets."""
        return FetchLimits(
            feed_bytes=settings.feeds_feed_bytes,
            page_bytes=settings.feeds_page_bytes,
            connect_seconds=settings.feeds_connect_seconds,
            first_byte_seconds=settings.feeds_first_byte_seconds,
            total_seconds=settings.feeds_total_seconds,
        )

    def body_bytes(self, wanted: Wanted) -> int:
        """The most that a body may hold."""
        return {"feed": self.feed_bytes, "page": self.page_bytes, "robots": self.robots_bytes}[
            wanted
        ]
