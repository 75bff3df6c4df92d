"""The memory of a source: a line that recurs in its articles is furniture.

A decider: `learn` and `decide` read, `apply` changes; a recovery is a fold of `apply` over the log.
Everything is bounded: lines a source, sources a partition, remembered versions a source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clean.fold import hash_key
from pipeline.clean.lines import LONG_LINE_WORDS, Line
from pipeline.stage import Position
from schemas.profile import Profile

# 1,024 lines are about 30 KB on the wire and 150 KB in memory; a page of a large site has up to 300
# lines of its own furniture, and what is seen once is forgotten first.
MAX_LINES = 1024
MAX_SOURCES = 1024
MAX_RECENT = 64
# An article is updated for a day or two, in which a busy source has about as many others.
MAX_ARTICLES = 256

# A line not seen again for this many of the source's articles, times the articles that had it, is
# forgotten: sites change their words.
MEMORY_ARTICLES = 48

# What it takes to be furniture: short lines recur by design, prose by chance or quotation. Measured
# on news in date order (five languages): short >= 1, long >= 3 cuts 53 % of the furniture of a
# source's second article at precision 0.99.
MIN_SHORT_DOCUMENTS = 1
MIN_LONG_DOCUMENTS = 3

# An article that shares this part of its long lines with one earlier article is that one again,
# updated or published twice: it neither teaches nor is cut by what they share.
MIN_SHARED_LONG_LINES = 0.5
MIN_SHARED_COUNT = 2

# A source whose articles used to show this much known furniture and now show a quarter of it has a
# new template. One article decides: to learn afresh costs little, one article later most is back.
MIN_MEAN_SHARE = 0.1
FALL = 0.25
MEAN_WEIGHT = 0.1
MIN_DOCUMENTS = 8


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one article can teach. `article` is the hash of its id; `lines` are the distinct hashes
    of its lines, `long_lines` those of prose; `share` is the part of its characters that the memory
    knew (0 to 1), `distrusted` whether that was so much that it must have learned articles."""

    source: str
    article: str
    version: str
    lines: tuple[str, ...]
    long_lines: tuple[str, ...]
    share: float
    distrusted: bool


@dataclass(frozen=True, slots=True)
class ProfileUpdated:
    """The memory of `source` is now `profile`."""

    source: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class ProfileEvicted:
    """The memory of `source` is given up for that of another one."""

    source: str


ProfileChange = ProfileUpdated | ProfileEvicted


class SourceMemory:
    """The profiles of the sources of one raw partition, the least recently taught one first.

    `through` is the offset up to which records have taught; -1: none yet.
    """

    def __init__(self) -> None:
        self.through = -1
        self._profiles: dict[str, Profile] = {}

    def profile(self, source: str) -> Profile | None:
        return self._profiles.get(source)

    def __len__(self) -> int:
        return len(self._profiles)

    def oldest(self) -> str | None:
        return next(iter(self._profiles), None)


def name_lines(lines: Sequence[Line]) -> list[str]:
    """The hashes under which a memory knows `lines`; `""` for one without a word."""
    return [hash_key(line.key) if line.key else "" for line in lines]


def make_lesson(
    source: str,
    article: str,
    version: str,
    lines: Sequence[Line],
    names: Sequence[str],
    *,
    share: float,
    distrusted: bool,
) -> Lesson:
    """What a version of `article` (the hash of its id) with `lines` of these `names` can teach
    about `source`."""
    named = zip(names, lines, strict=True)
    hashes = {name: line.words >= LONG_LINE_WORDS for name, line in named if name}
    return Lesson(
        source=source,
        article=article,
        version=version,
        lines=tuple(hashes)[:MAX_LINES],
        long_lines=tuple(name for name, long in hashes.items() if long)[:MAX_LINES],
        share=share,
        distrusted=distrusted,
    )


