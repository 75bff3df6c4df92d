"""What is made of a record as the clients hand it out."""

from __future__ import annotations

from types import SimpleNamespace

from agents.record import Record


def test_a_header_without_a_value_reads_as_empty() -> None:
    said = SimpleNamespace(
        topic="news.raw",
        partition=1,
        offset=7,
        timestamp=1_795_000_000_000,
        key=None,
        value=b"{}",
        headers=(("mark", None), ("note", b"x")),
    )
    assert Record.from_aiokafka(said).headers == (("mark", b""), ("note", b"x"))
