"""What claim rules share: negation, possibility, where and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.extract.attribution import Attribution
from pipeline.extract.entities import Located
from pipeline.extract.lexicon import split
from pipeline.extract.quotes import Quotes
from pipeline.extract.tree import Tree
from pipeline.extract.verbs import by_form
from schemas.extracted import Claim, ClaimKind, Reference

_NOT = frozenset({"not", "n't", "never", "neither", "nor"})
_POSSIBLE = frozenset(split("would could might may if will should can shall 'll 'd unless whether"))
_HEARSAY = frozenset(split("reportedly allegedly apparently supposedly purportedly alleged"))
_DENIALS = frozenset(
    split(
        "deny denies denied denying dismiss dismisses dismissed dismissing reject rejects "
        "rejected rejecting refute refutes refuted refuting disputed disputes dispute"
    )
)
_DAY = re.compile(
    r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tonight|overnight|tomorrow|"
    r"january|february|march|april|june|july|august|september|october|november|december|"
    r"jan\.?|feb\.?|mar\.|apr\.?|jun\.|jul\.|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?|(?:19|20)\d\d)$"
)
_WITH_DAY = frozenset(
    split("last this next late early on since morning afternoon evening night the week month year")
)


_MAX_ABOVE = 4


@cache
def _counting() -> dict[str, str]:
    """Verbs whose object is a count that somebody answers for."""
    return by_form(split("report identify document record count confirm register list announce"))


@dataclass(frozen=True, slots=True)
class Found:
    """A claim while it is put together, in tokens. `at` is the word that decides whose it is."""

    kind: ClaimKind
    at: int
    first: int
    end: int
    low: int | None
    high: int | None
    who: tuple[int, int] | None = None
    polarity: str | None = None
    denied: bool = False


class Frame:
    """The text that claims are read from, with its names and its speakers."""

    def __init__(self, tree: Tree, located: Located, quotes: Quotes) -> None:
        self.tree = tree
        self.located = located
        self._attributions = quotes.attributions
        self._places: dict[int, list[tuple[int, int]]] = {}
        for name in located.names:
            if name.label in ("GPE", "LOC", "FAC"):
                sentence = tree.sentence_of[name.first]
                self._places.setdefault(sentence, []).append((name.first, name.end))

    def negated(self, token: int) -> bool:
        return self.tree.has_child_word(token, _NOT)

    def possible(self, token: int) -> bool:
        """Whether the verb only may come true: "could kill", "if ... kill", "to kill"."""
        tree = self.tree
        if tree.has_child_word(token, _POSSIBLE):
            return True
        return any(tree.lower[c] == "to" and tree.rels[c] == "mark" for c in tree.children[token])

    def claim(self, found: Found) -> Claim:
        """`found` in characters, with source, certainty, place and time."""
        tree = self.tree
        source, denied, around = self._source(found)
        first, end = found.first, found.end
        start, stop = tree.starts[first], tree.ends[end - 1]
        hearsay = any(
            tree.lower[t] in _HEARSAY for t in range(max(0, first - 3), min(end + 2, len(tree)))
        )
        certainty = (
            "denied"
            if denied or found.denied
            else ("reported" if source is not None or hearsay or around else "asserted")
        )
        return Claim(
            start=start,
            end=stop,
            text=tree.text[start:stop],
            kind=found.kind,
            low=found.low,
            high=found.high,
            polarity=found.polarity,
            certainty=certainty,
            who=self.reference(found.who) if found.who else None,
            where=self._where(found),
            when=self._when(found.at),
            attributed_to=source,
        )

    def reference(self, span: tuple[int, int]) -> Reference:
        """The words of `span`, with the entity named in it where there is one."""
        tree = self.tree
        start, stop = tree.starts[span[0]], tree.ends[span[1] - 1]
        entity = next(
            (i for t in range(span[1] - 1, span[0] - 1, -1) if (i := self.located.id_of.get(t))),
            None,
        )
        return Reference(start=start, end=stop, text=tree.text[start:stop], entity=entity)

    def _source(self, found: Found) -> tuple[Reference | None, bool, bool]:
        """Who says it (the innermost report around it), whether denied, whether reported at all."""
        # "agreed to coordinate" states an intent; it is no report of it.
        own = range(found.first, found.end) if found.kind == "intent" else range(0)
        around = [(a, s) for a, s in self._around(found.at) if not a.cue or a.cue[0] not in own]
        denied = any(self._denies(a) for a, _ in around)
        speaker = next((s for _, s in around if s is not None), None)
        counted_by = None if speaker or found.kind == "intent" else self._counted_by(found.at)
        return speaker or counted_by, denied, bool(around) or counted_by is not None

    def _counted_by(self, token: int) -> Reference | None:
        """Who "reported 17 deaths" or "identified 22 individuals killed"."""
        tree = self.tree
        for above, _ in zip(tree.ancestors(token), range(_MAX_ABOVE), strict=False):
            if not tree.is_verb(above):
                continue
            if tree.lower[above] in _counting() and not tree.is_passive(above):
                subject = tree.subject(above)
                known = subject is not None and subject < above
                return self.reference(tree.phrase(subject)) if subject and known else None
            if tree.rels[above] not in ("acl", "amod"):
                return None
        return None

    def reported(self, token: int) -> bool:
        """Whether somebody is said to have said what stands at `token`."""
        return bool(self._around(token))

    def _around(self, token: int) -> list[tuple[Attribution, Reference | None]]:
        around = [(a, s) for a, s in self._attributions if a.covers(token)]
        return sorted(
            around, key=lambda item: min(e - f for f, e in item[0].contents if f <= token < e)
        )

    def _denies(self, attribution: Attribution) -> bool:
        cue = attribution.cue
        return cue is not None and any(self.tree.lower[t] in _DENIALS for t in range(*cue))

    def _where(self, found: Found) -> Reference | None:
        """The nearest place in the same sentence that something is said to be in, at or near."""
        places = self._places.get(self.tree.sentence_of[found.at], [])
        located = [place for place in places if self._is_where(place[0])]
        if not located:
            return None
        return self.reference(
            min(located, key=lambda p: min(abs(p[0] - found.first), abs(p[0] - found.end)))
        )

    def _is_where(self, first: int) -> bool:
        """Whether a preposition of place stands before: "in the town of Homs", "including Homs"."""
        tree = self.tree
        for token in range(first - 1, max(first - 1 - _PREPOSITION_REACH, -1), -1):
            if tree.lower[token] in _AT:
                return True
            if tree.pos[token] in ("VERB", "PUNCT", "AUX", "PART"):
                return False
        return False

    def _when(self, token: int) -> Reference | None:
        """The words of time nearest to `token` in its sentence."""
        tree = self.tree
        first, end = tree.sentences[tree.sentence_of[token]]
        days = [t for t in range(first, end) if _DAY.match(tree.lower[t])]
        if not days:
            return None
        nearest = min(days, key=lambda t: abs(t - token))
        start, stop = nearest, nearest + 1
        while start > first and (
            tree.lower[start - 1] in _WITH_DAY - {"on", "the", "since"}
            or _is_day_number(tree, start - 1)
        ):
            start -= 1
        while stop < end and (
            tree.lower[stop] in ("morning", "afternoon", "evening", "night")
            or _is_day_number(tree, stop)
            or _DAY.match(tree.lower[stop])
        ):
            stop += 1
        start_char, stop_char = tree.starts[start], tree.ends[stop - 1]
        return Reference(start=start_char, end=stop_char, text=tree.text[start_char:stop_char])


_AT = frozenset(
    split(
        "in at near on around outside across inside over including against within north south "
        "east west"
    )
)
_PREPOSITION_REACH = 6


def _is_day_number(tree: Tree, token: int) -> bool:
    word = tree.lower[token].rstrip("stndrh")
    return word.isdigit() and len(word) <= 4
