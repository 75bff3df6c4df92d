"""What claim rules share: negation, possibility, and whose a claim is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.extract.attribution import Attribution, TokenSpan
from pipeline.extract.circumstances import place_of, time_of
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
_MAX_ABOVE = 4


@cache
def _counting() -> dict[str, str]:
    """Verbs whose object is a count that somebody answers for."""
    return by_form(split("report identify document record count confirm register list announce"))


_PERFECT = frozenset({"have"})


@cache
def _causing() -> dict[str, str]:
    """Verbs that tell of what others were made to do."""
    return by_form(split("force cause compel drive prompt oblige"))


@dataclass(frozen=True, slots=True)
class Found:
    """A claim while it is put together, in tokens. `at` is the word that decides whose it is."""

    kind: ClaimKind
    at: int
    first: int
    end: int
    low: int | None
    high: int | None
    who: TokenSpan | None = None
    polarity: str | None = None
    denied: bool = False


class Frame:
    """The text that claims are read from, with its names and its speakers."""

    def __init__(self, tree: Tree, located: Located, quotes: Quotes) -> None:
        self.tree = tree
        self.located = located
        self._attributions = quotes.attributions
        self._places: dict[int, list[TokenSpan]] = {}
        for name in located.names:
            if name.label in ("GPE", "LOC", "FAC"):
                sentence = tree.sentence_of[name.first]
                self._places.setdefault(sentence, []).append((name.first, name.end))

    def negated(self, token: int) -> bool:
        return self.tree.has_child_word(token, _NOT)

    def possible(self, token: int) -> bool:
        """Whether the verb only may come true: "could kill", "if ... kill", "to kill"; not so in
        "are known to have died", "forcing thousands to flee"."""
        tree = self.tree
        if tree.has_child_word(token, _POSSIBLE):
            return True
        if not any(tree.lower[c] == "to" and tree.rels[c] == "mark" for c in tree.children[token]):
            return False
        above = self._causing(token)
        caused = above is not None and not self.possible(above)
        return not (caused or tree.has_child_word(token, _PERFECT))

    def doer(self, verb: int) -> int | None:
        """The subject of `verb`, or those that are made to do it."""
        above = self._causing(verb)
        made = self.tree.child(above, "obj") if above is not None else None
        return made if made is not None else self.tree.subject(verb)

    def _causing(self, verb: int) -> int | None:
        """The verb that says who or what makes others do it: "forcing" in "forcing thousands to
        flee"."""
        above = self.tree.heads[verb]
        return above if above < verb and self.tree.lower[above] in _causing() else None

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
        place = place_of(tree, self._places.get(tree.sentence_of[found.at], []), first, end)
        time = time_of(tree, found.at)
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
            where=self.reference(place) if place else None,
            when=self._words(time) if time else None,
            attributed_to=source,
        )

    def _words(self, span: TokenSpan) -> Reference:
        start, stop = self.tree.starts[span[0]], self.tree.ends[span[1] - 1]
        return Reference(start=start, end=stop, text=self.tree.text[start:stop])

    def reference(self, span: TokenSpan) -> Reference:
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