def earlier_version(profile: Profile, article: str, long_lines: Sequence[str]) -> int | None:
    """The number with which an earlier version of `article` (the hash of its id) taught; else that
    of the article that the long lines were last seen in, where they show that the present one is
    the same again under another id."""
    if article in profile.articles:
        return profile.articles[article]
    if not long_lines:
        return None
    counts = Counter(profile.lines[name][1] for name in long_lines if name in profile.lines)
    if not counts:
        return None
    number, shared = counts.most_common(1)[0]
    enough = shared >= MIN_SHARED_COUNT and shared >= MIN_SHARED_LONG_LINES * len(long_lines)
    return number if enough else None


def recurs(profile: Profile, name: str, *, long: bool, same_as: int | None) -> int:
    """In how many articles of the source the line was seen, 0 where these are too few to call it
    furniture. `same_as`: the earlier version of this very article does not count."""
    seen = profile.lines.get(name)
    if seen is None:
        return 0
    documents = seen[0] - (1 if seen[1] == same_as else 0)
    return documents if documents >= (MIN_LONG_DOCUMENTS if long else MIN_SHORT_DOCUMENTS) else 0


def decide(memory: SourceMemory, lesson: Lesson, at: Position) -> tuple[ProfileChange, ...]:
    """What `lesson` changes; nothing where its offset or its version has taught before."""
    profile = memory.profile(lesson.source)
    if at.offset <= memory.through:
        return ()
    if profile is None:
        taught = _teach(Profile(source=lesson.source), lesson)
        oldest = memory.oldest()
        if len(memory) >= MAX_SOURCES and oldest is not None:
            return (ProfileEvicted(oldest), ProfileUpdated(lesson.source, taught))
        return (ProfileUpdated(lesson.source, taught),)
    if lesson.version in profile.recent:
        return ()
    if earlier_version(profile, lesson.article, lesson.long_lines) is not None:
        return ()
    return (ProfileUpdated(lesson.source, _teach(profile, lesson)),)


def apply(memory: SourceMemory, change: ProfileChange) -> None:
    """Change `memory`: the only thing that does, `through` apart."""
    memory._profiles.pop(change.source, None)
    if isinstance(change, ProfileUpdated):
        memory._profiles[change.source] = change.profile


def _teach(profile: Profile, lesson: Lesson) -> Profile:
    number = profile.documents + 1
    reset = lesson.distrusted or _has_fallen(profile, lesson)
    lines = {} if reset else dict(profile.lines)
    for name in lesson.lines:
        documents, _ = lines.get(name, (0, 0))
        lines[name] = (documents + 1, number)
    if len(lines) > MAX_LINES:
        lines = _forget(lines, number)
    share = lesson.share if reset or not profile.documents else _mean(profile.share, lesson.share)
    return Profile.model_construct(
        source=profile.source,
        documents=number,
        lines=lines,
        recent=(*profile.recent, lesson.version)[-MAX_RECENT:],
        articles=dict([*profile.articles.items(), (lesson.article, number)][-MAX_ARTICLES:]),
        share=round(share, 6),
        resets=profile.resets + reset,
    )


def _has_fallen(profile: Profile, lesson: Lesson) -> bool:
    return (
        profile.documents >= MIN_DOCUMENTS
        and profile.share >= MIN_MEAN_SHARE
        and lesson.share < FALL * profile.share
    )


def _mean(before: float, now: float) -> float:
    return before + MEAN_WEIGHT * (now - before)


def _forget(lines: dict[str, tuple[int, int]], number: int) -> dict[str, tuple[int, int]]:
    """`lines` without what has faded, and without the most faded of the rest over three quarters of
    the bound, so that this is rarely done."""

    def fades_at(item: tuple[str, tuple[int, int]]) -> tuple[int, str]:
        name, (documents, last) = item
        return last + MEMORY_ARTICLES * documents, name

    kept = sorted((item for item in lines.items() if fades_at(item)[0] >= number), key=fades_at)
    return dict(sorted(kept[-(MAX_LINES * 3 // 4) :]))
