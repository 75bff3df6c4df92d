"""The law of conservation: every version that came in went out once, stands open, or is on its way.

Pure counting; `audit` reads the topics.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b

_KEY_BYTES = 16


def version_digest(version: bytes) -> bytes:
    """A version header's value in 16 bytes: a million of them fit anywhere."""
    return blake2b(version, digest_size=_KEY_BYTES).digest()


@dataclass(frozen=True, slots=True)
class Sums:
    """The outcome of an audit, all counts of versions but `raw_records` and `redeliveries`.

    `older` are outputs of versions whose raw records Kafka no longer keeps; they are no fault.
    """

    raw_records: int
    versions: int
    redeliveries: int
    articles: int
    duplicates: int
    open_dead_letters: int
    in_flight: int
    lost: int
    twice: int
    older: int

    @property
    def adds_up(self) -> bool:
        """Nothing lost, nothing twice."""
        return self.lost == 0 and self.twice == 0


@dataclass(slots=True)
class Accounts:
    """Collects what the topics hold, then adds up. Versions are digests of version headers."""

    raw_records: int = 0
    _came_in: set[bytes] = field(default_factory=set)
    _same: dict[bytes, bytes] = field(default_factory=dict)
    _articles: Counter[bytes] = field(default_factory=Counter)
    _duplicates: Counter[bytes] = field(default_factory=Counter)
    _dead: set[bytes] = field(default_factory=set)
    _on_its_way: set[bytes] = field(default_factory=set)

    def came_in(self, version: bytes, retry_of: bytes | None = None) -> None:
        """A raw record; `retry_of` is the version of the dead letter that it is a retry of."""
        self.raw_records += 1
        self._came_in.add(version)
        if retry_of is not None and retry_of != version:
            self._same[retry_of] = version

    def on_its_way(self, version: bytes) -> None:
        """A record behind a group's committed offset."""
        self._on_its_way.add(version)

    def article(self, version: bytes) -> None:
        """A record on the output topic."""
        self._articles[version] += 1

    def duplicate(self, version: bytes) -> None:
        """A withheld record."""
        self._duplicates[version] += 1

    def dead_letter(self, version: bytes) -> None:
        """A dead letter; open as long as its version has no other outcome."""
        self._dead.add(version)

    def is_open(self, version: bytes) -> bool:
        """Whether `version` has no output, neither itself nor as what it was retried as."""
        version = self._canonical(version)
        return version not in self._articles and version not in self._duplicates

    def sums(self) -> Sums:
        """Adds up. A retried record is one version with its original."""
        known = {self._canonical(version) for version in self._came_in}
        outputs = self._articles + self._duplicates
        dead = {self._canonical(version) for version in self._dead}
        on_its_way = {self._canonical(version) for version in self._on_its_way}
        without = {version for version in known if version not in outputs}
        return Sums(
            raw_records=self.raw_records,
            versions=len(known),
            redeliveries=self.raw_records - len(known),
            articles=sum(version in self._articles for version in known),
            duplicates=sum(version in self._duplicates for version in known),
            open_dead_letters=len(without & dead),
            in_flight=len((without - dead) & on_its_way),
            lost=len(without - dead - on_its_way),
            twice=sum(count > 1 for count in outputs.values()),
            older=sum(version not in known for version in outputs),
        )

    def _canonical(self, version: bytes) -> bytes:
        seen = set()
        while version in self._same and version not in seen:  # headers are not proof against loops
            seen.add(version)
            version = self._same[version]
        return version
