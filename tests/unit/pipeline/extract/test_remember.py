"""Copies are not read twice."""

from __future__ import annotations

from pipeline.extract.facts import TextFacts
from pipeline.extract.remember import Memory


# About what `facts(10)` takes, measured by what one memory keeps of it.
def packed_size() -> int:
    size = 1
    while True:
        memory = Memory(max_bytes=size)
        memory.keep("text", "en", facts(10))
        if len(memory):
            return size
        size += 1


def facts(sentences: int) -> TextFacts:
    return TextFacts(sentences=tuple((n, n + 1) for n in range(sentences)))


PACKED = packed_size()


def test_facts_are_recalled_by_text_and_language() -> None:
    memory = Memory()
    memory.keep("text", "en", facts(3))
    assert memory.recall("text", "en") == facts(3)
    assert memory.recall("text", "de") is None
    assert memory.recall("other", "en") is None


def test_the_least_recently_used_is_forgotten_first() -> None:
    memory = Memory(max_bytes=2 * PACKED + PACKED // 2)
    memory.keep("one", "en", facts(10))
    memory.keep("two", "en", facts(10))
    memory.recall("one", "en")
    memory.keep("three", "en", facts(10))
    assert memory.recall("one", "en") is not None
    assert memory.recall("two", "en") is None


def test_what_is_larger_than_the_memory_is_not_kept() -> None:
    memory = Memory(max_bytes=PACKED // 2)
    memory.keep("text", "en", facts(10))
    assert len(memory) == 0
