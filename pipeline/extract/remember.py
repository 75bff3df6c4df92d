"""The facts of recent texts: the hundredth copy of a wire report is not read by the model again."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b

from pipeline.extract.facts import TextFacts

# An article of 600 words gives about 60 facts of 300 bytes each; 2,000 such articles are 40 MB.
# A copy comes within hours, so more would rarely be asked for.
MAX_FACTS = 120_000


class Memory:
    """Facts by text and language, the least recently used forgotten first.

    Bounded by the number of facts kept, because that is what takes the memory. One analysis only:
    a memory belongs to one model and its rules.
    """

    def __init__(self, max_facts: int = MAX_FACTS) -> None:
        self._max_facts = max_facts
        self._held = 0
        self._known: OrderedDict[bytes, TextFacts] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def recall(self, text: str, language: str) -> TextFacts | None:
        key = _key(text, language)
        facts = self._known.get(key)
        if facts is not None:
            self._known.move_to_end(key)
        return facts

    def keep(self, text: str, language: str, facts: TextFacts) -> None:
        key = _key(text, language)
        if key in self._known or _weight(facts) > self._max_facts:
            return
        self._known[key] = facts
        self._held += _weight(facts)
        while self._held > self._max_facts:
            _, forgotten = self._known.popitem(last=False)
            self._held -= _weight(forgotten)


def _key(text: str, language: str) -> bytes:
    """The digest of both; `surrogatepass`, because any Python string may be asked for."""
    return blake2b(f"{language}\0{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _weight(facts: TextFacts) -> int:
    mentions = sum(len(entity.mentions) for entity in facts.entities)
    return 1 + len(facts.sentences) + mentions + 3 * (len(facts.quotes) + len(facts.claims))
