"""Raw articles whose fate is known: short texts with copies, edits, revisions and redeliveries.

Everything follows from a seed. The generator knows, for each version, what dedup has to make of
it whatever happens to the workers; where arrival order between sources decides which of two copies
is the article, it knows that exactly one of them is.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import orjson

from pipeline.identity import identify
from schemas.headers import VersionHeader
from schemas.message import format_timestamp, from_epoch_milliseconds
from schemas.raw import RawArticle

Fate = Literal[
    "article",  # published as new
    "revision",  # published as revision 2 of its article
    "unchanged",
    "superseded",
    "one-of-copies",  # published, or withheld as a copy of the one of its group that is
    "dead-letter",
]

# So many words that no two texts share a run of them by chance. No numbers and days among them: a
# text that tells other facts is rightly no copy.
_WORDS = (Path(__file__).parent / "words.txt").read_text().split()
# Share of each kind of follow-up among all records.
_KINDS: tuple[tuple[str, float], ...] = (
    ("new", 0.62), ("copy", 0.12), ("edited", 0.05), ("revision", 0.07), ("unchanged", 0.04),
    ("superseded", 0.03), ("redelivery", 0.05), ("broken", 0.02),
)  # fmt: skip
_SOURCES = 12
# By source; one with a model and one without, so that both ways through extract are taken.
_LANGUAGES = ("en", "eo")
_START_MS = 1_750_000_000_000


@dataclass(frozen=True, slots=True)
class Generated:
    """A record for `news.raw`: its key and value; `version` is None for what has no identity."""

    key: bytes
    value: bytes
    version: VersionHeader | None


@dataclass(slots=True)
class Truth:
    """What must come of the records. `group` names the text that a version is a copy of."""

    records: list[Generated] = field(default_factory=list)
    fate: dict[VersionHeader, Fate] = field(default_factory=dict)
    group: dict[VersionHeader, int] = field(default_factory=dict)
    redeliveries: int = 0
    broken: int = 0


@dataclass(slots=True)
class _Story:
    number: int
    source: str
    body: str
    collected_ms: int
    closed: bool = False  # has a copy or a follow-up: takes no other kind


def generate(seed: int, count: int) -> Truth:
    """`count` records and their truth. The same seed gives the same bytes."""
    rng = random.Random(seed)
    truth = Truth()
    stories: list[_Story] = []
    kinds, weights = zip(*_KINDS, strict=True)
    while len(truth.records) < count:
        kind = rng.choices(kinds, weights)[0] if len(stories) > 10 else "new"
        _ADD[kind](rng, truth, stories)
    return truth


def _add_new(rng: random.Random, truth: Truth, stories: list[_Story]) -> None:
    story = _Story(
        number=len(stories),
        source=f"source-{rng.randrange(_SOURCES)}",
        body=_body(rng),
        collected_ms=_START_MS + len(truth.records) * 1000,
    )
    stories.append(story)
    _append(truth, story.source, _article_id(story), story.body, story.collected_ms, "article")


def _add_copy(rng: random.Random, truth: Truth, stories: list[_Story]) -> None:
    _add_other(rng, truth, stories, lambda body: body, "copy")


def _add_edited(rng: random.Random, truth: Truth, stories: list[_Story]) -> None:
    def edit(body: str) -> str:
        """One word replaced and one sentence more: the same report, as another desk sends it."""
        words = body.split(" ")
        words[len(words) // 2] = "perhaps"
        return f"{' '.join(words)}\n{_sentence(rng)}"

    _add_other(rng, truth, stories, edit, "edited")


def _add_other(
    rng: random.Random, truth: Truth, stories: list[_Story], edit: Callable[[str], str], kind: str
) -> None:
    story = rng.choice(stories)
    if story.closed:
        return _add_new(rng, truth, stories)
    story.closed = True
    original = _version(story.source, _article_id(story), story.body)
    number = len(truth.records)
    copy = _append(
        truth, f"source-{rng.randrange(_SOURCES)}", f"{kind}-{number}", edit(story.body),
        _START_MS + number * 1000, "one-of-copies",
    )  # fmt: skip
    truth.fate[original] = "one-of-copies"
    truth.group[original] = truth.group[copy] = story.number
    return None


def _add_revision(rng: random.Random, truth: Truth, stories: list[_Story]) -> None:
    story = rng.choice(stories)
    if story.closed:
        return _add_new(rng, truth, stories)
    story.closed = True
    body = f"{story.body}\n{_sentence(rng)} Update {story.number}."
    _append(truth, story.source, _article_id(story), body, _later(truth), "revision")
    return None


def _add_unchanged(rng: random.Random, truth: Truth, stories: list[_Story]) -> None:
    story = rng.choice(stories)
    if story.closed:
        return _add_new(rng, truth, stories)
    story.closed = True
    body = story.body.replace("\n", "\n\n").replace("'", "’") + "  \n"
    _append(truth, story.source, _article_id(story), body, _later(truth), "unchanged")
    return None


def _add_superseded(rng: random.Random, truth: Truth, stories: list[_Story]) -> None:
    story = rng.choice(stories)
    if story.closed:
        return _add_new(rng, truth, stories)
    story.closed = True
    body = f"{_sentence(rng)} An early draft of story {story.number}."
    earlier = story.collected_ms - 60_000
    _append(truth, story.source, _article_id(story), body, earlier, "superseded")
    return None


def _add_redelivery(rng: random.Random, truth: Truth, stories: list[_Story]) -> None:
    again = rng.choice(truth.records)
    if again.version is None:
        return _add_new(rng, truth, stories)
    truth.redeliveries += 1
    truth.records.append(again)
    return None


def _add_broken(rng: random.Random, truth: Truth, stories: list[_Story]) -> None:
    values = (b"not json", b"", b'{"source": "s"}', b'["a list"]', b'{"source": "s", "body": " "}')
    truth.broken += 1
    source = f"source-{rng.randrange(_SOURCES)}".encode()
    truth.records.append(Generated(source, rng.choice(values), None))


_ADD = {
    "new": _add_new,
    "copy": _add_copy,
    "edited": _add_edited,
    "revision": _add_revision,
    "unchanged": _add_unchanged,
    "superseded": _add_superseded,
    "redelivery": _add_redelivery,
    "broken": _add_broken,
}


def _append(
    truth: Truth, source: str, article_id: str, body: str, collected_ms: int, fate: Fate
) -> VersionHeader:
    fields = {
        "article_id": article_id,
        "body": body,
        "collected_at": format_timestamp(from_epoch_milliseconds(collected_ms)),
        "content_type": "text/plain",
        "language": _LANGUAGES[sum(source.encode()) % len(_LANGUAGES)],
        "source": source,
    }
    value = orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
    version = _version(source, article_id, body)
    truth.records.append(Generated(source.encode(), value, version))
    truth.fate[version] = fate
    return version


def _version(source: str, article_id: str, body: str) -> VersionHeader:
    identity = identify(RawArticle(source=source, article_id=article_id, body=body))
    return VersionHeader.naming(identity)


def _article_id(story: _Story) -> str:
    return f"story-{story.number}"


def _later(truth: Truth) -> int:
    return _START_MS + len(truth.records) * 1000


def _body(rng: random.Random) -> str:
    return "\n".join(f"{_sentence(rng)} {_sentence(rng)}" for _ in range(3))


def _sentence(rng: random.Random) -> str:
    words = " ".join(rng.choice(_WORDS) for _ in range(12))
    return f"The {words} said it was {rng.choice(_WORDS)}."
